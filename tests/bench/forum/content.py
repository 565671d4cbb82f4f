"""The generated forum, put into the database in bulk: always the same for the same size."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import (
    Answer,
    Community,
    Membership,
    Post,
    Thread,
    ThreadReader,
    ThreadTopic,
)
from portal.forum.texts import read_stored
from portal.markdown import RENDER_VERSION
from portal.permissions import Role
from tests.bench import records
from tests.bench.words import Writer, zipf

READER_ID, EDITOR_ID = 1, 2
# Texts are rendered once and used again, each by about 30 posts.
TEXTS = 2500
_BATCH = 2000
_PRIVACIES = ("open",) * 12 + ("restricted",) * 4 + ("private",) * 3 + ("confidential",)
_YEARS = 4


@dataclass(frozen=True)
class Size:
    """How large a forum is."""

    people: int = 1500
    threads: int = 8000
    posts: int = 75_000
    marks: int = 375_000


FULL = Size()
# The same pages must take as many statements here as there.
SMALL = Size(people=5, threads=2, posts=5, marks=5)


def fill(size: Size) -> None:
    """Make everything and commit."""
    rng = random.Random(records.SEED)
    records.fill(0)
    _people(size)
    _communities(rng, size)
    writer = Writer(rng)
    lengths = _lengths(rng, size)
    threads = [_thread(writer, n, length) for n, length in enumerate(lengths, 1)]
    _write(Thread, threads)
    topics = zipf(records.TOPICS)
    about = (
        {"thread_id": n, "topic_id": topic}
        for n in range(1, size.threads + 1)
        for topic in sorted(set(rng.choices(range(1, records.TOPICS + 1), cum_weights=topics, k=2)))
    )
    _write(ThreadTopic, about)
    last = _posts(writer, threads, size)
    answered = [t for t in threads if t["resolution"] == "answered"]
    _write(
        Answer,
        [{"thread_id": t["id"], "position": 1, "post_id": last[t["id"]]["id"]} for t in answered],
    )
    db.session.execute(
        Thread.__table__.update().where(Thread.__table__.c.id == db.bindparam("thread_id")),
        [
            {"thread_id": n, "last_post_id": row["id"], "last_post_at": row["created_at"]}
            for n, row in last.items()
        ],
    )
    _write(ThreadReader, _marks(rng, lengths, size))
    db.session.commit()


def _people(size: Size) -> None:
    """Beside those who write records; the first two can sign in."""
    rows = [
        {"id": n, "name": f"Person {n}", "email": f"p{n}@portal.example", "role": Role.MEMBER}
        for n in range(records.AUTHORS + 3, size.people + 1)
    ]
    _write(User, rows)


def _communities(rng: random.Random, size: Size) -> None:
    """Twenty; the reader is in some of each privacy."""
    rows = [
        {
            "id": n,
            "slug": f"community-{n}",
            "name": f"Community {n}",
            "kind": "community_of_practice",
            "privacy": privacy,
            "created_at": records.LAST_DAY - timedelta(days=366 * _YEARS),
        }
        for n, privacy in enumerate(_PRIVACIES, 1)
    ]
    _write(Community, rows)
    members = [
        {"community_id": n, "person_id": person, "role": "manager" if person == 3 else "member"}
        for n in range(1, len(_PRIVACIES) + 1)
        for person in sorted(
            {3, *([READER_ID] if n % 2 else []), *rng.sample(range(1, size.people + 1), k=5)}
            | (set(rng.sample(range(1, size.people + 1), k=80)) if size.people > 80 else set())
        )
    ]
    _write(Membership, members)


def _lengths(rng: random.Random, size: Size) -> list[int]:
    """Posts of each thread: most have a few, some have hundreds."""
    lengths = [1] * size.threads
    weights = [rng.paretovariate(1.2) for _ in lengths]
    for place in rng.choices(range(size.threads), weights=weights, k=size.posts - size.threads):
        lengths[place] += 1
    return lengths


def _thread(writer: Writer, number: int, length: int) -> dict[str, Any]:
    rng = writer.rng
    kind = rng.choices(("question", "discussion", "announcement"), (60, 35, 5))[0]
    began = records.LAST_DAY - timedelta(minutes=rng.randint(60, _YEARS * 365 * 24 * 60))
    is_answered = kind == "question" and length > 1 and rng.random() < 0.6
    states = {True: "answered", False: "open"}
    return {
        "id": number,
        "community_id": rng.choices(range(1, len(_PRIVACIES) + 1), cum_weights=zipf(20))[0],
        "kind": kind,
        "title": writer.sentence(5, 12)[:150],
        "author_id": rng.randint(1, 400),
        "resolution": states[is_answered] if kind == "question" else None,
        "resolved_at": began if is_answered else None,
        "created_at": began,
        "last_post_at": began,
        "next_no": length,
        "last_no": length,
        "reply_count": length - 1,
    }


def _posts(
    writer: Writer, threads: Sequence[dict[str, Any]], size: Size
) -> dict[int, dict[str, Any]]:
    """All posts in the order of their time; returns the last of each thread."""
    rng = writer.rng
    texts = [writer.text(writer.length(70)) for _ in range(min(TEXTS, size.posts))]
    pool = [(text, read_stored(text).html) for text in texts]
    times = []
    for thread in threads:
        at = thread["created_at"]
        for no in range(1, thread["next_no"] + 1):
            times.append((at, thread["id"], no))
            at = min(records.LAST_DAY, at + timedelta(minutes=rng.expovariate(1 / 2000)))
    times.sort()
    last: dict[int, dict[str, Any]] = {}
    rows = []
    for key, (at, thread_id, no) in enumerate(times, 1):
        text, html = rng.choice(pool)
        row = {
            "id": key,
            "thread_id": thread_id,
            "no": no,
            "author_id": threads[thread_id - 1]["author_id"] if no == 1 else rng.randint(1, 400),
            "text": text,
            "html": html,
            "render_version": RENDER_VERSION,
            "created_at": at,
        }
        rows.append(row)
        last[thread_id] = row
    _write(Post, rows)
    return last


def _marks(rng: random.Random, lengths: Sequence[int], size: Size) -> Iterator[dict[str, Any]]:
    """How far people have read; some follow, a few have muted."""
    each, more = divmod(size.marks, size.people)
    for person in range(1, size.people + 1):
        count = min(size.threads, each + (person <= more))
        for thread_id in rng.sample(range(1, size.threads + 1), k=count):
            level = rng.choices(("normal", "following", "muted"), (85, 13, 2))[0]
            yield {
                "person_id": person,
                "thread_id": thread_id,
                "last_read_no": rng.randint(1, lengths[thread_id - 1]),
                "level": level,
                "reason": "replied" if level == "following" else None,
            }


def _write(model: Any, rows: Any) -> None:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        db.session.execute(insert(model), batch)
