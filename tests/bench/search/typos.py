"""Words with one slip each, to be set right."""

import random
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import cycle
from string import ascii_lowercase

from portal.search.analysis import term_of

SEED = 500
SHORTEST = 5


@dataclass(frozen=True)
class Typo:
    """What was typed for a word that the records have."""

    typed: str
    meant: str
    slip: str


def _insertion(rng: random.Random, word: str) -> str:
    place = rng.randint(0, len(word))
    return word[:place] + rng.choice(ascii_lowercase) + word[place:]


def _deletion(rng: random.Random, word: str) -> str:
    place = rng.randrange(len(word))
    return word[:place] + word[place + 1 :]


def _transposition(rng: random.Random, word: str) -> str:
    place = rng.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _substitution(rng: random.Random, word: str) -> str:
    place = rng.randrange(len(word))
    return word[:place] + rng.choice(ascii_lowercase) + word[place + 1 :]


SLIPS: dict[str, Callable[[random.Random, str], str]] = {
    "insertion": _insertion,
    "deletion": _deletion,
    "transposition": _transposition,
    "substitution": _substitution,
}


def make_typos(counts: Counter[str], known: Container[str], number: int) -> list[Typo]:
    """Slips of all kinds in equal parts, of words as frequently as they occur.

    What is a ``known`` word itself is no typo, nor what finds the word that was meant because it
    has the same stem. Each word is taken once.
    """
    rng = random.Random(SEED)
    words = [word for word in counts if len(word) >= SHORTEST and word.isalpha()]
    weights = [counts[word] for word in words]
    found: dict[str, Typo] = {}
    slips = cycle(SLIPS.items())
    name, slip = next(slips)
    for word in rng.choices(words, weights, k=number * 20):
        typed = slip(rng, word)
        if word in found or typed in known or term_of(typed) == term_of(word):
            continue
        found[word] = Typo(typed, word, name)
        if len(found) == number:
            break
        name, slip = next(slips)
    return list(found.values())
