"""Records that say much the same as a text: found by the index, checked by the database.

No matter what kind of record it is: whoever asks says what the text is and which kinds are wanted.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from portal.outbox import waiting
from portal.search.analysis import terms
from portal.search.backend import Document, Likeness, Query
from portal.search.indexing import SYNC, backend
from portal.search.parsing import Clause, Occur, Parsed
from portal.search.sources import Card, cards_of
from portal.visibility import labels_of

LONGEST: Final = 4_000
"""Characters of each text that are read: what comes later seldom says anything else."""
# A word of the title says twice as much of a record as one of its texts.
_TITLE: Final = 2
# Where a record was made and by whom does not tell what it is about.
_APART: Final = frozenset({"organisation", "people"})


def similar(
    like: Document | Mapping[str, str],
    reader: Any,
    *,
    kinds: Collection[str] = (),
    excluded: Collection[str] = (),
    limit: int = 5,
    is_whole: bool = False,
) -> list[Card]:
    """Cards of what is most like it and the reader may see, the most alike first.

    ``like`` is a document, which is left out itself, or texts by field name, ``title`` among them.
    ``kinds`` are those of the sources, such as ``innovation``; ``excluded`` are refs.
    ``is_whole`` is for a question: each of its words is looked for.
    """
    left_out = {*excluded, *waiting(SYNC)}
    if isinstance(like, Document):
        left_out.add(like.ref)
        like = {"title": like.title, **like.texts}
    asked = replace(
        likeness(like, labels_of(reader), is_whole=is_whole),
        kinds=frozenset(kinds),
        excluded=frozenset(left_out),
        limit=limit,
    )
    return cards_of(backend().alike(asked), reader)


def likeness(
    texts: Mapping[str, str], labels: frozenset[str], *, is_whole: bool = False
) -> Likeness:
    """What the engine is asked for texts by field name, ``title`` among them."""
    weights: Counter[str] = Counter()
    for name, text in texts.items():
        if name not in _APART:
            for term in terms(text[:LONGEST]):
                weights[term] += _TITLE if name == "title" else 1
    return Likeness(weights, labels, is_whole=is_whole)


def naming(words: str, reader: Any, *, limit: int = 5) -> tuple[str, ...]:
    """Refs of records that have all these words side by side, such as those of an address.

    The index alone is asked: whoever shows a record looks whether the reader may see it.
    """
    phrase = terms(words[:LONGEST])
    if not phrase:
        return ()
    parsed = Parsed((Clause((phrase,), Occur.MUST),))
    return backend().search(Query(parsed, labels_of(reader), per_page=limit)).refs
