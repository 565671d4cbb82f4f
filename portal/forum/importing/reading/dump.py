"""What a dump holds, in one shape for both of its forms. It is read as a stream, again and again.

The form and its numbers: https://meta.stackexchange.com/questions/2677 (schema of the dump).
"""

import json
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from portal.intake import Fault

# What PostgreSQL cannot store, and what is no character at all.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
LONGEST_KEY: Final = 40
LONGEST_NAME: Final = 100
LONGEST_TITLE: Final = 150
Row = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class SourcePerson:
    """Someone who wrote there. ``key`` is their id."""

    key: str
    name: str
    created_at: datetime


@dataclass(frozen=True)
class SourcePost:
    """A question, or an answer to the question ``parent``."""

    key: str
    parent: str | None
    author: str | None
    author_name: str
    created_at: datetime
    closed_at: datetime | None
    score: int | None
    title: str
    tags: tuple[str, ...]
    html: str
    accepted: str | None
    """Of a question: the answer that solved it, in the asker's words."""


@dataclass(frozen=True)
class SourceComment:
    """A remark on a post; ``text`` is the few marks of Markdown that comments may have."""

    key: str
    post: str
    author: str | None
    author_name: str
    created_at: datetime
    score: int | None
    text: str


@dataclass
class Dump(ABC):
    """One dump in a folder. What cannot be read is left out and said in ``faults``."""

    folder: Path
    site: str
    """The address of the forum, such as https://ai.stackexchange.com; empty when unknown."""
    faults: set[Fault] = field(default_factory=set)

    @abstractmethod
    def has(self, name: str) -> bool:
        """Whether the dump has this file; ``name`` is in small letters."""

    @abstractmethod
    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        """Number and values of each row of a file; none when there is no such file.

        Raises UnreadableFileError.
        """

    @abstractmethod
    def person_of(self, row: Row) -> SourcePerson:
        """Raises KeyError or ValueError for a row that makes no sense, as all of these do."""

    @abstractmethod
    def post_of(self, row: Row) -> SourcePost | None:
        """None for what is neither a question nor an answer."""

    @abstractmethod
    def comment_of(self, row: Row) -> SourceComment: ...

    @abstractmethod
    def link_of(self, row: Row) -> tuple[str, str, bool]:
        """A post, the post that it is linked to, and whether it is its duplicate."""

    @abstractmethod
    def vote_of(self, row: Row) -> tuple[str, int]:
        """The post, and 1 for a vote for it, -1 for one against it, 0 for anything else."""

    def people(self) -> Iterator[SourcePerson]:
        return self._each("users", self.person_of)

    def posts(self) -> Iterator[SourcePost]:
        return (post for post in self._each("posts", self.post_of) if post is not None)

    def comments(self) -> Iterator[SourceComment]:
        return self._each("comments", self.comment_of)

    def links(self) -> Iterator[tuple[str, str, bool]]:
        return self._each("links", self.link_of)

    def votes(self) -> Iterator[tuple[str, int]]:
        return self._each("votes", self.vote_of)

    def count(self, name: str) -> int:
        """How many rows a file has."""
        return sum(1 for _ in self.rows(name))

    def fault(self, name: str, number: int, words: str) -> None:
        """Remember what is wrong with a row; a dump that is read again has the same faults."""
        self.faults.add(Fault(number, name, words))

    def in_time_order(self) -> Iterator[SourcePost | SourceComment]:
        """Posts and comments by their time, a post before what has the same time.

        They are sorted on the disk, so that a large dump does not have to fit into the memory.
        """
        readers: Mapping[str, Callable[[Row], Any]] = {
            "posts": self.post_of,
            "comments": self.comment_of,
        }
        # The empty name: a temporary file that is gone with the connection.
        with closing(sqlite3.connect("")) as spool:
            spool.execute("CREATE TABLE said (at TEXT, name TEXT, row TEXT)")
            for name, read in readers.items():
                rows = (
                    (record.created_at.isoformat(), name, json.dumps(dict(row)))
                    for row, record in self._pairs(name, read)
                    if record is not None
                )
                spool.executemany("INSERT INTO said VALUES (?, ?, ?)", rows)
            for name, row in spool.execute("SELECT name, row FROM said ORDER BY at, rowid"):
                yield readers[name](json.loads(row))

    def _each(self, name: str, read: Callable[[Row], T]) -> Iterator[T]:
        return (record for _, record in self._pairs(name, read))

    def _pairs(self, name: str, read: Callable[[Row], T]) -> Iterator[tuple[Row, T]]:
        """The rows of a file that make sense, and what they say."""
        for number, row in self.rows(name):
            try:
                record = read(row)
            except KeyError as error:
                self.fault(name, number, f"{error.args[0]} is missing; left out")
            except (ValueError, TypeError, AttributeError) as error:
                self.fault(name, number, f"{str(error)[:100]}; left out")
            else:
                yield row, record


def key_of(value: Any) -> str:
    """An id as the key that it is kept by.

    Raises ValueError when it is no number.
    """
    key = str(value)
    if not re.fullmatch(r"-?[0-9]{1,18}", key):
        raise ValueError(f"{key[:20]!r} is not an id")
    return key


def optional_key(value: Any) -> str | None:
    """The key, or None where there is none. Raises ValueError."""
    return None if value in (None, "") else key_of(value)


def moment_of(value: str) -> datetime:
    """A time of the dump, which is in UTC. Raises ValueError."""
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def score_of(value: Any) -> int | None:
    """Votes for it less votes against it; None where it is not said. Raises ValueError."""
    return None if value in (None, "") else max(-1_000_000, min(1_000_000, int(value)))


def clean(text: str) -> str:
    """The text without what no database stores, and with one kind of line end."""
    return _UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def line_of(value: Any, longest: int) -> str:
    """A text in one line, cut at a word."""
    words = " ".join(clean(str(value or "")).split())
    if len(words) <= longest:
        return words
    return words[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def site_of(address: str) -> str:
    """The address of a site without a path: its scheme and host; empty for anything else."""
    parts = urlsplit(address if "//" in address else f"https://{address}")
    host = (parts.hostname or "") if "." in (parts.hostname or "") else ""
    return f"{parts.scheme}://{host}" if host and parts.scheme in ("http", "https") else ""
