"""Profiles, who knows what and why, asking people, and keeping what they know."""

from flask import Flask

from portal.forum.queries import knowing as forum_knowing
from portal.people import jobs, models, suggesting
from portal.people.cli import people
from portal.people.notices import asking as asking_notices
from portal.people.notices import endorsing as endorsing_notices
from portal.people.notices import evidence as evidence_notices
from portal.people.notices import keeping as keeping_notices
from portal.people.views import (
    answering,
    asking,
    captures,
    directory,
    disputes,
    endorsing,
    finder,
    items,
    knowing,
    leaving,
    managers,
    needs,
    own_photo,
    own_profile,
    places,
    profiles,
)

__all__ = ["init_app", "jobs", "models"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    forum_knowing.suggests(suggesting.for_question)
    asking_notices.register()
    endorsing_notices.register()
    evidence_notices.register()
    keeping_notices.register()
    for views in (
        answering,
        asking,
        captures,
        directory,
        disputes,
        endorsing,
        finder,
        items,
        knowing,
        leaving,
        managers,
        needs,
        own_photo,
        own_profile,
        places,
        profiles,
    ):
        app.register_blueprint(views.bp)
    app.cli.add_command(people)
