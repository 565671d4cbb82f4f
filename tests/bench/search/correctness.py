"""Whether slips are set right, and whether just the right words are marked."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.search.analysis import WORD, term_of
from tests.bench.search.asked import Kind, Question
from tests.bench.search.engine import Opened
from tests.bench.search.typos import Typo

# tantivy and Whoosh write <b>, Whoosh with a class.
_MARK = re.compile(r"<(mark|b)\b[^>]*>(.*?)</\1>", re.DOTALL)


def set_right(index: Opened, typos: Sequence[Typo]) -> dict[str, int]:
    """How many slips were set right by the first suggestion, of all and by the kind of slip."""
    right: Counter[str] = Counter()
    for typo in typos:
        found = index.prepared(Question(Kind.CORRECT, (typo.typed,)))().texts
        right[typo.slip] += found[:1] == (typo.meant,)
    return {"all": right.total(), **right}


def exactness(index: Opened, questions: Iterable[Question]) -> dict[str, int]:
    """Words that were marked, marked though nobody asked for them, and not marked though one did.

    Words are the same when the portal's stemmer makes one term of them.
    """
    counts = Counter(marked=0, wrongly=0, missed=0)
    for question in questions:
        wanted = {term_of(word) for word in question.words}
        for text in index.prepared(question)().texts:
            counts.update(_judged(text, wanted))
    return dict(counts)


def _judged(text: str, wanted: set[str]) -> Mapping[str, Any]:
    marked = [_terms(found[2]) for found in _MARK.finditer(text)]
    rest = _terms(re.sub("<[^>]*>", " ", _MARK.sub(" ", text)))
    return {
        "marked": len(marked),
        "wrongly": sum(not wanted.intersection(terms) for terms in marked),
        "missed": sum(term in wanted for term in rest),
    }


def _terms(text: str) -> list[str]:
    return [term_of(word) for word in WORD.findall(html.unescape(text))]
