"""Two texts side by side: which words differ, as safe HTML."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup, escape

# Two tenths of a second at the most for so many pieces. The matcher's own rule, that a word on
# every line is no place to begin at, keeps it so: without it one word repeated takes seconds.
MOST_PIECES = 1000
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
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, others).get_opcodes():
        if tag == "equal":
            yield escape("".join(others[j1:j2]))
            continue
        if i2 > i1:
            yield Markup("<del>{}</del>").format("".join(ours[i1:i2]))
        if j2 > j1:
            yield Markup("<ins>{}</ins>").format("".join(others[j1:j2]))
