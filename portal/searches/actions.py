"""Keeping searches and letting them go; opening feeds; counting searches that found nothing."""

import json
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from portal.clock import today
from portal.drafts import actions as drafts
from portal.extensions import db
from portal.records import Actor
from portal.search.addresses import Asked
from portal.searches.addresses import FILE, Feed
from portal.searches.models import EmptySearch, FeedToken, SavedSearch
from portal.searches.queries import oldest_kept
from portal.turns import take_turns

MOST_SAVED = 100
MOST_FEEDS = 50
LONGEST_FEED = 500
LONGEST_TEXT = 2000
MOST_EMPTY = 5000


class NameTakenError(Exception):
    """Another search of the person has this name."""


class TooManyError(Exception):
    """The person has as many searches, or feeds, as one can have."""


class TooLongError(Exception):
    """The address of the feed is too long to be kept."""


class Saved(NamedTuple):
    """``is_new`` is False when the person had saved the same search before."""

    search: SavedSearch
    is_new: bool


def save(person: Actor, asked: Asked, *, name: str) -> Saved:
    """Keep a search under a name; one that is kept already stays as it is.

    Raises NameTakenError or TooManyError.
    """
    _take_turns(person)
    content = {
        "text": asked.typed[:LONGEST_TEXT].strip(),
        "filters": {key: sorted(values) for key, values in sorted(asked.filters.items())},
        "sort": str(asked.sort),
        "words_only": asked.words_only,
    }
    digest = _digest(content)
    mine = SavedSearch.person_id == person.id
    had = db.session.scalar(select(SavedSearch).where(mine, SavedSearch.digest == digest))
    if had is not None:
        return Saved(had, is_new=False)
    if (db.session.scalar(select(func.count()).where(mine)) or 0) >= MOST_SAVED:
        raise TooManyError
    _refuse_taken(person, name)
    search = SavedSearch(
        person_id=person.id, name=name, name_key=name.casefold(), digest=digest, **content
    )
    db.session.add(search)
    db.session.flush()
    return Saved(search, is_new=True)


def rename(search: SavedSearch, person: Actor, *, name: str) -> None:
    """Give a search another name. Raises NameTakenError."""
    _take_turns(person)
    _refuse_taken(person, name, but=search.id)
    search.name, search.name_key = name, name.casefold()
    db.session.execute(update(FeedToken).where(*_of_search(search)).values(name=name))


def remove(search: SavedSearch) -> None:
    """Forget a search, its feed, and what its owner began to type on its pages."""
    drafts.discard_under(search.path)
    db.session.execute(delete(FeedToken).where(*_of_search(search)))
    db.session.delete(search)


def open_feed(person: Actor, feed: Feed) -> bool:
    """Let feed readers read a feed as the person would; False when they could already.

    Raises TooLongError or TooManyError.
    """
    take_turns(f"feeds:{person.id}")
    if len(feed.address) > LONGEST_FEED:
        raise TooLongError
    had = set(db.session.scalars(select(FeedToken.path).where(FeedToken.person_id == person.id)))
    if feed.address in had:
        return False
    if len(had) >= MOST_FEEDS:
        raise TooManyError
    db.session.add(FeedToken(person_id=person.id, path=feed.address, name=feed.title))
    return True


def close_feeds(person: Actor, token_id: int | None = None) -> list[str]:
    """Take back the leave to read one feed, or all of them; the names of those that were open."""
    gone = delete(FeedToken).where(FeedToken.person_id == person.id)
    if token_id is not None:
        gone = gone.where(FeedToken.id == token_id)
    return list(db.session.scalars(gone.returning(FeedToken.name)))


def note_use(session: Session, token_id: int) -> None:
    """Write down the day on which a feed was read."""
    used = update(FeedToken).where(FeedToken.id == token_id)
    session.execute(used.values(last_used_on=today()))


def count_empty(session: Session, text: str) -> None:
    """Count that nothing was found for the words; old and rare ones make room for new ones."""
    day = today()
    forget_old(session)
    counted = session.execute(
        update(EmptySearch)
        .where(EmptySearch.text == text)
        .values(times=EmptySearch.times + 1, last_on=day)
        .returning(EmptySearch.id)
    )
    if counted.first() is not None:
        return
    kept = session.scalar(select(func.count(EmptySearch.id))) or 0
    if kept >= MOST_EMPTY:
        least = select(EmptySearch.id).order_by(
            EmptySearch.times, EmptySearch.last_on, EmptySearch.id
        )
        going = session.scalars(least.limit(kept - MOST_EMPTY + 1)).all()
        session.execute(delete(EmptySearch).where(EmptySearch.id.in_(going)))
    session.add(EmptySearch(text=text, first_on=day, last_on=day))


def forget_old(session: Session) -> None:
    """Forget words for which nothing was found last too long ago."""
    session.execute(delete(EmptySearch).where(EmptySearch.last_on < oldest_kept()))


def remove_empty(search_id: int) -> bool:
    """Forget words for which nothing was found; False when they are gone already."""
    gone = delete(EmptySearch).where(EmptySearch.id == search_id).returning(EmptySearch.id)
    return db.session.scalar(gone) is not None


def _take_turns(person: Actor) -> None:
    take_turns(f"saved-searches:{person.id}")


def _of_search(search: SavedSearch) -> tuple[ColumnElement[bool], ...]:
    """The feed of a saved search."""
    return (
        FeedToken.person_id == search.person_id,
        FeedToken.path == f"{search.path}/{FILE}",
    )


def _refuse_taken(person: Actor, name: str, but: int | None = None) -> None:
    query = select(SavedSearch.id).where(
        SavedSearch.person_id == person.id, SavedSearch.name_key == name.casefold()
    )
    if db.session.scalar(query) not in (None, but):
        raise NameTakenError


def _digest(content: dict[str, Any]) -> str:
    return blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()
