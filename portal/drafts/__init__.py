"""Unsent text: saved on the server while it is typed, given back after anything that goes wrong."""

from flask import Flask

from portal.drafts.opening import ChangedFormError
from portal.drafts.views import bp, kept_again


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_error_handler(ChangedFormError, kept_again)
