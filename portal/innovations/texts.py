"""The words of a record in plain text: made when it is saved, for the index and for passages.

One line a field, so that one column holds all of them and a page that wants a passage of a
record reads one text instead of making it out of HTML and rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from portal.markdown import plain

MARKDOWN_FIELDS = (
    "problem",
    "what_we_did",
    "results",
    "would_do_differently",
    "starting_advice",
    "sustaining_advice",
    "risks",
)
_FIELDS = (*MARKDOWN_FIELDS, "lessons", "other")


class Written(Protocol):
    """What has words: a record."""

    html: dict[str, str]
    lessons: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    product: str
    supplier: str
    consortium: str
    champion_quote: str
    champion_name: str


def plain_text(record: Written) -> str:
    """All that readers of the record may read in it, but title, summary and names."""
    other = [record.product, record.supplier, record.consortium]
    other += [record.champion_quote, record.champion_name]
    other += _cells(record.measures, ("name", "method"))
    other += _cells(record.evidence, ("citation",))
    other += _cells(record.attachments, ("title", "alternative_text"))
    texts = {
        **{name: plain(html) for name, html in record.html.items()},
        "lessons": _one_line(_cells(record.lessons, ("text", "advice"))),
        "other": _one_line(other),
    }
    return "\n".join(texts.get(name, "") for name in _FIELDS)


def by_field(text: str) -> dict[str, str]:
    """What ``plain_text`` was made of: problem, …, lessons, other."""
    return dict(zip(_FIELDS, text.split("\n"), strict=False))


def _cells(rows: Sequence[Mapping[str, Any]] | None, names: Iterable[str]) -> list[str]:
    return [str(row.get(name) or "") for row in rows or () for name in names]


def _one_line(texts: Iterable[str | None]) -> str:
    return " ".join(" ".join(text or "" for text in texts).split())
