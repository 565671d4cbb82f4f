"""The generated people and what they did, put into the database in bulk: always the same."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.forum.models import Post, Thread
from portal.people.models import Endorsement, Expertise, Profile, System, SystemKnown
from tests.bench import records
from tests.bench.forum import content as forum
from tests.bench.words import zipf

SYSTEMS = 60
_BATCH = 2000


@dataclass(frozen=True)
class Size:
    """How many people, and how many replies of theirs."""

    people: int = 5000
    replies: int = 100_000
    threads: int = 10_000


FULL = Size()
# The same pages must take as many statements here as there.
SMALL = Size(people=20, replies=20, threads=5)


def fill(size: Size) -> None:
    """A forum in which these people reply, and what they say of themselves and each other."""
    posts = size.threads + size.replies
    forum.fill(forum.Size(size.people, size.threads, posts, marks=size.people))
    rng = random.Random(records.SEED)
    _authors(rng, size)
    _write(System, ({"id": n, "slug": f"system-{n}", "name": f"System {n}"} for n in _to(SYSTEMS)))
    _write(Profile, ({"person_id": n, "about": f"Person {n}."} for n in _to(size.people)))
    _write(Expertise, _offers(rng, size))
    _write(SystemKnown, _known(rng, size))
    _write(Endorsement, _endorsements(rng, size))
    db.session.commit()


def _authors(rng: random.Random, size: Size) -> None:
    """Few write much and many write little, among the people who are there."""
    people = db.session.scalars(select(User.id).order_by(User.id)).all()[: size.people]
    weights = zipf(len(people))
    replies = select(Post.id).join(Thread).where(Post.no > 1)
    ids = db.session.scalars(replies.order_by(Post.id)).all()
    authors = rng.choices(people, cum_weights=weights, k=len(ids))
    posts = cast(Table, Post.__table__)
    written = posts.update().where(posts.c.id == bindparam("post"))
    rows = ({"post": key, "author_id": who} for key, who in zip(ids, authors, strict=True))
    while batch := list(islice(rows, _BATCH)):
        db.session.execute(written, batch)


def _offers(rng: random.Random, size: Size) -> Iterator[dict[str, Any]]:
    weights = zipf(records.TOPICS)
    for person in _to(size.people):
        for topic in set(rng.choices(_to(records.TOPICS), cum_weights=weights, k=3)):
            yield {
                "person_id": person,
                "topic_id": topic,
                "kind": "offers",
                "level": rng.randint(1, 4),
            }


def _known(rng: random.Random, size: Size) -> Iterator[dict[str, Any]]:
    for person in _to(size.people):
        for system in rng.sample(_to(SYSTEMS), k=2):
            yield {"person_id": person, "system_id": system, "level": rng.randint(1, 4)}


def _endorsements(rng: random.Random, size: Size) -> Iterator[dict[str, Any]]:
    weights = zipf(records.TOPICS)
    for person in _to(size.people):
        yield {
            "endorser_id": person % size.people + 1,
            "person_id": person,
            "topic_id": rng.choices(_to(records.TOPICS), cum_weights=weights)[0],
            "reason": "taught_me",
            "words": "They showed me how.",
            "state": "accepted",
            "lapses_on": today() + timedelta(days=900),
        }


def evidence_items() -> int:
    """Replies and questions: what speaks for somebody."""
    replies = select(func.count()).select_from(Post).where(Post.no > 1)
    questions = select(func.count()).select_from(Thread).where(Thread.kind == "question")
    return (db.session.scalar(replies) or 0) + (db.session.scalar(questions) or 0)


def _to(last: int) -> range:
    return range(1, last + 1)


def _write(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    while batch := list(islice(rows, _BATCH)):
        db.session.execute(insert(model), batch)
