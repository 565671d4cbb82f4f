"""Where people work: the directory of organisations and library services."""

from flask import Flask

from portal.organisations.cli import organisations
from portal.organisations.views import bp


def init_app(app: Flask) -> None:
    """Add the pages and the commands."""
    app.register_blueprint(bp)
    app.cli.add_command(organisations)
