"""What an engine is asked for: clauses, with nothing left of how they were typed."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final


class Occur(Enum):
    """What a clause asks of a record."""

    SHOULD = auto()
    """Counts for it; as often as the clause is there."""
    MUST = auto()
    """It has to be there."""
    MUST_NOT = auto()
    """It may not be there."""


Phrase = tuple[str, ...]
"""Terms that stand side by side; one term is a word."""


@dataclass(frozen=True)
class Clause:
    """Phrases of which one is enough, and where they are looked for."""

    phrases: tuple[Phrase, ...]
    occur: Occur
    field: str = ""
    """One of ``fields.NAMED``, ``fields.QUESTION``, or empty for all the text."""

    @property
    def is_extra(self) -> bool:
        """Whether it says once more what words beside it say: they are a name with other names."""
        return self.occur is Occur.SHOULD and len(self.phrases[0]) > 1


@dataclass(frozen=True)
class Parsed:
    """A query that an engine can answer."""

    clauses: tuple[Clause, ...] = ()
    exact: str = ""
    """The whole text as it would be compared with a title."""
    identifier: str = ""
    """The identifier that was typed, in capitals."""
    blank: bool = False
    """Nothing was typed: everything is meant."""
    shortened: bool = False
    """More was typed than is searched for."""
    after: date | None = None
    """Published on that day or later."""
    before: date | None = None
    """Published before that day."""

    def of(self, occur: Occur) -> tuple[Phrase, ...]:
        """The phrases of all clauses of one kind."""
        found = (clause.phrases for clause in self.clauses if clause.occur is occur)
        return tuple(phrase for phrases in found for phrase in phrases)

    @property
    def words(self) -> tuple[str, ...]:
        """The terms that count for a record, each once, in the order in which they were typed."""
        clauses = (c for c in self.clauses if c.occur is Occur.SHOULD and not c.is_extra)
        return tuple(dict.fromkeys(term for c in clauses for p in c.phrases for term in p))

    @property
    def marked(self) -> frozenset[str]:
        """Every term of the text that a reader wants to see marked."""
        wanted = (c.phrases for c in self.clauses if c.occur is not Occur.MUST_NOT and not c.field)
        return frozenset(term for phrases in wanted for phrase in phrases for term in phrase)


EVERYTHING: Final = Parsed(blank=True)
"""What is meant when nothing was typed."""
