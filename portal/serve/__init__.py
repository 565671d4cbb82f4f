"""Running the portal: the server with its processes, and the pages that say whether it is well."""

from flask import Flask

from portal.serve import health
from portal.serve.cli import serve_command


def init_app(app: Flask) -> None:
    """Add ``flask serve``, ``/healthz`` and ``/readyz``."""
    app.register_blueprint(health.bp)
    app.cli.add_command(serve_command)
