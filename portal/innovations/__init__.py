"""Innovations and projects: recorded, reviewed, published, found."""

from flask import Flask

from portal import search as searching
from portal.innovations import adopting, attaching, mail, search
from portal.innovations.cli import innovations
from portal.innovations.figures import figures
from portal.innovations.importing import jobs
from portal.innovations.importing.views import bp as imports
from portal.innovations.keeping import dates, reminding
from portal.innovations.keeping import jobs as daily
from portal.innovations.keeping.queries import care_counts
from portal.innovations.views import bp, lists, reviews

__all__ = ["attaching", "daily", "init_app", "jobs", "mail", "reminding"]


def init_app(app: Flask) -> None:
    """Register the pages of this feature."""
    searching.register(search)
    app.register_blueprint(bp)
    app.register_blueprint(reviews)
    app.register_blueprint(imports)
    app.register_blueprint(adopting.bp)
    app.register_blueprint(lists)
    app.cli.add_command(innovations)
    dates.review_every(app.config["REVIEW_MONTHS"])
    app.jinja_env.filters["figures"] = figures
    app.jinja_env.globals["care_counts"] = care_counts
