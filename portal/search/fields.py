"""What can be searched, filtered and sorted: the one place that names the fields.

Nothing here reads a request or an index. A name that is not listed here cannot be queried by
anyone, whatever they type.
"""

from enum import StrEnum
from typing import Final

TEXT_WEIGHTS: Final = {
    "title": 6,
    "summary": 4,
    "topics": 4,
    "decided": 4,
    "problem": 3,
    "lessons": 3,
    "what_we_did": 2,
    "results": 2,
    "organisation": 2,
    "people": 2,
    "advice": 2,
    "opening": 2,
    "answers": 2,
    "reply": 2,
    "attachments": 1,
    "links": 1,
}
"""How many times a word counts, by the field that it stands in.

Three times ordinary text for a title was found with ``flask evaluate search``; the rest lies
between, by judgement.
"""

BESIDE: Final = frozenset({"attachments", "links"})
"""Texts that do not make a record longer: a report of 100 pages must not sink its record."""

OTHER_WEIGHT: Final = 2
"""The weight of a text whose field is not in ``TEXT_WEIGHTS``."""

FACETS: Final = {
    "kind": "Kind",
    "community": "Community",
    "topic": "Topic",
    "state": "State of the question",
    "author": "Author",
    "region": "Region",
    "organisation": "Organisation",
    "stage": "Stage",
    "outcome": "Outcome",
    "year": "Year",
}
"""Facet names, in the order in which pages show them, and their headings."""

NAMED: Final = (
    "author",
    "topic",
    "community",
    "organisation",
    "region",
    "kind",
    "state",
    "has",
)
"""What a reader can write before a colon: the words behind it are looked for only there."""

QUESTION: Final = "question"
"""Where words are looked for in what a record asks of others: who replied is found by them. Nobody
can write it before a colon."""

HAS: Final = ("attachment",)
"""What a reader can write after ``has:``."""


class Sort(StrEnum):
    """The orders a reader can choose."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"

    @property
    def label(self) -> str:
        """The words for it on a page."""
        return _SORT_LABELS[self]


_SORT_LABELS: Final = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.TITLE: "Title, A to Z",
}


def weight_of(field: str) -> int:
    """The weight of the words of one text field."""
    return TEXT_WEIGHTS.get(field, OTHER_WEIGHT)
