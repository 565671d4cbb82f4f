"""Writing the index: what the worker does, and nobody else.

The outbox brings the refs of changed records. A ref that still waits there is hidden by
``service``, so an index that lags behind can hide a record but never show one too many.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Flask, current_app
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.clock import now
from portal.extensions import db, reading
from portal.outbox import Message, handles_batch, job, put
from portal.outbox.wake import wake
from portal.search.backend import SearchBackend
from portal.search.sources import documents_of, every_document
from portal.search.whoosh_backend import Ranking, WhooshBackend

log = logging.getLogger(__name__)

SYNC = "search.sync"
"""Topic of the message that says: this record changed. Its subject is the ref."""
REBUILD = "search.rebuild"


def init_app(app: Flask) -> None:
    app.extensions["search"] = engine(app, Path(app.config["DATA_DIR"]) / "search")


def engine(app: Flask, folder: Path) -> SearchBackend:
    """An engine with the settings of this application over an index in a folder."""
    return WhooshBackend(
        folder,
        ranking=Ranking(k1=app.config["SEARCH_K1"], b=app.config["SEARCH_B"]),
        cache_limit=app.config["SEARCH_CACHE_MEGABYTES"] * 1024 * 1024,
    )


def backend() -> SearchBackend:
    """The engine of this application."""
    return cast(SearchBackend, current_app.extensions["search"])


@handles_batch(SYNC)
def sync(messages: list[Message]) -> None:
    """Bring the index up to date with the records that the messages name, in one commit."""
    refs = dict.fromkeys(message.subject for message in messages)
    documents = list(documents_of(refs))
    gone = refs.keys() - {document.ref for document in documents}
    if not backend().update(documents, gone):
        request_rebuild()


@job(REBUILD)
def rebuild_when_asked(_message: Message) -> None:
    """Rebuild as a job of the worker."""
    rebuild()


def rebuild(progress: Callable[[int], None] = lambda _done: None) -> int:
    """Index every record afresh while the old index serves; the number of documents.

    Raises SearchError if another rebuild is going on.
    """
    db.session.rollback()  # a transaction that is already open would not see the newest records
    with reading():
        done = backend().rebuild(every_document(), progress)
        db.session.rollback()
    return done


def rebuild_afterwards() -> None:
    """Have the index written anew once the transaction is committed, and with it what is deleted.

    What is taken out of the index stays in its files until then. One that waits already will do:
    it cannot begin before this transaction ends.
    """
    waiting = select(Message.id).where(Message.topic == REBUILD, Message.due_at <= now())
    if db.session.scalar(waiting.limit(1).with_for_update(skip_locked=True)) is None:
        put(REBUILD, "search")


def request_rebuild() -> None:
    """Ask the worker for a rebuild, unless it is asked already. Never fails.

    In a transaction of its own, because who finds the damage is often only reading.
    """
    try:
        with reading(), Session(db.engine) as session:
            waiting = (Message.topic == REBUILD) & Message.due_at.is_not(None)
            if session.scalar(select(exists().where(waiting))):
                return
            session.rollback()
            session.add(Message(topic=REBUILD, subject="search"))
            session.commit()
    except SQLAlchemyError:
        log.exception("a rebuild of the search index could not be asked for")
        return
    log.warning("a rebuild of the search index was asked for")
    wake()
