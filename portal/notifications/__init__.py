"""What people are told inside the portal: one line for each thing, until it is read."""

from flask import Flask

from portal.notifications import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
