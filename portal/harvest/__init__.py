"""The public records for other catalogues to harvest: OAI-PMH 2.0."""

from flask import Flask

from portal.harvest import models, stamping
from portal.harvest.cli import harvest
from portal.harvest.views import bp

__all__ = ["init_app", "models", "stamping"]


def init_app(app: Flask) -> None:
    """Register what this feature answers."""
    app.register_blueprint(bp)
    app.cli.add_command(harvest)
