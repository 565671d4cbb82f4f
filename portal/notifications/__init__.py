"""What people are told inside the portal: one line for each thing, until it is read."""

from flask import Flask

from portal.notifications import jobs
from portal.notifications.queries import count_unread
from portal.notifications.views import bp

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    app.register_blueprint(bp)
    app.jinja_env.globals["count_unread_notifications"] = count_unread
