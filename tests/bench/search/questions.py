"""Questions are made: the same words for every engine, as many questions of each kind."""

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

from portal.search.analysis import STOP_WORDS
from tests.bench.search.asked import Kind, Question
from tests.bench.search.corpus import KINDS, Corpus
from tests.bench.search.typos import Typo, make_typos

T = TypeVar("T")
SEED = 73
_RANKS = slice(100, 3000)
"""The words that people ask for: neither the most frequent nor the rarest."""
_LONG = 20


def make_questions(corpus: Corpus, number: int) -> dict[Kind, list[Question]]:
    """``number`` questions of each kind, the same ones for the same corpus.

    Stop words are left out for all: some engines would drop them and others count them.
    """
    rng = random.Random(SEED)
    words = [word for word, _ in corpus.counts.most_common(_RANKS.stop) if _asked_for(word)]
    usual = words[_RANKS]
    threes = list(_threes(rng, corpus, frozenset(usual), number))
    return {
        Kind.ONE: [Question(Kind.ONE, (word,)) for word in _some(rng, usual, number)],
        Kind.ANY: [Question(Kind.ANY, three) for three in threes],
        Kind.ALL: [Question(Kind.ALL, three) for three in threes],
        Kind.LONG: [Question(Kind.LONG, tuple(q)) for q in _long(rng, corpus, number)],
        Kind.PHRASE: [
            Question(Kind.PHRASE, pair) for pair in _some(rng, corpus.collocations, number)
        ],
        Kind.COMPLETE: [Question(Kind.COMPLETE, (q,)) for q in _starts(rng, corpus, number)],
        Kind.FACETS: [Question(Kind.FACETS, three, rng.choice(KINDS)) for three in threes],
        Kind.HIGHLIGHT: [Question(Kind.HIGHLIGHT, three) for three in threes],
        Kind.CORRECT: [
            Question(Kind.CORRECT, (typo.typed,)) for typo in typos_of(corpus, max(number, 100))
        ][:number],
    }


def typos_of(corpus: Corpus, number: int) -> list[Typo]:
    """Slips in words that a visitor may be told: those of public records."""
    return make_typos(corpus.public_counts, corpus.counts, number)


def _asked_for(word: str) -> bool:
    return len(word) > 2 and word not in STOP_WORDS


def _some(rng: random.Random, values: Sequence[T], number: int) -> list[T]:
    return rng.sample(values, number) if number <= len(values) else rng.choices(values, k=number)


def _content(text: str) -> list[str]:
    words = text.lower().replace(".", " ").split()
    return list(dict.fromkeys(filter(_asked_for, words)))


def _threes(
    rng: random.Random, corpus: Corpus, usual: frozenset[str], number: int
) -> Iterator[tuple[str, ...]]:
    """Words that meet in a public record, so that AND finds something."""
    while number:
        record = rng.choice(corpus.records)
        words = [word for word in _content(record.whole) if word in usual]
        if record.is_public and len(words) >= 3:
            yield tuple(rng.sample(words, 3))
            number -= 1


def _long(rng: random.Random, corpus: Corpus, number: int) -> Iterator[list[str]]:
    while number:
        words = _content(rng.choice(corpus.records).text)
        if len(words) >= _LONG:
            start = rng.randint(0, len(words) - _LONG)
            yield words[start : start + _LONG]
            number -= 1


def _starts(rng: random.Random, corpus: Corpus, number: int) -> Iterator[str]:
    """The first two to five letters of a word of a title."""
    while number:
        words = _content(rng.choice(corpus.records).title)
        if words:
            yield rng.choice(words)[: rng.randint(2, 5)]
            number -= 1
