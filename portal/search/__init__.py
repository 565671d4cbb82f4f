"""Search: one box over all kinds of records, showing only what the reader may see.

A feature is searched once it calls ``register`` with a source and puts a ``search.sync`` message
with the record's ref into the outbox, in the transaction that changes the record.

backend      what is asked of an engine; ``whoosh_backend`` is the one in use
fields       weights, facets, orders
analysis     from text to terms
parsing      from what was typed to clauses
highlight    passages with marked words
synonyms     the other names of what is searched for
sources      what features give
limits       how often one may search
listeners    who is told when nothing was found
indexing     the worker's part: one writer, fed by the outbox
service      finding
suggestions  what is offered while somebody types
"""

from flask import Flask

from portal.outbox import daily
from portal.search import indexing, limits, models
from portal.search.backend import Document
from portal.search.cli import search
from portal.search.listeners import on_nothing_found
from portal.search.sources import Card, Named, Source, register
from portal.search.synonyms import NameProvider, Suggestion, register_names
from portal.search.views import bp

__all__ = [
    "Card",
    "Document",
    "NameProvider",
    "Named",
    "Source",
    "Suggestion",
    "init_app",
    "models",
    "on_nothing_found",
    "register",
    "register_names",
]


def init_app(app: Flask) -> None:
    """Bind the engine, the page and the commands to the application."""
    indexing.init_app(app)
    daily(limits.FORGET, limits.forget_in_time)
    app.register_blueprint(bp)
    app.cli.add_command(search)
