"""Two texts side by side: which words differ, as safe HTML."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup, escape

# Comparing takes the product of the two lengths: beyond this both are shown whole.
MOST_WORDS = 4000
_WORDS = re.compile(r"\s+|[^\s]+")


def word_changes(mine: str, theirs: str) -> Markup:
    """``theirs``, with words only in it as ``<ins>`` and words only in ``mine`` as ``<del>``."""
    ours, others = _WORDS.findall(mine), _WORDS.findall(theirs)
    if len(ours) > MOST_WORDS or len(others) > MOST_WORDS:
        return escape(theirs)
    return Markup("").join(_marked(ours, others))


def _marked(ours: list[str], others: list[str]) -> Iterator[Markup]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        if tag == "equal":
            yield escape("".join(others[j1:j2]))
            continue
        if i2 > i1:
            yield Markup("<del>{}</del>").format("".join(ours[i1:i2]))
        if j2 > j1:
            yield Markup("<ins>{}</ins>").format("".join(others[j1:j2]))
