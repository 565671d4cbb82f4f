"""All that a record says, as values of JSON, and back to what ``actions.save`` takes.

What it does not say is left out: its state, its rating, who looks after it, when it changed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Contents = dict[str, Any]

_DAYS = ("started_on", "ended_on")
_AMOUNTS = ("cost_setup", "cost_yearly")
_PLAIN = (
    *("kind", "title", "summary", "topic_suggestion", "problem", "what_we_did", "stage"),
    *("audience", "organisation_id", "library_service_id", "region_id"),
    *("outcome", "results", "measures", "evidence", "lessons", "attachments"),
    *("cost_setup_basis", "cost_yearly_basis"),
    *("staff_time", "staff_time_basis", "savings", "savings_basis"),
    *("would_do_differently", "starting_advice", "sustaining_advice", "risks"),
    *("champion_quote", "champion_name", "champion_role"),
    *("setting", "consortium", "product", "supplier", "competing_interest", "source_url"),
    *("agreed_by_organisation", "agreed_by_people", "no_patient_data", "licence"),
    *("contact", "contact_person_id"),
)
_PERSON = ("user_id", "name", "role", "is_shown")
NAMES = frozenset({*_PLAIN, *_DAYS, *_AMOUNTS, "topics", "partners", "people", "related"})

# A field that is read with another, under that one's name in ``parts``.
_READ_WITH = {
    "organisation_id": "organisation",
    "library_service_id": "library_service",
    "region_id": "region",
    "ended_on": "started_on",
    "cost_setup_basis": "cost_setup",
    "cost_yearly_basis": "cost_yearly",
    "staff_time_basis": "staff_time",
    "savings_basis": "savings",
    "contact_person_id": "contact",
}


def contents_of(record: Any) -> Contents:
    """What the record says now, by the names of the fields; of anything that reads like one."""
    fields = {name: getattr(record, name) for name in (*_PLAIN, *_DAYS, *_AMOUNTS)}
    fields["topics"] = [topic.id for topic in record.topics]
    fields["partners"] = [partner.id for partner in record.partners]
    fields["people"] = [
        {name: getattr(person, name) for name in _PERSON} for person in record.people
    ]
    fields["related"] = [
        {"target_id": link.target_id, "relation": link.relation} for link in record.related
    ]
    return as_json(fields)


def as_json(fields: Mapping[str, Any]) -> Contents:
    """What ``actions.save`` takes, in values of JSON that are equal where they say the same.

    Fields that are no content of a record are left out.
    """
    return {
        name: _WRITTEN.get(name, _same)(value) for name, value in fields.items() if name in NAMES
    }


def fields_of(contents: Mapping[str, Any]) -> dict[str, Any]:
    """What ``actions.save`` takes, of contents or of some of them."""
    fields = {name: value for name, value in contents.items() if name in NAMES}
    for name in _DAYS:
        if fields.get(name):
            fields[name] = date.fromisoformat(fields[name])
    for name in _AMOUNTS:
        if fields.get(name):
            fields[name] = Decimal(fields[name])
    return fields


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Contents:
    """The fields of ``after`` that ``before`` has otherwise."""
    return {name: value for name, value in after.items() if _said(before.get(name)) != _said(value)}


def part_names(fields: Iterable[str]) -> list[str]:
    """The names under which fields are read (see ``parts``), each once, in order."""
    return list(dict.fromkeys(_READ_WITH.get(name, name) for name in fields))


def _said(value: Any) -> Any:
    """A value without the cells of its rows that say nothing: they may be empty or left out."""
    if isinstance(value, list):
        return [
            {key: cell for key, cell in row.items() if cell not in ("", None)}
            if isinstance(row, dict)
            else row
            for row in value
        ]
    return value


def _same(value: Any) -> Any:
    return value


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else str(Decimal(value).quantize(Decimal("0.01")))


def _ids(values: Iterable[int]) -> list[int]:
    return sorted(set(values))


def _people(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    usual = {"user_id": None, "is_shown": True}
    return [{name: (usual | dict(row))[name] for name in _PERSON} for row in rows]


def _related(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"target_id": target, "relation": relation}
        for target, relation in sorted({row["target_id"]: row["relation"] for row in rows}.items())
    ]


_WRITTEN: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_DAYS, _day),
    **dict.fromkeys(_AMOUNTS, _amount),
    **dict.fromkeys(("topics", "partners"), _ids),
    "people": _people,
    "related": _related,
}
