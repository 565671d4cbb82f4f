"""What is measured of people: the pages as they are served, and the finder in one process."""

import gc
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal import create_app
from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import Post
from portal.people.finding import Asked, find
from portal.topics.models import Topic
from tests.bench import alone, processes, records, weight
from tests.bench.connection import Visit
from tests.bench.instance import prepare_with, settings
from tests.bench.pages import Page, hello
from tests.bench.people.content import FULL, SMALL, SYSTEMS, Size, evidence_items, fill
from tests.bench.rounds import Measured, measure
from tests.bench.words import FREQUENT, make_words

ADDRESSES = 60
Say = Callable[[str], None]


def run(kept: Path | None, rounds: int, say: Say) -> dict[str, Any]:
    """Everything; the folders are gone when it returns, but for those below ``kept``."""
    with _people(FULL, kept, say) as folder, _people(SMALL, kept, say) as small:
        shown = pages(folder)
        with processes.hello(folder) as hellos, processes.portal(folder) as portal:
            reader = Visit(portal.port).sign_in(records.READER, records.PASSWORD)
            todo = [(hellos, Measured(hello())), *((portal, Measured(page)) for page in shown)]
            for number in range(1, rounds + 1):
                say(f"round {number} of {rounds}")
                for server, found in todo:
                    measure(found, server, reader.cookies)
            weights = {page.title: weight.kilobytes(reader, page)[0] for page in shown}
        say("the same pages in one process")
        times = alone.milliseconds(folder, shown, reader.cookies, rounds)
        counts = weight.statements(folder, shown, reader.cookies)
        with processes.portal(small) as portal:
            few = Visit(portal.port).sign_in(records.READER, records.PASSWORD)
        counts_small = weight.statements(small, pages(small), few.cookies)
        say("finding")
        items, finding = _finding(folder)
    return {
        "people": FULL.people,
        "items": items,
        "rounds": rounds,
        "finding": finding,
        "pages": [
            {
                "title": found.page.title if found.page.name != "hello" else "hello",
                **found.summary(),
                "alone": times.get(found.page.title),
                "statements": counts.get(found.page.title),
                "statements_of_few": counts_small.get(found.page.title),
                "kilobytes": weights.get(found.page.title),
            }
            for _, found in todo
        ],
    }


def pages(folder: Path) -> list[Page]:
    """The finder, profiles and their evidence, for who signed in."""
    rng = random.Random(records.SEED)
    with _application(folder):
        # Who did nothing has a shorter page.
        replied = select(Post.author_id).where(Post.no > 1).group_by(Post.author_id)
        people = list(db.session.scalars(replied.order_by(Post.author_id).limit(1000)))
        topics = list(db.session.scalars(select(Topic.slug).order_by(Topic.id)))
    shown = rng.sample(people, k=min(ADDRESSES, len(people)))
    words = [f"/people/find?q={'+'.join(asked.split())}" for asked in _questions(rng)]
    return [
        _page("finder, words", words),
        _page("finder, topic", [f"/people/find?topic={slug}" for slug in topics[:ADDRESSES]]),
        _page("directory", ["/people", *(f"/people?letter={one}" for one in "ADGMPS")]),
        _page("profile", [f"/people/{n}" for n in shown]),
        _page("evidence of a person", [f"/people/{n}/evidence" for n in shown]),
    ]


def _finding(folder: Path) -> tuple[int, dict[str, dict[str, float]]]:
    """Evidence items, and milliseconds of finding people, by what is asked."""
    rng = random.Random(records.SEED)
    with _application(folder) as app, app.test_request_context("/"):
        reader = db.session.scalars(select(User).where(User.email == records.READER)).one()
        topics = db.session.scalars(select(Topic.id).order_by(Topic.id)).all()
        asked = {
            "one to three words": [Asked(words) for words in _questions(rng)],
            "a topic": [Asked(topic_id=topic) for topic in topics[:ADDRESSES]],
            "a system": [Asked(system_id=number) for number in range(1, SYSTEMS + 1)],
            "a question of 100 words": [
                Asked(" ".join(_questions(rng, least=100, most=100, number=1)))
                for _ in range(ADDRESSES)
            ],
        }
        found = {name: _times(questions, reader) for name, questions in asked.items()}
        return evidence_items(), found


def _times(questions: Sequence[Asked], reader: User) -> dict[str, float]:
    """Each question counts with its second time: then its words are in memory."""
    for asked in questions:
        find(asked, reader)
    # As the server does before it forks.
    gc.collect()
    gc.freeze()
    times = sorted(_milliseconds(asked, reader) for asked in questions)
    gc.unfreeze()
    return {"p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)]}


def _milliseconds(asked: Asked, reader: User) -> float:
    began = time.perf_counter()
    find(asked, reader)
    return (time.perf_counter() - began) * 1000


def _questions(
    rng: random.Random, *, least: int = 1, most: int = 3, number: int = ADDRESSES
) -> Iterator[str]:
    words = make_words(random.Random(records.SEED))[len(FREQUENT) : 3000]
    for _ in range(number):
        yield " ".join(rng.sample(words, rng.randint(least, most)))


def _page(name: str, addresses: Sequence[str]) -> Page:
    return Page(name, tuple(addresses), is_signed_in=True)


@contextmanager
def _people(size: Size, kept: Path | None, say: Say) -> Iterator[Path]:
    """A data folder with so many people, deleted afterwards unless kept."""
    folder = (
        kept / f"people-{size.people}"
        if kept
        else Path(tempfile.mkdtemp(prefix="portal-bench-people-"))
    )
    try:
        prepare_with(folder, f"{size.replies:,} replies of {size}", lambda: fill(size), say)
        yield folder
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _application(folder: Path) -> Iterator[Any]:
    app = create_app(settings(folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
