"""The parts of a record as plain words, each in one piece of text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any, Final, NamedTuple

from portal.clock import LONDON
from portal.innovations import vocabulary as v
from portal.innovations.shown import ShownInnovation
from portal.visibility import Status
from portal.web.filters import format_money

_TAG: Final = re.compile(r"<(/?\w+)[^>]*>(\n?)")
_INSTEAD: Final = {
    **dict.fromkeys(("/p", "/h3", "/h4", "/h5", "/h6", "/pre", "/blockquote", "/table"), "\n\n"),
    **dict.fromkeys(("br", "hr", "/ul", "/ol", "/li", "/tr"), "\n"),
    **dict.fromkeys(("/td", "/th"), " | "),
    **dict.fromkeys(("p", "ul", "ol", "tr", "td", "th", "table", "thead", "tbody", "div"), ""),
    **dict.fromkeys(("/thead", "/tbody", "/div", "blockquote"), ""),
    "li": "• ",
}
_GAP: Final = re.compile(r"\n{3,}")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class About:
    """What a file says of itself, and of the records in it beside what they hold."""

    base_url: str
    made_at: datetime
    """When the file is made."""
    address: str
    """Where the same is found on the portal."""
    is_member: bool
    """Whether it is for somebody who is signed in."""

    def url(self, path: str) -> str:
        """The whole address of a page."""
        return self.base_url + path


def prose(html: str) -> str:
    """The words of rendered Markdown, with an empty line between paragraphs."""
    if not html:
        return ""
    text = _TAG.sub(lambda tag: _INSTEAD.get(tag[1], tag[2]), html)
    if "&" in text:
        text = unescape(text)
    return _GAP.sub("\n\n", text.replace(" | \n", "\n")).strip()


def day(moment: datetime | None) -> str:
    """2026-11-22, as in London."""
    return moment.astimezone(LONDON).date().isoformat() if moment else ""


def month(record: ShownInnovation, name: str) -> str:
    """2026-11: the day of a month means nothing."""
    value = getattr(record, name)
    return f"{value:%Y-%m}" if value else ""


def people(record: ShownInnovation) -> list[str]:
    """Who is shown on the record, with their parts in it."""
    shown = (person for person in record.people if person.is_shown)
    return [f"{person.name}, {v.PERSON_ROLES[person.role].lower()}" for person in shown]


def measures(rows: Iterable[Row]) -> str:
    """A line for each measure: ``Requests (a month): 40 before, 82 after; 2024``."""
    return "\n".join(map(_measure, rows))


def _measure(row: Row) -> str:
    name = f"{row.get('name')} ({row['unit']})" if row.get("unit") else str(row.get("name"))
    values = [f"{row[key]} {when}" for key, when in _WHEN if row.get(key)]
    more = [f"{row['n']} counted"] if row.get("n") else []
    more += [str(row[key]) for key in ("period", "method") if row.get(key)]
    return f"{name}: " + "; ".join([", ".join(values), *more] if values else more)


_WHEN: Final = (("baseline", "before"), ("after", "after"))


def evidence(rows: Iterable[Row]) -> str:
    """A line for each piece of evidence."""
    return "\n".join(
        ": ".join(
            filter(None, (v.EVIDENCE_KINDS.get(row.get("kind", ""), ""), row.get("citation")))
        )
        + (f" {row['link']}" if row.get("link") else "")
        for row in rows
    )


def lessons(rows: Iterable[Row]) -> str:
    """A paragraph for each lesson, with the advice, for whom and at which step."""
    return "\n\n".join(
        "\n".join(filter(None, (row.get("text"), row.get("advice"), f"({for_whom(row)})")))
        for row in rows
    )


def for_whom(row: Row) -> str:
    """For whom a lesson is, and when."""
    audience = v.LESSON_AUDIENCES.get(row.get("audience") or "", "")
    step = v.STEPS.get(row.get("step") or "", "")
    return "; ".join(
        f"{label}: {word}" for label, word in (("For", audience), ("Step", step)) if word
    )


class Link(NamedTuple):
    """Another record, and how it stands to this one."""

    relation: str
    words: str
    title: str
    path: str


def related(record: ShownInnovation) -> list[Link]:
    """The records that it names, then those that name it, as far as the reader may see them."""
    both = ((record.related, v.RELATIONS), (record.related_from, v.RELATIONS_FROM))
    return [
        Link(relation, words[relation], title, f"/innovations/{number}")
        for links, words in both
        for relation, number, title in links
    ]


def costs(record: ShownInnovation) -> list[tuple[str, str]]:
    """What it cost and saved, each with its basis: ``£12,500 (measured)``."""
    found = []
    for name, label in _COSTS.items():
        amount = getattr(record, name)
        words = format_money(float(amount)) if isinstance(amount, Decimal) else amount
        if words:
            basis = v.BASES[getattr(record, f"{name}_basis") or "unknown"]
            found.append((label, f"{words} ({basis.lower()})"))
    return found


_COSTS: Final = {
    "cost_setup": "Cost to set up",
    "cost_yearly": "Cost per year",
    "staff_time": "Staff time",
    "savings": "Savings",
}


def contact(record: ShownInnovation, about: About) -> str:
    """How its owners are reached: an address only where the page shows it to this reader."""
    if record.contact == "none":
        return ""
    if record.contact == "email" and record.contact_person.email and about.is_member:
        return f"{record.contact_person.name} <{record.contact_person.email}>"
    return about.url(f"{record.path}/contact") if record.status == Status.PUBLISHED else ""


def owners(record: ShownInnovation) -> list[str]:
    """The owners who are shown."""
    return [person.name for person in record.people if person.is_shown and person.role == "owner"]
