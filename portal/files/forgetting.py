"""Letting go of content that no file of any feature has any more.

A feature that keeps files says so with ``holds``: content is deleted only when none of them
names it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.clock import now
from portal.extensions import db, reading
from portal.files.store import Kept
from portal.files.taking import store
from portal.outbox import Message, commit, daily, handles_batch, put
from portal.turns import take_turns

FORGET = "files.forget"
CLEAN = "files.clean"
# What is younger may belong to an upload or to a form that is not sent yet.
FRESH = timedelta(days=1)
_AT_ONCE = 500


class Holder(NamedTuple):
    """A table of files: it has the columns id, name, digest and thumbnail_digest."""

    model: Any
    owner: InstrumentedAttribute[int]
    """Whose the file is."""
    noun: str
    """What that is, such as “innovation”."""


_holders: list[Holder] = []


def holds(model: Any, owner: InstrumentedAttribute[int], noun: str) -> None:
    """Let the files of a table keep their content."""
    _holders.append(Holder(model, owner, noun))


def forget_content(digests: Iterable[str]) -> None:
    """Have the content deleted that no file has by then."""
    for digest in sorted(set(digests)):
        put(FORGET, digest)


def forget_files(model: Any, owner: InstrumentedAttribute[int], owner_id: int) -> None:
    """Have the content of all files of a record deleted, once the record is."""
    rows = db.session.execute(select(model.digest, model.thumbnail_digest).where(owner == owner_id))
    forget_content(digest for row in rows for digest in row if digest)


@handles_batch(FORGET, writes=True)
def forget(messages: list[Message]) -> None:
    """Delete content that no file has, in turns with those who upload the same again."""
    digests = {message.subject for message in messages}
    take_turns(*_turns(digests))
    for digest in digests - _named_among(digests):
        store().delete(digest)


def secure(digests: Iterable[str | None]) -> bool:
    """Keep content from being deleted until the end of the transaction, which gives it a file.

    False when it is not there (any more).
    """
    wanted = {digest for digest in digests if digest}
    take_turns(*_turns(wanted))
    return all(store().exists(digest) for digest in wanted)


def clean(_message: Message) -> None:
    """Delete content that no file has."""
    with reading():
        left_over = [kept.digest for kept in faults().unnamed if kept.since < now() - FRESH]
        db.session.rollback()
    for start in range(0, len(left_over), _AT_ONCE):
        forget_content(left_over[start : start + _AT_ONCE])
        commit()


class Lost(NamedTuple):
    """A file whose content is not there."""

    digest: str
    name: str
    of: str
    """Such as “innovation 12”."""


class Faults(NamedTuple):
    """Where the store and the database do not agree."""

    unnamed: list[Kept]
    lost: list[Lost]


def faults() -> Faults:
    """Content that no file has, and files whose content is not there."""
    found = {kept.digest: kept for kept in store().every()}
    unnamed, lost = dict(found), []
    for model, owner, noun in _holders:
        query = select(model.digest, model.thumbnail_digest, model.name, owner).order_by(model.id)
        for row in db.session.execute(query.execution_options(yield_per=500)):
            digests = [digest for digest in row[:2] if digest]
            # What came in after the store was listed is there all the same.
            if any(digest not in found and not store().exists(digest) for digest in digests):
                lost.append(Lost(row[0], row[2], f"{noun} {row[3]}"))
            for digest in digests:
                unnamed.pop(digest, None)
    return Faults(list(unnamed.values()), lost)


def _turns(digests: Iterable[str]) -> list[str]:
    return [f"file:{digest}" for digest in digests]


def _named_among(digests: set[str]) -> set[str]:
    """Those of the digests that a file has."""
    named: set[str] = set()
    for model, _, _ in _holders:
        query = select(model.digest, model.thumbnail_digest).where(
            or_(model.digest.in_(digests), model.thumbnail_digest.in_(digests))
        )
        named |= {digest for row in db.session.execute(query) for digest in row if digest}
    return named


daily(CLEAN, clean)
