"""Two texts side by side: which words differ, as safe HTML."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup, escape

# Two tenths of a second at the most for so many pieces. The matcher's own rule, that a word on
# every line is no place to begin at, keeps it so: without it one word repeated takes seconds.
MOST_PIECES = 1000
_MANY = 3
# Words are compared where they are few enough, else sentences and lines.
_WORDS = re.compile(r"\s+|[^\s]+")
_SENTENCES = re.compile(r"[^.\n]*[.\n]?")


def word_changes(mine: str, theirs: str) -> Markup:
    """``theirs``, with words only in it as ``<ins>`` and words only in ``mine`` as ``<del>``."""
    for pieces in (_WORDS, _SENTENCES):
        ours, others = pieces.findall(mine), pieces.findall(theirs)
        if len(ours) <= MOST_PIECES and len(others) <= MOST_PIECES:
            return Markup("").join(_marked(ours, others))
    return escape(theirs)


def _marked(ours: list[str], others: list[str]) -> Iterator[Markup]:
    done = 0
    for i1, i2, j1, j2 in _changes(ours, others):
        yield escape("".join(others[done:j1]))
        if i2 > i1:
            yield Markup("<del>{}</del>").format("".join(ours[i1:i2]))
        if j2 > j1:
            yield Markup("<ins>{}</ins>").format("".join(others[j1:j2]))
        done = j2
    yield escape("".join(others[done:]))


def _changes(ours: list[str], others: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where they differ. Many changes in a row, with nothing but blanks between them, are one:
    nobody can read two sentences that take turns word by word.
    """
    runs: list[list[tuple[int, int, int, int]]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, others).get_opcodes():
        if tag == "equal":
            continue
        if runs and not "".join(ours[runs[-1][-1][1] : i1]).strip():
            runs[-1].append((i1, i2, j1, j2))
        else:
            runs.append([(i1, i2, j1, j2)])
    for run in runs:
        if len(run) >= _MANY:
            yield (run[0][0], run[-1][1], run[0][2], run[-1][3])
        else:
            yield from run
