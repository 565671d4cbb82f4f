"""What the portal holds about a person: they may take it with them, and have it erased."""

from flask import Flask

from portal.privacy import models
from portal.privacy.cli import privacy

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Register the pages and commands of this feature."""
    app.cli.add_command(privacy)
