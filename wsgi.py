"""The WSGI entry point: ``flask --app wsgi`` and every server import ``app`` from here."""

from portal import create_app

app = create_app()
