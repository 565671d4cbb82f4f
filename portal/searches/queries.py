"""Reading saved searches and feeds, only ever one's own, and searches that found nothing."""

from datetime import date, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.records import Actor, AnySelect
from portal.searches.models import EmptySearch, FeedToken, SavedSearch

EMPTY_KEPT = timedelta(days=180)
"""How long words are kept after nothing was found for them last."""


def mine(person: Actor) -> AnySelect:
    """The person's searches, the newest first."""
    query = select(SavedSearch).where(SavedSearch.person_id == person.id)
    return query.order_by(SavedSearch.created_at.desc(), SavedSearch.id.desc())


def get(search_id: int, person: Actor, *, to_change: bool = False) -> SavedSearch | None:
    """The search; None when it is not there, or not the person's.

    What is read ``to_change`` it cannot be deleted by another tab meanwhile.
    """
    mine = (SavedSearch.id == search_id, SavedSearch.person_id == person.id)
    query = select(SavedSearch).where(*mine)
    return db.session.scalar(query.with_for_update() if to_change else query)


def feeds_of(person: Actor) -> AnySelect:
    """The feeds that the person's feed readers may read, the newest first."""
    query = select(FeedToken).where(FeedToken.person_id == person.id)
    return query.order_by(FeedToken.created_at.desc(), FeedToken.id.desc())


def leave(token_id: int) -> tuple[FeedToken, User] | None:
    """A leave to read a feed, and who gave it; None when it was taken back or they are disabled."""
    row = db.session.execute(
        select(FeedToken, User)
        .join(User, User.id == FeedToken.person_id)
        .where(FeedToken.id == token_id, User.disabled_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else None


def empty_searches() -> AnySelect:
    """Words for which nothing was found, the most frequent first."""
    query = select(EmptySearch).where(EmptySearch.last_on >= oldest_kept())
    return query.order_by(
        EmptySearch.times.desc(), EmptySearch.last_on.desc(), EmptySearch.id.desc()
    )


def oldest_kept() -> date:
    """The first of the days of which something is kept."""
    return today() - EMPTY_KEPT
