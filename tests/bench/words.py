"""Invented texts whose words are as unevenly frequent as those of a language."""

import random
from collections.abc import Sequence
from itertools import accumulate

WORDS = 12_000
# Zipf's law as Mandelbrot mended it: frequency falls with (rank + SHIFT) to the power EXPONENT.
SHIFT, EXPONENT = 2.7, 1.05

_FREQUENT = """
    the of and to in a for we was with that is were on by from as at it our an be this had have
    staff they which not or their has library are who more one each all been service but than two
    time would before after evidence no first clinical team trust search knowledge so new could
    information three when out other month ward there use year some users books if what training
    requests up nurses them his her into about then hours also how year system
"""
_STARTS = "b c d f g h l m n p r s t v w br ch cl cr dr fl gr pl pr sc sh sl sp st str th tr"
_VOWELS = "a e i o u ai ea ee ou io"
_ENDS = "n r s t l m d nd nt st ck x rm ls ve ng"
FREQUENT, STARTS, VOWELS, ENDS = (
    tuple(text.split()) for text in (_FREQUENT, _STARTS, _VOWELS, _ENDS)
)


def make_words(rng: random.Random, count: int = WORDS) -> list[str]:
    """Words that do not repeat, the most frequent first."""
    words = dict.fromkeys(FREQUENT)
    while len(words) < count:
        syllables = rng.choices((1, 2, 3, 4), (2, 5, 3, 1))[0]
        word = "".join(rng.choice(STARTS) + rng.choice(VOWELS) for _ in range(syllables))
        words[word + rng.choice(ENDS)] = None
    return list(words)


class Writer:
    """Writes sentences and picks things, always the same ones for the same seed."""

    def __init__(self, rng: random.Random, words: Sequence[str] | None = None) -> None:
        self.rng = rng
        self.words = words or make_words(rng)
        self._weights = zipf(len(self.words))

    def some(self, count: int) -> list[str]:
        return self.rng.choices(self.words, cum_weights=self._weights, k=count)

    def sentence(self, least: int, most: int) -> str:
        return " ".join(self.some(self.rng.randint(least, most))).capitalize()

    def text(self, words: int) -> str:
        """About as many words, in paragraphs of some sentences."""
        paragraphs, left = [], words
        while left > 0:
            sentences = [self.sentence(6, 24) + "." for _ in range(self.rng.randint(2, 5))]
            paragraphs.append(" ".join(sentences))
            left -= 15 * len(sentences)
        return "\n\n".join(paragraphs)

    def length(self, usual: int) -> int:
        """A number of words: mostly near ``usual``, sometimes a few times as many."""
        return max(10, int(self.rng.lognormvariate(0, 0.5) * usual))


def zipf(count: int) -> Sequence[float]:
    """Cumulative weights of the ranks 1 to ``count``."""
    return list(accumulate((rank + SHIFT) ** -EXPONENT for rank in range(1, count + 1)))
