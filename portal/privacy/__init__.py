"""What the portal holds about a person: they may take it with them, and have it erased."""

from flask import Flask

from portal.privacy import jobs, models
from portal.privacy.cli import privacy
from portal.privacy.views import data, erasing

__all__ = ["init_app", "jobs", "models"]


def init_app(app: Flask) -> None:
    """Register the pages and commands of this feature."""
    for views in (data, erasing):
        app.register_blueprint(views.bp)
    app.cli.add_command(privacy)
