"""The controlled vocabulary of subjects."""

from flask import Flask

from portal.topics.cli import topics
from portal.topics.views import bp


def init_app(app: Flask) -> None:
    """Add the pages and the commands."""
    app.register_blueprint(bp)
    app.cli.add_command(topics)
