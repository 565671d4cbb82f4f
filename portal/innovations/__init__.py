"""Innovations and projects: recorded, reviewed, published, found."""

from flask import Flask

from portal import search as searching
from portal.innovations import search
from portal.innovations.views import bp


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    searching.register(search)
    app.register_blueprint(bp)
