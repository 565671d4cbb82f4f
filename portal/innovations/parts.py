"""The record as it is read: its sections, the fields in each, their names and what they hold.

The names are those of ``requirements`` and of the comments of a decision.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from portal.innovations import vocabulary as v
from portal.innovations.models import Innovation
from portal.web.filters import format_money, format_month

Rows = list[list[tuple[str, str]]]
# The key of a column, with its name and its vocabulary.
Columns = dict[str, tuple[str, dict[str, str]]]


@dataclass(frozen=True)
class Content:
    """What one field holds, in the one of these forms that suits it; all empty: not filled in."""

    text: str = ""
    prose: str = ""
    items: Sequence[str] = ()
    rows: Rows = field(default_factory=list)

    @property
    def words(self) -> str:
        """All of it as plain text but the prose, whose text is the record's own."""
        rows = ("\n".join(f"{label}: {value}" for label, value in row) for row in self.rows)
        return self.text or "\n".join(self.items) or "\n\n".join(rows)

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.prose or self.items or self.rows)


@dataclass(frozen=True)
class Part:
    """One field as it is read."""

    name: str
    label: str
    read: Callable[[Innovation], Content]


@dataclass(frozen=True)
class PartSection:
    """A heading and the fields below it."""

    name: str
    title: str
    parts: tuple[Part, ...]


def _text(name: str, label: str, words: dict[str, str] | None = None) -> Part:
    def read(record: Innovation) -> Content:
        value = getattr(record, name)
        return Content(text=(words or {}).get(value, value) or "")

    return Part(name, label, read)


def _prose(name: str, label: str) -> Part:
    def read(record: Innovation) -> Content:
        # Made safe when it was saved, see portal/markdown.py.
        html = Markup(record.html.get(name, ""))  # noqa: S704  # nosec B704
        return Content(prose=html, text="" if html else getattr(record, name))

    return Part(name, label, read)


def _named(name: str, label: str) -> Part:
    def read(record: Innovation) -> Content:
        thing = getattr(record, name)
        return Content(text=thing.name if thing else "")

    return Part(name, label, read)


def _list(name: str, label: str, word: Callable[[Any], str]) -> Part:
    return Part(
        name, label, lambda record: Content(items=[word(one) for one in getattr(record, name)])
    )


def _yes(name: str, label: str) -> Part:
    return Part(name, label, lambda record: Content(text="Yes" if getattr(record, name) else ""))


def _cost(name: str, label: str) -> Part:
    def read(record: Innovation) -> Content:
        amount = getattr(record, name)
        basis = getattr(record, f"{name}_basis")
        words = format_money(float(amount)) if isinstance(amount, Decimal) else amount
        known = v.BASES[basis] if basis else ""
        return Content(text=f"{words} ({known.lower()})" if words and known else words or known)

    return Part(name, label, read)


def _table(name: str, label: str, columns: Columns) -> Part:
    """A list of rows."""

    def read(record: Innovation) -> Content:
        return Content(rows=[list(_cells(row, columns)) for row in getattr(record, name)])

    return Part(name, label, read)


def _cells(row: dict[str, Any], columns: Columns) -> Iterable[tuple[str, str]]:
    for key, (label, words) in columns.items():
        if value := row.get(key):
            yield label, words.get(value, str(value))


def _person(person: Any) -> str:
    hidden = "" if person.is_shown else ", not shown on the record"
    return f"{person.name}: {v.PERSON_ROLES[person.role].lower()}{hidden}"


def _period(record: Innovation) -> Content:
    months = [format_month(record.started_on), format_month(record.ended_on)]
    return Content(text=" to ".join(month for month in months if month))


