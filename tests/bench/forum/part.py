"""What is measured of the forum: its pages as they are served, and what its people do there."""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal import create_app
from portal.extensions import db
from portal.forum.models import Community, Thread
from tests.bench import alone, processes, records, weight
from tests.bench.connection import Visit
from tests.bench.forum import doing, proving
from tests.bench.forum.content import FULL, SMALL, Size, fill
from tests.bench.instance import prepare_with
from tests.bench.pages import Page, hello
from tests.bench.rounds import Measured, measure
from tests.bench.words import FREQUENT, make_words

ADDRESSES = 60
MOST_HELLOS = 7.0
Say = Callable[[str], None]


def run(kept: Path | None, rounds: int, say: Say) -> dict[str, Any]:
    """Everything; the folders are gone when it returns, but for those below ``kept``."""
    with _forum(FULL, kept, say) as folder, _forum(SMALL, kept, say) as small:
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
        counts_small = _statements_of_few(small)
        say("posting, marking, counting")
        acts = doing.measure(folder, records.READER, long_thread(folder), rounds)
    return {
        "people": FULL.people,
        "threads": FULL.threads,
        "posts": FULL.posts,
        "marks": FULL.marks,
        "rounds": rounds,
        "acts": acts,
        "proved": proving.prove(say),
        "pages": [
            {
                "title": found.page.title if found.page.name != "hello" else "hello",
                **found.summary(),
                "most_hellos": found.page.most_hellos,
                "alone": times.get(found.page.title),
                "statements": counts.get(found.page.title),
                "statements_of_few": counts_small.get(found.page.title),
                "kilobytes": weights.get(found.page.title),
            }
            for _, found in todo
        ],
    }


def pages(folder: Path) -> list[Page]:
    """The lists, the thread page, the jump to what is unread and a search, for who signed in."""
    rng = random.Random(records.SEED)
    with _application(folder):
        readable = select(Thread.id).join(Community).where(Community.privacy == "open")
        long = list(db.session.scalars(readable.where(Thread.last_no >= 20).order_by(Thread.id)))
        every = list(db.session.scalars(readable.order_by(Thread.id)))
    threads = rng.sample(long or every, k=min(ADDRESSES, len(long or every)))
    last_page = min(20, max(1, len(every) // 20))
    return [
        _page("latest list", [f"/threads?page={n}" for n in range(1, last_page + 1)]),
        _page("unread list", ["/threads?view=unread"]),
        _page("unanswered list", ["/threads?view=unanswered"]),
        _page("thread of 20 posts", [f"/threads/{n}" for n in threads]),
        _page("first unread", [f"/threads/{n}/unread" for n in threads], status=302),
        _page("search over posts", list(_searches(rng)), seconds=3.0, most_hellos=None),
    ]


def long_thread(folder: Path) -> int:
    """A thread of an open community with about a page of posts."""
    with _application(folder):
        query = select(Thread.id).join(Community).where(Community.privacy == "open")
        query = query.where(Thread.last_no.between(20, 40)).order_by(Thread.id)
        return db.session.scalars(query.limit(1)).one()


def _page(name: str, addresses: Sequence[str], **others: Any) -> Page:
    return Page(name, tuple(addresses), is_signed_in=True, **{"most_hellos": MOST_HELLOS} | others)


def _searches(rng: random.Random) -> Iterator[str]:
    words = make_words(random.Random(records.SEED))[len(FREQUENT) : 3000]
    for _ in range(ADDRESSES):
        yield f"/search?q={'+'.join(rng.sample(words, rng.randint(1, 3)))}"


def _statements_of_few(folder: Path) -> Mapping[str, int]:
    """The same pages where there are next to no posts."""
    with processes.portal(folder) as portal:
        reader = Visit(portal.port).sign_in(records.READER, records.PASSWORD)
    return weight.statements(folder, pages(folder), reader.cookies)


@contextmanager
def _forum(size: Size, kept: Path | None, say: Say) -> Iterator[Path]:
    """A data folder with a forum of this size and its index, deleted afterwards unless kept.

    Raises ValueError when it holds something else.
    """
    folder = (
        kept / f"forum-{size.posts}"
        if kept
        else Path(tempfile.mkdtemp(prefix="portal-bench-forum-"))
    )
    try:
        prepare_with(folder, f"{size.posts:,} posts of {size}", lambda: fill(size), say)
        yield folder
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _application(folder: Path) -> Iterator[Any]:
    app = create_app({"DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
