"""The controlled vocabulary of subjects."""

from flask import Flask

from portal.search import register_names
from portal.topics import search
from portal.topics.cli import topics
from portal.topics.views import bp


def init_app(app: Flask) -> None:
    """Add the pages and the commands, and let searches know the names of topics."""
    register_names(search)
    app.register_blueprint(bp)
    app.cli.add_command(topics)
