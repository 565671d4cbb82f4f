"""Replaced by the front end's own in a few minutes."""

from flask import Flask


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = lambda name: "/static/build/" + name
