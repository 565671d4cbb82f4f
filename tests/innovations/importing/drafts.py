"""Drafts of rows, with a directory of a few names."""

from collections.abc import Iterable
from typing import Any

from portal.innovations.importing.mapping import (
    Directory,
    Draft,
    Mapper,
    parse,
)
from portal.innovations.importing.reading import Cell, Row

TITLE: dict[str, Any] = {"title": {"from": "Title"}, "kind": {"value": "project"}}


class Known(Directory):
    """A directory of a few names."""

    def topics(self, names: Iterable[str]) -> dict[str, int | None]:
        return {name: int(name[1:]) if name.startswith("t") else None for name in names}

    def organisation(self, name: str) -> int | None:
        return {"RX1": 1, "Ashbourne Trust": 1}.get(name)

    def region(self, name: str) -> int | None:
        return {"Y60": 60, "Midlands": 60}.get(name)


def draft(cells: dict[str, Cell], checks: Any = (), empty: Any = None, **rules: Any) -> Draft:
    """The draft of a row with a title; ``rules`` are the rules of the other fields."""
    spec = parse({"fields": {**TITLE, **rules}, "checks": list(checks), "empty": empty or {}})
    return Mapper(spec, Known()).draft(Row(2, {"Title": "A title", **cells}))


def words(found: Draft) -> list[str]:
    return [f"{f.level} {f.column}: {f.words}" for f in found.findings]
