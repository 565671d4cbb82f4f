"""Communities, threads and posts: peers ask, answer, and find what was said."""

from flask import Flask

from portal import visibility
from portal.accounts.actions import at_first
from portal.forum import models, notice_lines, notices, nudging, reindexing, search, seeing
from portal.forum.actions.marking import mark_all_read
from portal.forum.cli import communities as communities_cli
from portal.forum.importing.cli import forum
from portal.forum.queries.unread import count_unread
from portal.forum.views import (
    acts,
    attaching,
    communities,
    editing,
    following,
    listing,
    marking,
    posting,
    retitling,
    summarising,
    threads,
    withdrawing,
)

__all__ = ["init_app", "models", "notices", "nudging", "reindexing"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    visibility.gives_labels(seeing.labels_of_reader)
    # What was said before a person came is no news to them.
    at_first(mark_all_read)
    notice_lines.register()
    search.register()
    app.jinja_env.globals["count_unread_threads"] = count_unread
    app.register_blueprint(following.bp)
    for views in (
        acts,
        attaching,
        communities,
        editing,
        listing,
        marking,
        posting,
        retitling,
        summarising,
        threads,
        withdrawing,
    ):
        app.register_blueprint(views.bp)
    app.cli.add_command(forum)
    app.cli.add_command(communities_cli)
