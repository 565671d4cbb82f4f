"""A small believable community, written by us, for a first look and for tests in a browser."""

from flask import Flask

from portal.seed.cli import seed


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(seed)
