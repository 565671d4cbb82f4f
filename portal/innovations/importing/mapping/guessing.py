"""Which column is which field, guessed from the headings."""

import re
from collections.abc import Sequence
from typing import Any

from portal.innovations.importing.mapping.fields import FIELDS, Importable

_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Field -> column, for those whose heading is the field's name, label or one it goes by."""
    found: dict[str, str] = {}
    left = {_plain(column): column for column in columns}
    for names_of in (_own_names, _other_names):
        for field in FIELDS.values():
            for name in names_of(field):
                if field.name not in found and name in left:
                    found[field.name] = left.pop(name)
    return found


def mapping_of(
    columns: Sequence[str], chosen: dict[str, str], values: dict[str, dict[str, str]] | None = None
) -> dict[str, Any]:
    """A mapping that takes each field from one column; kind is project where no column has it."""
    fields: dict[str, Any] = {}
    for name, column in chosen.items():
        if name in FIELDS and column in columns:
            fields[name] = {"from": column}
            if name in ("topics", "people", "partners"):
                fields[name]["split"] = ";,"
            if meant := (values or {}).get(name):
                fields[name]["values"] = meant
    fields.setdefault("kind", {"value": "project"})
    return {"fields": fields}


def _own_names(field: Importable) -> list[str]:
    return [_plain(field.name), _plain(field.label)]


def _other_names(field: Importable) -> list[str]:
    return [_plain(heading) for heading in field.headings]


def _plain(name: str) -> str:
    """``StartDate``, ``start_date`` and ``Start date`` are the same."""
    return _NO_LETTERS.sub(" ", _HUMPS.sub(" ", name).lower()).strip()
