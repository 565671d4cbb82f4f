"""Searches that are kept: by people under a name, as feeds, and words for which nothing was found.

naming     a search in words
addresses  the feeds that there are: of searches, saved searches, topics and organisations
feed       a feed in Atom
tokens     addresses for feed readers, which cannot sign in
counting   writing down what was not found, and forgetting it in time
"""

from flask import Flask

from portal.outbox import daily
from portal.search import on_nothing_found
from portal.searches.counting import FORGET, count_later, forget_in_time
from portal.searches.views import BLUEPRINTS


def init_app(app: Flask) -> None:
    """Register the pages, be told of searches that found nothing, and forget them in time."""
    on_nothing_found(count_later)
    daily(FORGET, forget_in_time)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
