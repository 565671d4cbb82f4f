"""A dump as JSON lines, a file for each kind of record, plain or gzipped."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from portal.forum.importing.reading.dump import (
    LONGEST_NAME,
    LONGEST_TITLE,
    Dump,
    Row,
    SourceComment,
    SourcePerson,
    SourcePost,
    clean,
    key_of,
    line_of,
    moment_of,
    optional_key,
    score_of,
    site_of,
)
from portal.intake import UnreadableFileError

_ENDINGS: Final = (".jsonl.gz", ".jsonl")
# A backslash that begins no escape of JSON: left behind where an address was cut out of a text.
_ESCAPE: Final = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_VOTES: Final = {"up": 1, "down": -1}


class LinesDump(Dump):
    """posts.jsonl.gz, users.jsonl.gz and so on."""

    def __init__(self, folder: Path, site: str = "") -> None:
        super().__init__(folder, site_of(site) if site else "")
        if not self.site and self.has("posts"):
            first: Row = next((row for _, row in self.rows("posts")), {})
            self.site = site_of(str(first.get("url", "")))

    def has(self, name: str) -> bool:
        return self._path(name) is not None

    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        path = self._path(name)
        if path is None:
            return
        try:
            with _opened(path) as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        row = _parsed(line)
                        if row is None:
                            self.fault(name, number, "not an object of JSON; left out")
                        else:
                            yield number, row
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise UnreadableFileError(f"{path.name} cannot be read: {error}") from error

    def person_of(self, row: Row) -> SourcePerson:
        return SourcePerson(
            key_of(row["id"]),
            line_of(row.get("display_name"), LONGEST_NAME),
            moment_of(row["created"]),
        )

    def post_of(self, row: Row) -> SourcePost | None:
        if row["type"] not in ("question", "answer"):
            return None
        is_question = row["type"] == "question"
        closed = row.get("closed")
        return SourcePost(
            key=key_of(row["id"]),
            parent=None if is_question else key_of(row["parent_id"]),
            author=optional_key(row.get("user_id")),
            author_name="",
            created_at=moment_of(row["created"]),
            closed_at=moment_of(closed) if closed else None,
            score=score_of(row.get("score")),
            title=line_of(row["title"] if is_question else "", LONGEST_TITLE),
            tags=tuple(clean(str(tag)) for tag in row.get("tags") or ()),
            html=str(row["body_html"]),
            accepted=optional_key(row.get("accepted_answer_id")),
        )

    def comment_of(self, row: Row) -> SourceComment:
        return SourceComment(
            key=key_of(row["id"]),
            post=key_of(row["post_id"]),
            author=optional_key(row.get("user_id")),
            author_name="",
            created_at=moment_of(row["created"]),
            score=score_of(row.get("score")),
            text=str(row["text"]),
        )

    def link_of(self, row: Row) -> tuple[str, str, bool]:
        return key_of(row["post_id"]), key_of(row["related_id"]), row["type"] == "duplicate"

    def vote_of(self, row: Row) -> tuple[str, int]:
        return key_of(row["post_id"]), _VOTES.get(row["type"], 0)

    def _path(self, name: str) -> Path | None:
        paths = (self.folder / f"{name}{ending}" for ending in _ENDINGS)
        return next((path for path in paths if path.is_file()), None)


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def _parsed(line: str) -> Row | None:
    for text in (line, _ESCAPE.sub(lambda match: match[0] if match[1] else "\\\\", line)):
        try:
            row: Any = json.loads(text)
        except (ValueError, RecursionError):
            continue
        return row if isinstance(row, dict) else None
    return None
