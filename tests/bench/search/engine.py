"""What the bench asks of every engine, so that all are driven by the same lines."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.bench.search.asked import Question
from tests.bench.search.corpus import Record


@dataclass(frozen=True)
class Answer:
    """Numbers of records, best first; texts where the question asks for some."""

    numbers: tuple[int, ...] = ()
    total: int | None = None
    texts: tuple[str, ...] = ()


Ask = Callable[[], Answer]


class Opened(Protocol):
    """An index that is open for reading."""

    def prepared(self, question: Question) -> Ask:
        """What is to be timed. All of the work of a search is in it; what highlighting needs
        before it can begin, the search, is done already."""

    def save(self, record: Record) -> None:
        """Put the record in the place of the one with its number, for all readers to find."""


class Engine(Protocol):
    """An engine and the one index that it keeps in a folder."""

    name: str

    def forget(self) -> None:
        """Drop what the process keeps of earlier openings."""

    def megabytes(self, folder: Path) -> float:
        """The size of the index on disk."""

    def build(self, folder: Path, records: Sequence[Record]) -> None:
        """Index the records in the folder, which is empty."""

    def open(self, folder: Path) -> AbstractContextManager[Opened]:
        """Open the index afresh; nothing that the engine kept of an earlier opening is used."""


def size_of(folder: Path) -> float:
    """All files below the folder, in MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


class Contender:
    """What the engines that we did not write have in common."""

    def forget(self) -> None:
        """They keep nothing outside of what is opened."""

    def megabytes(self, folder: Path) -> float:
        """Theirs hold the texts as well."""
        return size_of(folder)
