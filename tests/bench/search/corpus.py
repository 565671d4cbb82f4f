"""The records that every engine is given: invented, from a fixed seed, told as plain values."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.bench.words import FREQUENT, Writer, make_words, zipf

SEED = 20261122
STEMS = 20_000
"""Words that are made before they are inflected; texts of 10,000 records use most of them."""
COLLOCATIONS = 400
KINDS = ("project", "tool", "service", "training", "event", "guide")
TOPICS, REGIONS, ORGANISATIONS, AUTHORS = 200, 7, 200, 400
FIELDS = ("title", "summary", "text")
"""The fields that every engine searches, from the weightiest to the plainest."""
WEIGHTS = (8.0, 5.0, 3.0)


@dataclass(frozen=True, slots=True)
class Record:
    """One record; what a visitor may see is ``public``."""

    number: int
    title: str
    summary: str
    text: str
    kind: str
    topics: tuple[str, ...]
    region: str
    audience: str
    author: int
    published: float

    @property
    def is_public(self) -> bool:
        return self.audience == "public"

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.summary} {self.text}"


class Author(Writer):
    """Writes with inflected words and with pairs of words that go together, as people do."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng, _inflected(rng, make_words(rng, STEMS)))
        content = self.words[len(FREQUENT) : 4000]
        self.collocations = [tuple(rng.sample(content, 2)) for _ in range(COLLOCATIONS)]
        self._pair_weights = zipf(COLLOCATIONS)

    def sentence(self, least: int, most: int) -> str:
        words = self.some(self.rng.randint(least, most))
        if self.rng.random() < 0.3:
            place = self.rng.randrange(len(words))
            [pair] = self.rng.choices(self.collocations, cum_weights=self._pair_weights)
            words[place : place + 1] = pair
        return " ".join(words).capitalize()


def _inflected(rng: random.Random, stems: Sequence[str]) -> list[str]:
    """The words and forms of some of them, which are rarer; the most frequent first."""
    ranked: dict[str, float] = {word: float(rank) for rank, word in enumerate(stems)}
    for rank, stem in enumerate(stems[len(FREQUENT) :], len(FREQUENT)):
        for ending, share in (("s", 0.5), ("ing", 0.25), ("ed", 0.25)):
            if rng.random() < share and stem[-1] != ending[0]:
                ranked.setdefault(stem + ending, rank * rng.uniform(1.2, 8))
    return sorted(ranked, key=ranked.__getitem__)


@dataclass(frozen=True)
class Corpus:
    """As many records as are asked for, all in memory."""

    records: Sequence[Record]
    collocations: Sequence[tuple[str, ...]]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs, in lower case, unstemmed."""
        return _counted(self.records)

    @cached_property
    def public_counts(self) -> Counter[str]:
        """The same of the records that a visitor may see."""
        return _counted(record for record in self.records if record.is_public)


def _counted(records: Iterable[Record]) -> Counter[str]:
    found: Counter[str] = Counter()
    for record in records:
        found.update(record.whole.lower().replace(".", " ").split())
    return found


def make_corpus(size: int) -> Corpus:
    """The first ``size`` records; those of a smaller corpus are the first of a larger one."""
    author = Author(random.Random(SEED))
    return Corpus(list(_records(author, size)), author.collocations)


def _records(author: Author, size: int) -> Iterator[Record]:
    rng, topic_weights = author.rng, zipf(TOPICS)
    for number in range(1, size + 1):
        topics = set(rng.choices(range(1, TOPICS + 1), cum_weights=topic_weights, k=3))
        [audience] = rng.choices(("public", "members", "organisation"), (80, 15, 5))
        yield Record(
            number=number,
            title=author.sentence(5, 11),
            summary=author.sentence(18, 34) + ".",
            text=author.text(rng.randint(150, 250)),
            kind=rng.choices(KINDS, (30, 30, 10, 10, 10, 10))[0],
            topics=tuple(f"topic-{topic}" for topic in sorted(topics)),
            region=f"region-{rng.randint(1, REGIONS)}",
            audience=audience,
            author=rng.randint(1, AUTHORS),
            published=1_600_000_000.0 + rng.randint(0, 4 * 365 * 24 * 60) * 60,
        )
