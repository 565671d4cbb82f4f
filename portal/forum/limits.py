"""How much one person may post, and when they can go on.

Two forms that are sent at the same moment take turns, so that both are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.forum.models import Post, Thread
from portal.turns import take_turns

DAY = timedelta(days=1)


class TooManyError(Exception):
    """A limit is reached, and ``until`` when; the message is for people."""

    def __init__(self, words: str, until: datetime) -> None:
        super().__init__(words)
        self.until = until

    @property
    def seconds(self) -> int:
        """How long it still lasts, in whole seconds."""
        return max(1, -(-(self.until - now()) // timedelta(seconds=1)))


@dataclass(frozen=True)
class Limits:
    """The settings, see ``portal.config``."""

    seconds_between: int
    threads_a_day: int
    posts_a_day: int
    first_day_threads: int
    first_day_posts: int

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Limits":
        """The limits that a portal has."""
        return cls(
            seconds_between=config["POST_SECONDS_BETWEEN"],
            threads_a_day=config["THREADS_PER_DAY"],
            posts_a_day=config["POSTS_PER_DAY"],
            first_day_threads=config["FIRST_DAY_THREADS"],
            first_day_posts=config["FIRST_DAY_POSTS"],
        )


def must_be_within(person: User, limits: Limits, *, starts_thread: bool) -> None:
    """Refuse a post that comes too soon, or is one too many of the last 24 hours.

    Nobody else posts as this person until the transaction ends. Raises TooManyError.
    """
    take_turns(f"posting:{person.id}")
    moment = now()
    if last := _since(Post.created_at, Post.author_id, person, 1):
        until = last + timedelta(seconds=limits.seconds_between)
        if until > moment:
            raise TooManyError("You posted a moment ago.", until)
    is_new = moment < person.created_at + DAY
    posts = limits.first_day_posts if is_new else limits.posts_a_day
    _must_be_fewer(Post.created_at, Post.author_id, person, posts, "posts", is_new)
    if starts_thread:
        threads = limits.first_day_threads if is_new else limits.threads_a_day
        _must_be_fewer(Thread.created_at, Thread.author_id, person, threads, "threads", is_new)


def _must_be_fewer(
    column: InstrumentedAttribute[datetime],
    author: InstrumentedAttribute[int],
    person: User,
    most: int,
    things: str,
    is_new: bool,
) -> None:
    """Raise TooManyError when the person wrote ``most`` in the last 24 hours."""
    oldest = _since(column, author, person, most)
    if oldest is None or (until := oldest + DAY) <= now():
        return
    if is_new:
        until = min(until, person.created_at + DAY)
        raise TooManyError(
            f"On the first day you can write {most} {things}, and you have written them.", until
        )
    raise TooManyError(f"You can write {most} {things} in 24 hours, and you have.", until)


def _since(
    column: InstrumentedAttribute[datetime],
    author: InstrumentedAttribute[int],
    person: User,
    number: int,
) -> datetime | None:
    """When the person wrote the last one, the one before it, and so on."""
    query = select(column).where(author == person.id).order_by(column.desc())
    return db.session.scalar(query.offset(number - 1).limit(1))
