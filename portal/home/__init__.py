"""The front page, the standing pages, and what search engines ask for."""

from flask import Flask

from portal.home.views import bp


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    app.register_blueprint(bp)
