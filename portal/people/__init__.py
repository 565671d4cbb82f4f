"""Profiles, who knows what and why, asking people, and keeping what they know."""

from flask import Flask

from portal.people import jobs, models
from portal.people.notices import evidence as evidence_notices
from portal.people.views import disputes, endorsing, items

__all__ = ["init_app", "jobs", "models"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    evidence_notices.register()
    for views in (disputes, endorsing, items):
        app.register_blueprint(views.bp)
