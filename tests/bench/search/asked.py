"""What a question is. Nothing here imports the portal: other engines are weighed without it."""

from dataclasses import dataclass
from enum import StrEnum

FACETS = ("kind", "topic", "region")
TOP, MARKED = 20, 10
"""Results of a page, and those of which passages are shown."""
PASSAGE_LENGTH = 240
"""Characters of a passage, as the portal shows them."""


class Kind(StrEnum):
    """The kinds of question, by the words for them in the table."""

    ONE = "one word"
    ANY = "three words, OR"
    ALL = "three words, AND"
    LONG = "question of 20 words"
    PHRASE = "phrase"
    COMPLETE = "suggestions while typing"
    FACETS = "filter and three facets"
    HIGHLIGHT = "highlight of ten results"
    CORRECT = "did you mean"


@dataclass(frozen=True)
class Question:
    """Words to look for; ``chosen`` is the kind of record that a filter lets through."""

    kind: Kind
    words: tuple[str, ...]
    chosen: str = ""
