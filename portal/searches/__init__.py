"""Searches that are kept: by people under a name, as feeds, and words for which nothing was found.

naming     a search in words
feed       a search as an Atom feed
counting   writing down what was not found, beside the request
"""

from flask import Flask

from portal.search import on_nothing_found
from portal.searches.counting import count_later
from portal.searches.views import BLUEPRINTS


def init_app(app: Flask) -> None:
    """Register the pages, and be told of searches that found nothing."""
    on_nothing_found(count_later)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
