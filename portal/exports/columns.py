"""The columns of a sheet: all that the page of a record shows, in words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from portal.clock import LONDON
from portal.exports import words as w
from portal.exports.words import About
from portal.innovations import vocabulary as v
from portal.innovations.shown import ShownInnovation, attached

Cell = str | Decimal | date | None
Read = Callable[[ShownInnovation, About], Cell]


class Column(NamedTuple):
    """One column of a sheet."""

    heading: str
    read: Read
    width: int
    """In characters."""


def _text(name: str, heading: str, width: int = 20) -> Column:
    return Column(heading, lambda record, _: getattr(record, name) or "", width)


def _word(name: str, heading: str, words: dict[str, str], width: int = 16) -> Column:
    return Column(heading, lambda record, _: words.get(getattr(record, name) or "", ""), width)


def _prose(name: str, heading: str) -> Column:
    return Column(heading, lambda record, _: w.prose(record.html.get(name, "")), 60)


def _place(name: str, heading: str) -> Column:
    def read(record: ShownInnovation, _: About) -> Cell:
        place = getattr(record, name)
        return place.name if place else ""

    return Column(heading, read, 30)


def _month(name: str, heading: str) -> Column:
    return Column(heading, lambda record, _: w.month(record, name), 10)


def _day(name: str, heading: str) -> Column:
    def read(record: ShownInnovation, _: About) -> Cell:
        moment = getattr(record, name)
        return moment.astimezone(LONDON).date() if moment else None

    return Column(heading, read, 12)


def _money(name: str, heading: str) -> tuple[Column, Column]:
    amount = Column(f"{heading} (£)", lambda record, _: getattr(record, name), 14)
    return amount, _word(f"{name}_basis", f"{heading}: basis", v.BASES, 12)


def _estimate(name: str, heading: str) -> tuple[Column, Column]:
    return _text(name, heading), _word(f"{name}_basis", f"{heading}: basis", v.BASES, 12)


def _code(record: ShownInnovation, _: About) -> Cell:
    return record.organisation.ods_code if record.organisation else ""


def _related(record: ShownInnovation, about: About) -> Cell:
    links = (f"{link.words} {link.title} ({about.url(link.path)})" for link in w.related(record))
    return "\n".join(links)


def _attachments(record: ShownInnovation, about: About) -> Cell:
    return "\n".join(f"{file.title} ({about.url(file.path)})" for file in attached(record))


COLUMNS: Final[tuple[Column, ...]] = (
    _text("identifier", "Identifier", 16),
    Column("Address", lambda record, about: about.url(record.path), 40),
    _word("kind", "Kind", v.KINDS),
    _text("title", "Title", 50),
    _text("summary", "Summary", 60),
    Column("Topics", lambda record, _: "; ".join(t.label for t in record.topics), 30),
    _place("organisation", "Lead organisation"),
    Column("ODS code", _code, 10),
    _place("library_service", "Library service"),
    _place("region", "Region"),
    Column("Partners", lambda record, _: "; ".join(p.name for p in record.partners), 30),
    Column("People", lambda record, _: "; ".join(w.people(record)), 30),
    _prose("problem", "Problem or driver"),
    _prose("what_we_did", "What we did"),
    _word("stage", "Stage", v.STAGES),
    _month("started_on", "Started"),
    _month("ended_on", "Ended"),
    _word("outcome", "Outcome", v.OUTCOMES),
    _prose("results", "Results"),
    Column("Measures", lambda record, _: w.measures(record.measures or ()), 50),
    *_money("cost_setup", "Cost to set up"),
    *_money("cost_yearly", "Cost per year"),
    *_estimate("staff_time", "Staff time"),
    *_estimate("savings", "Savings"),
    Column("Evidence", lambda record, _: w.evidence(record.evidence or ()), 50),
    _word("evidence_rating", "Evidence rating", v.RATINGS),
    _text("rating_reason", "Reason for the rating", 30),
    Column("Rated on", lambda record, _: record.rated_on, 12),
    Column("Lessons learned", lambda record, _: w.lessons(record.lessons or ()), 60),
    _prose("would_do_differently", "What we would do differently"),
    _prose("starting_advice", "Advice for those who start"),
    _prose("sustaining_advice", "Advice on keeping it going"),
    _prose("risks", "Risks and unintended effects"),
    _text("champion_quote", "What a champion says", 50),
    _text("champion_name", "Champion"),
    _text("champion_role", "Role of the champion"),
    _word("setting", "Setting", v.SETTINGS),
    _text("consortium", "Consortium"),
    _text("product", "Product or system"),
    _text("supplier", "Supplier"),
    _text("competing_interest", "Competing interests", 30),
    Column("Related records", _related, 40),
    Column("Attachments", _attachments, 40),
    _word("licence", "Licence", v.LICENCES, 28),
    _text("source_url", "First published at", 40),
    Column("Contact", w.contact, 40),
    _word("status", "Status", v.STATUSES),
    _word("audience", "Who may see it", v.AUDIENCES, 30),
    _day("published_at", "Published"),
    _day("updated_at", "Last changed"),
    _day("reviewed_at", "Last reviewed"),
)
