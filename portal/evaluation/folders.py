"""Reading a folder of documents, queries and judgements, line by line."""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from click import ClickException

DOCUMENTS: Final = "docs.jsonl.gz"
QUERIES: Final = "queries.jsonl"
JUDGEMENTS: Final = "qrels.tsv"
_JUDGEMENT: Final = re.compile(r"([^\t]+)\t([^\t]+)\t(-?[0-9]{1,9})")

Judgements = dict[str, dict[str, int]]
"""By query, the scores of the documents that were judged for it; more than 0 is relevant."""


class FolderError(ClickException):
    """A folder cannot be used; the message says which file and which line."""


@dataclass(frozen=True)
class Record:
    """A document or a query."""

    id: str
    title: str
    text: str
    topics: str = ""
    """What it is filed under, with commas between; ``tags`` in the file."""


def opened(path: Path) -> BinaryIO:
    """The file, open for reading. Raises FolderError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise FolderError(f"{path} cannot be read: {error.strerror}") from error


def documents(file: BinaryIO) -> Iterator[Record]:
    """The documents of an open, gzipped file. Raises FolderError."""
    return _records(lines(DOCUMENTS, gzip.GzipFile(fileobj=file)))


def queries(folder: Path) -> Iterator[Record]:
    """The queries. Raises FolderError."""
    with opened(folder / QUERIES) as file:
        yield from _records(lines(QUERIES, file))


def judgements(folder: Path) -> Judgements:
    """The judgements, from lines of query, document and score. Raises FolderError."""
    found: Judgements = {}
    with opened(folder / JUDGEMENTS) as file:
        found_lines = lines(JUDGEMENTS, file)
        place, headings = next(found_lines, (JUDGEMENTS, ""))
        if not headings or _JUDGEMENT.fullmatch(headings):
            raise FolderError(f"{place}: the headings query-id, corpus-id, score are missing")
        for place, line in found_lines:
            judgement = _JUDGEMENT.fullmatch(line)
            if not judgement:
                raise FolderError(f"{place}: not a query, a document and a whole number by tabs")
            query, document, score = judgement.groups()
            found.setdefault(query, {})[document] = int(score)
    return found


def objects(found_lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON objects in lines, each with the words for its place. Raises FolderError."""
    for place, line in found_lines:
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise FolderError(f"{place}: this is not JSON") from error
        if not isinstance(fields, dict):
            raise FolderError(f"{place}: this is not an object with id and text")
        yield place, fields


def _records(found_lines: Iterable[tuple[str, str]]) -> Iterator[Record]:
    known: set[str] = set()
    for place, fields in objects(found_lines):
        key, title, text = (fields.get(name) or "" for name in ("id", "title", "text"))
        record = Record(key, title, text, topics_of(place, fields))
        if not all(isinstance(value, str) for value in astuple(record)) or not record.id:
            raise FolderError(f"{place}: id, title and text are not all texts, or there is no id")
        if record.id in known:
            raise FolderError(f"{place}: the id {record.id:.40} is there twice")
        known.add(record.id)
        yield record


def topics_of(place: str, fields: Mapping[str, Any]) -> str:
    """What an object is filed under. Raises FolderError."""
    tags = fields.get("tags") or []
    if not (isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)):
        raise FolderError(f"{place}: tags is not a list of texts")
    return ", ".join(tags)


def lines(name: str, file: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """The lines that hold anything, each with the words for its place. Raises FolderError."""
    number = 0
    try:
        for number, line in enumerate(file, 1):
            if text := line.decode("utf-8-sig").strip("\r\n "):
                yield f"{name}, line {number}", text
    except UnicodeDecodeError as error:
        raise FolderError(f"{name}, line {number}: this is not UTF-8 text") from error
    except (OSError, EOFError, zlib.error) as error:
        raise FolderError(f"{name} is damaged after line {number}: {error}") from error
