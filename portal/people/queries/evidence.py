"""What a person did, as pages show it; and what they dispute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db, read_rows
from portal.forum.models import Community
from portal.forum.seeing import readable_communities
from portal.people import evidence
from portal.people.evidence import Counts
from portal.people.models import EvidenceDispute
from portal.people.queries import endorsements
from portal.people.vocabulary import EVIDENCE_KINDS, EvidenceKind
from portal.records import AnyRow, AnySelect, parse_ref
from portal.search.sources import named_of

NEWEST_SHOWN = 5
KINDS = {EvidenceKind(key): words for key, words in EVIDENCE_KINDS.items()}


@dataclass(frozen=True)
class Shown:
    """One thing that a person did, with what it was on; no title where that is not seen."""

    kind: str
    ref: str
    at: datetime
    title: str
    url: str
    row: Any
    """What it was made of."""

    @property
    def kind_words(self) -> str:
        words = KINDS[EvidenceKind(self.kind)][0]
        return words[0].upper() + words[1:]


@dataclass(frozen=True)
class Summary:
    """What a profile says of what its person did."""

    counts: Counts
    topics: Sequence[AnyRow]
    """slug, label and number of those on which most counts."""
    newest: Sequence[Shown]
    endorsed: Sequence[AnyRow]
    """slug, label and number of the topics that others endorse."""

    @property
    def kinds(self) -> list[tuple[str, int, str, str]]:
        """Key, number and the words for one and for many, of each kind that there is."""
        found = self.counts.kinds
        return [(key, found[key], *words) for key, words in KINDS.items() if key in found]


def summary_of(person_id: int, reader: Any) -> Summary:
    """What a profile says of what its person did; a fixed number of statements."""
    counts = evidence.counts_of([person_id], reader).get(person_id, Counts())
    listing = evidence.of_person(person_id, reader)
    values = {**listing.values, "limit": NEWEST_SHOWN, "offset": 0}
    rows = read_rows(listing.rows, values).all() if counts.total else ()
    return Summary(
        counts,
        evidence.topics_of(person_id, reader, limit=NEWEST_SHOWN) if counts.total else (),
        with_titles(rows, reader),
        endorsements.topics_of(person_id),
    )


def with_titles(rows: Iterable[Any], reader: Any) -> list[Shown]:
    """Rows or items of kind, ref and at, with the titles that the reader may see."""
    rows = list(rows)
    named = titles([row.ref for row in rows], reader)
    return [
        Shown(row.kind, row.ref, row.at, *named.get(row.ref, ("", "")), row=row) for row in rows
    ]


def titles(refs: Iterable[str], reader: Any) -> dict[str, tuple[str, str]]:
    """Title and address of those of the records that the reader may see."""
    wanted = list(dict.fromkeys(refs))
    named = {found.ref: (found.title, found.url) for found in named_of(wanted, reader)}
    return named | _communities(wanted, reader)


def disputes(*, is_open: bool) -> AnySelect:
    """What people dispute, the longest wait first; or what was decided, the newest first."""
    query = select(
        *(EvidenceDispute.person_id, EvidenceDispute.ref, EvidenceDispute.reason),
        *(EvidenceDispute.state, EvidenceDispute.at, EvidenceDispute.decided_at),
        *(EvidenceDispute.decision_words, User.name),
    ).join(User, User.id == EvidenceDispute.person_id)
    end = (EvidenceDispute.person_id, EvidenceDispute.ref)
    if is_open:
        return query.where(EvidenceDispute.state == "open").order_by(EvidenceDispute.at, *end)
    decided = query.where(EvidenceDispute.state != "open")
    return decided.order_by(EvidenceDispute.decided_at.desc(), *end)


def count_open_disputes() -> int:
    """How many disputes wait for a moderator."""
    query = select(func.count()).where(EvidenceDispute.state == "open")
    return db.session.scalar(query) or 0


def dispute(person_id: int, ref: str) -> EvidenceDispute | None:
    """What a person disputes of a record."""
    return db.session.get(EvidenceDispute, (person_id, ref))


def _communities(refs: Sequence[str], reader: Any) -> dict[str, tuple[str, str]]:
    ids = [key for kind, key in map(parse_ref, refs) if kind == "community"]
    if not ids:
        return {}
    query = select(Community.id, Community.name, Community.slug).where(
        Community.id.in_(ids), readable_communities(reader)
    )
    return {
        f"community:{row.id}": (row.name, f"/communities/{row.slug}")
        for row in db.session.execute(query)
    }
