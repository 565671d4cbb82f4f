"""Profiles, who knows what and why, asking people, and keeping what they know."""

from flask import Flask

from portal.people import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
