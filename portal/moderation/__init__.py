"""One queue for everything that needs a decision; jobs and the audit log for administrators."""

from flask import Flask

from portal.moderation.views import BLUEPRINTS


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
