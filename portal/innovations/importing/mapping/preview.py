"""A draft in words, for people who look before they import."""

from typing import Any

from portal import markdown
from portal.innovations.importing.mapping.fields import FIELDS, Kind
from portal.innovations.importing.mapping.records import Draft
from portal.innovations.importing.mapping.values import cut
from portal.web.filters import format_money, format_month

LONG = 400
# What stands for a row of people, lessons or evidence.
ROW_NAMES = ("name", "text", "citation")


def preview_of(draft: Draft, topics: dict[int, str]) -> dict[str, str]:
    """Label -> words of every field that the row fills; ``topics`` are the labels of topics."""
    shown = {"Row": str(draft.row)}
    for field in FIELDS.values():
        value = draft.fields.get(field.name)
        if field.kind is Kind.ORGANISATION and draft.fields.get("organisation_id"):
            value = draft.organisation
        elif field.kind is Kind.TOPICS and value:
            value = ", ".join(topics[key] for key in value)
        if value:
            words = field.words[value] if field.words else _words(value)
            if field.kind is Kind.PROSE:
                words = markdown.plain(markdown.render(words))
            shown[field.label] = cut(words, LONG)
    return shown


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(row[name] for row in value for name in ROW_NAMES if name in row)
    return format_month(value) if hasattr(value, "month") else format_money(value)
