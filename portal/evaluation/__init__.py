"""How well the portal finds: known questions with known answers, in the usual figures."""

from flask import Flask

from portal.evaluation.cli import evaluate


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(evaluate)
