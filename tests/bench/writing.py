"""Writes through HTTP: an edit until it is found, and two people who change one record at once."""

import html
import multiprocessing
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from tests.bench.connection import Visit
from tests.bench.records import EDITOR, PASSWORD

POLL_SECONDS = 0.02
GIVE_UP_SECONDS = 30.0
FIELD = "sustaining_advice"


class FormReader(HTMLParser):
    """The fields that a browser would send of the form for a record."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = False
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == "record-form"
        elif self._inside and tag == "textarea":
            self._text = given["name"]
            self.fields[self._text] = ""
        elif self._inside and tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves out the line break after the start tag.
            self.fields[self._text] = self.fields[self._text].removeprefix("\n")
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text] += data


def open_form(visit: Visit, record: int) -> dict[str, str]:
    return FormReader(visit.get(path_of(record))).fields


def path_of(record: int) -> str:
    return f"/innovations/{record}/edit/advice"


def until_found(port: int, records: list[int]) -> Iterator[float]:
    """Seconds from the answer to an edit until the search page shows the record by its new word."""
    visit = Visit(port).sign_in(EDITOR, PASSWORD)
    for number, record in enumerate(records):
        word = f"quokka{number}zephyr"
        fields = open_form(visit, record)
        fields[FIELD] += f" {word}"
        visit.post(path_of(record), fields, 303)
        began = time.perf_counter()
        while f'href="/innovations/{record}"' not in visit.get(f"/search?q={word}"):
            if time.perf_counter() - began > GIVE_UP_SECONDS:
                raise TimeoutError(f"the edit of record {record} is not found")
            time.sleep(POLL_SECONDS)
        yield time.perf_counter() - began


@dataclass(frozen=True)
class Written:
    """What became of the edits of two processes to one record."""

    edits: int
    lost: int
    # Answers 5xx: the database was locked, or worse.
    locked: int
    # Edits that met a newer version, were told so, and were made again.
    met: int
    seconds: float


def two_writers(port: int, record: int, edits: int) -> Written:
    """Two processes append words to one text; every acknowledged word must be there."""
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        results = pool.starmap(_write, [(port, record, name, edits) for name in ("left", "right")])
    seconds = time.perf_counter() - began
    text = open_form(Visit(port).sign_in(EDITOR, PASSWORD), record)[FIELD]
    words = set(re.findall(r"\w+", html.unescape(text)))
    done = {word for words_done, _, _ in results for word in words_done}
    return Written(
        len(done),
        len(done - words),
        sum(locked for _, locked, _ in results),
        sum(met for _, _, met in results),
        seconds,
    )


def _write(port: int, record: int, name: str, edits: int) -> tuple[list[str], int, int]:
    """Words acknowledged, answers 5xx, answers 409."""
    visit = Visit(port).sign_in(EDITOR, PASSWORD)
    done: list[str] = []
    locked = met = 0
    while len(done) < edits and locked < edits:
        word = f"{name}{len(done)}"
        fields = open_form(visit, record)
        fields[FIELD] += f" {word}"
        status = visit.post(path_of(record), fields, 303, 409, 500, 503)
        if status == 303:
            done.append(word)
        elif status == 409:
            met += 1
        else:
            locked += 1
    return done, locked, met
