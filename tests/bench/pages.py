"""The pages that are measured, each with addresses enough that no single record decides."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlencode

from tests.bench.connection import request
from tests.bench.records import SEED
from tests.bench.words import FREQUENT, make_words

ADDRESSES = 200


@dataclass(frozen=True)
class Page:
    """A kind of page, for a visitor or for someone signed in."""

    name: str
    addresses: tuple[str, ...]
    is_signed_in: bool
    # The aim in times of hello's CPU time, where there is one.
    most_hellos: float | None = None
    # The aim in ms of CPU time in one process without the server.
    most_alone: float | None = None
    # Seconds of full load a round, by the weight of the page.
    seconds: float = 1.0
    status: int = 200

    @property
    def title(self) -> str:
        return f"{self.name}, {'signed in' if self.is_signed_in else 'visitor'}"

    def messages(self, cookies: Mapping[str, str]) -> Iterator[bytes]:
        """Requests without end."""
        sent = cookies if self.is_signed_in else None
        return cycle([request(address, sent) for address in self.addresses])


def hello() -> Page:
    return Page("hello", ("/",), is_signed_in=False)


def portal_pages(rng: random.Random, readable: list[int]) -> list[Page]:
    """List, record, search and front page; ``readable`` are the ids of public records."""
    lists = ("/innovations", *(f"/innovations?page={n}" for n in range(2, 21)))
    shown = tuple(f"/innovations/{n}" for n in rng.sample(readable, min(ADDRESSES, len(readable))))
    pages = []
    for is_signed_in in (True, False):
        aim = 7.0 if is_signed_in else None
        pages += [
            Page("list", lists, is_signed_in, aim),
            Page("record", shown, is_signed_in, aim),
            Page(
                "search",
                _searches(rng),
                is_signed_in,
                most_alone=3.0 if is_signed_in else None,
                seconds=3.0,
            ),
            Page("front page", ("/",), is_signed_in),
        ]
    return pages


def _searches(rng: random.Random) -> tuple[str, ...]:
    """Questions of one to three words as people ask them: neither the most frequent nor the rarest,
    every fourth with a filter."""
    words = make_words(random.Random(SEED))[len(FREQUENT) : 3000]
    found = []
    for number in range(ADDRESSES):
        asked = {"q": " ".join(rng.sample(words, rng.randint(1, 3)))}
        if number % 4 == 0:
            asked["kind"] = "project"
        found.append("/search?" + urlencode(asked))
    return tuple(found)
