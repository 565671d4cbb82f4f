"""How much one person may post, and when they can go on.

Two forms that are sent at the same moment take turns, so that both are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam, select

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.forum.models import Post, Thread
from portal.turns import take_turns

DAY = timedelta(days=1)


def _written(model: type[Post | Thread], number: int | BindParameter[int]) -> Any:
    """When the person wrote the newest one, the one before it, and so on, from 0."""
    author = model.author_id == bindparam("author_id", type_=Integer)
    newest = select(model.created_at).where(author).order_by(model.created_at.desc())
    return newest.offset(number).limit(1).scalar_subquery()


_WRITTEN = select(
    _written(Post, 0),
    _written(Post, bindparam("posts", type_=Integer)),
    _written(Thread, bindparam("threads", type_=Integer)),
)


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
    is_new = moment < person.created_at + DAY
    posts = limits.first_day_posts if is_new else limits.posts_a_day
    threads = limits.first_day_threads if is_new else limits.threads_a_day
    last, oldest_post, oldest_thread = db.session.execute(
        _WRITTEN, {"author_id": person.id, "posts": posts - 1, "threads": threads - 1}
    ).one()
    if last and (until := last + timedelta(seconds=limits.seconds_between)) > moment:
        raise TooManyError("You posted a moment ago.", until)
    for oldest, most, things in (
        (oldest_post, posts, "posts"),
        (oldest_thread if starts_thread else None, threads, "threads"),
    ):
        if oldest and (until := oldest + DAY) > moment:
            if is_new:
                until = min(until, person.created_at + DAY)
                words = f"On the first day you can write {most} {things}, and you have."
            else:
                words = f"You can write {most} {things} in 24 hours, and you have."
            raise TooManyError(words, until)
