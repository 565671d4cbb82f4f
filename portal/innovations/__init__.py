"""Innovations and projects: recorded, reviewed, published, found."""

from flask import Flask

from portal import search as searching
from portal.innovations import mail, search
from portal.innovations.importing import models as _import_models  # noqa: F401  # its table
from portal.innovations.views import bp, reviews

__all__ = ["init_app", "mail"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    searching.register(search)
    app.register_blueprint(bp)
    app.register_blueprint(reviews)