MEASURE: Columns = {
    "name": ("Measure", {}),
    "unit": ("Unit", {}),
    "baseline": ("Before", {}),
    "after": ("After", {}),
    "n": ("How many were counted", {}),
    "period": ("Over what time", {}),
    "method": ("How it was measured", {}),
}
EVIDENCE: Columns = {
    "kind": ("Kind", v.EVIDENCE_KINDS),
    "citation": ("Title or citation", {}),
    "link": ("Link", {}),
    "file_name": ("File", {}),
}
ATTACHMENT: Columns = {
    "title": ("Title", {}),
    "file_name": ("File", {}),
    "alternative_text": ("What the picture shows", {}),
    "licence": ("Licence", v.LICENCES),
}
LESSON: Columns = {
    "text": ("Lesson", {}),
    "advice": ("Advice", {}),
    "audience": ("For whom", v.LESSON_AUDIENCES),
    "step": ("Step", v.STEPS),
}

SECTIONS = (
    PartSection(
        "summary",
        "The short form",
        (
            _text("kind", "Kind", v.KINDS),
            _text("title", "Title"),
            _text("summary", "Summary"),
            _list("topics", "Topics", lambda topic: str(topic.label)),
            _text("topic_suggestion", "Suggested topic"),
            _named("organisation", "Lead organisation"),
            _named("library_service", "Knowledge and library service"),
            _list("partners", "Partners", lambda partner: str(partner.name)),
            _list("people", "People", _person),
            _prose("problem", "Problem or driver"),
            _prose("what_we_did", "What we did"),
            _text("stage", "Stage", v.STAGES),
            Part("started_on", "Period", _period),
            _text("audience", "Who may see it", v.AUDIENCES),
        ),
    ),
    PartSection(
        "results",
        "Outcome and results",
        (
            _text("outcome", "Outcome", v.OUTCOMES),
            _prose("results", "Results"),
            _table("measures", "Measures", MEASURE),
        ),
    ),
    PartSection(
        "costs",
        "Costs and savings",
        (
            _cost("cost_setup", "Cost to set up"),
            _cost("cost_yearly", "Cost per year"),
            _cost("staff_time", "Staff time"),
            _cost("savings", "Savings"),
        ),
    ),
    PartSection("evidence", "Evidence", (_table("evidence", "Evidence", EVIDENCE),)),
    PartSection(
        "champion",
        "Impact and champion",
        (
            _text("champion_quote", "What they say"),
            _text("champion_name", "Their name"),
            _text("champion_role", "Their role"),
        ),
    ),
    PartSection(
        "lessons",
        "Lessons learned",
        (
            _table("lessons", "Lessons", LESSON),
            _prose("would_do_differently", "What we would do differently"),
        ),
    ),
    PartSection(
        "advice",
        "Advice and risks",
        (
            _prose("starting_advice", "Advice for those who start"),
            _prose("sustaining_advice", "Advice on keeping it going"),
            _prose("risks", "Risks and unintended effects"),
        ),
    ),
    PartSection(
        "setting",
        "Setting, product and supplier",
        (
            _text("setting", "Setting", v.SETTINGS),
            _named("region", "Region"),
            _text("consortium", "Consortium"),
            _text("product", "Product or system"),
            _text("supplier", "Supplier"),
            _text("competing_interest", "Competing interests"),
            _text("source_url", "First published at"),
        ),
    ),
    PartSection("attachments", "Attachments", (_table("attachments", "Attachments", ATTACHMENT),)),
    PartSection(
        "permissions",
        "Permissions and licence",
        (
            _yes("agreed_by_organisation", "The organisation agrees"),
            _yes("agreed_by_people", "The people named agree"),
            _yes("no_patient_data", "It holds no patient data"),
            _text("licence", "Licence", v.LICENCES),
            _text("contact", "Contact", v.CONTACTS),
        ),
    ),
)


def words_of(record: Innovation) -> dict[str, str]:
    """Every field as plain text, by name; the record's organisation and so on must be loaded."""
    found = {}
    for section in SECTIONS:
        for part in section.parts:
            content = part.read(record)
            found[part.name] = getattr(record, part.name) if content.prose else content.words
    return found


# The field of a comment, in words.
LABELS = {part.name: part.label for section in SECTIONS for part in section.parts}
