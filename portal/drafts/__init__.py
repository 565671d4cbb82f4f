"""Unsent text: saved on the server while it is typed, given back after anything that goes wrong."""

from flask import Flask

from portal.drafts.views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
