"""Records that may tell of the same work, and why they look so.

The rules by which two say the same are here; ``importing.duplicates`` asks them of the rows of a
file. Nothing is decided by them: people are shown what was found.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.innovations import likeness
from portal.innovations.models import Innovation
from portal.organisations.models import Organisation
from portal.records import AnyRow, parse_ref, ref
from portal.search import Card
from portal.search.analysis import terms
from portal.search.similar import LONGEST, naming, similar
from portal.visibility import Status

# In these states a record is no twin that anyone could use in place of their own.
_OUT = (Status.RETIRED, Status.CONSENT_WITHDRAWN, Status.HIDDEN, Status.DECLINED)
MOST = 5
# Two texts of which this share of the pairs of words that follow each other is the same.
SAME_TEXT = 0.3
SHORTEST_TEXT = 20
SAME_WORDS = 0.6
LONGEST_KEY = 200
MOST_LINKS = 10

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)\]]", re.IGNORECASE)
_FRONT = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)


@dataclass(frozen=True)
class Twin:
    """A record that looks like another, and why: each reason is a sentence without its stop."""

    id: int
    title: str
    identifier: str
    organisation: str
    reasons: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"/innovations/{self.id}"


def title_key(title: str, organisation: object) -> tuple[object, ...]:
    """What two records share that have the same title and the same organisation."""
    return " ".join(title.casefold().split()), organisation


def address_key(address: str) -> str:
    """What two addresses share that lead to the same place: a DOI is one, however it is written."""
    if doi := _DOI.search(address):
        return doi[0].casefold()
    return _FRONT.sub("", address.strip()).rstrip("/").casefold()


def addresses_of(record: Any) -> list[str]:
    """Where a record was published first, and what its evidence points at."""
    links = (str(row.get("link") or "") for row in record.evidence or ())
    return [address for address in (record.source_url, *links) if address]


def of_record(innovation: Innovation, reader: Any) -> list[Twin]:
    """The records that look like this one and that the reader may see."""
    texts = {
        "title": innovation.title,
        "summary": innovation.summary,
        "body": innovation.plain_text,
        "topics": " ".join(topic.label for topic in innovation.topics),
    }
    addresses = address_key(innovation.source_url), _links(innovation.evidence)
    own = [ref("innovation", innovation.id)]
    alike = similar(texts, reader, kinds=likeness.KINDS, excluded=own, limit=MOST)
    rows = _rows(innovation.id, innovation.title, addresses, alike, reader)
    mine = f"{innovation.summary} {innovation.plain_text}"
    theirs = {card.ref: f"{card.summary} {card.text}" for card in alike}
    found = []
    for other in rows:
        reasons = [
            *_same_names(innovation.title, innovation.organisation_id, other),
            *_same_addresses(addresses, other),
        ]
        if _is_same_text(mine, theirs.get(ref("innovation", other.id), "")):
            reasons.append("Much of its text is the same")
        found.append(_twin(other, reasons))
    return _best(found)


def of_title(title: str, reader: Any, organisation_id: int | None = None) -> list[Twin]:
    """The records whose titles are the same or much the same, and that the reader may see."""
    if not title.strip():
        return []
    rows = _rows(0, title, ("", frozenset()), (), reader)
    return _best(_twin(row, _same_names(title, organisation_id, row)) for row in rows)


def _rows(
    own_id: int,
    title: str,
    addresses: tuple[str, frozenset[str]],
    alike: Iterable[Card],
    reader: Any,
) -> list[AnyRow]:
    """What may be a twin: found by its title, by an address or by its words.

    The index finds, as looking at every record would take a second in a large portal.
    """
    source, links = addresses
    by_title = similar({"title": title}, reader, kinds=likeness.KINDS, limit=MOST)
    refs = {card.ref for card in (*alike, *by_title)}
    for key in sorted({source, *links} - {""}):
        refs.update(naming(key, reader))
    ids = {number for kind, number in map(parse_ref, refs) if kind in likeness.KINDS} - {own_id}
    query = (
        select(
            Innovation.id,
            Innovation.title,
            Innovation.identifier,
            Innovation.organisation_id,
            Innovation.source_url,
            Innovation.evidence,
            Organisation.name.label("organisation"),
        )
        .outerjoin(Organisation, Innovation.organisation_id == Organisation.id)
        .where(
            Innovation.id.in_(sorted(ids)),
            Innovation.visible_to(reader),
            Innovation.status.not_in(_OUT),
        )
        .order_by(Innovation.id)
    )
    return list(db.session.execute(query)) if ids else []


def _same_names(title: str, organisation_id: int | None, other: AnyRow) -> list[str]:
    if title_key(title, None) == title_key(other.title, None):
        is_same = organisation_id is not None and organisation_id == other.organisation_id
        return [f"It has the same title{' and organisation' if is_same else ''}"]
    mine, theirs = set(terms(title)), set(terms(other.title))
    if len(mine) > 1 and len(mine & theirs) >= SAME_WORDS * len(mine | theirs):
        return ["Its title is much the same"]
    return []


def _same_addresses(addresses: tuple[str, frozenset[str]], other: AnyRow) -> list[str]:
    source, links = addresses
    their_source, their_links = address_key(other.source_url), _links(other.evidence)
    reasons = []
    if source and source == their_source:
        reasons.append("It was first published at the same address")
    shared = ({source, *links} & {their_source, *their_links}) - {"", source if reasons else ""}
    if any(_DOI.fullmatch(key) for key in shared):
        reasons.append("It names the same publication (DOI)")
    elif shared:
        reasons.append("It names the same link")
    return reasons


def _links(evidence: Iterable[Mapping[str, Any]] | None) -> frozenset[str]:
    """The keys of what the evidence of a record points at."""
    found = []
    for row in evidence or ():
        found += [str(row.get("link") or ""), *_DOI.findall(str(row.get("citation") or ""))]
    keys = [address_key(address)[:LONGEST_KEY] for address in found if address]
    return frozenset(keys[:MOST_LINKS])


def _is_same_text(mine: str, theirs: str) -> bool:
    """Whether much of the shorter text stands in the longer one, word after word."""
    first, second = (set(pairwise(terms(text))) for text in (mine[:LONGEST], theirs[:LONGEST]))
    least = min(len(first), len(second))
    return least >= SHORTEST_TEXT and len(first & second) >= SAME_TEXT * least


def _twin(row: AnyRow, reasons: Iterable[str]) -> Twin:
    return Twin(row.id, row.title, row.identifier, row.organisation or "", tuple(reasons))


def _best(found: Iterable[Twin]) -> list[Twin]:
    """Those that look alike at all, first those that do in most ways."""
    alike = [twin for twin in found if twin.reasons]
    return sorted(alike, key=lambda twin: (-len(twin.reasons), twin.id))[:MOST]
