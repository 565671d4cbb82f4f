"""Making a record, saving what was written, and deleting a draft that nobody has seen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from portal import markdown
from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.drafts.actions import discard_under
from portal.extensions import db
from portal.innovations.actions.telling import announce
from portal.innovations.attaching.forgetting import forget_files
from portal.innovations.errors import NotPossibleError, StaleVersionError
from portal.innovations.models import Innovation, InnovationPerson, RelatedInnovation
from portal.innovations.texts import MARKDOWN_FIELDS, plain_text
from portal.innovations.versions.contents import as_json, contents_of, difference
from portal.innovations.versions.kept import keep, keep_first
from portal.organisations.models import Organisation
from portal.topics.models import Topic
from portal.visibility import Audience, Status

# A rating speaks of these: when one changes, it lapses.
RATED_FIELDS = frozenset({"outcome", "results", "measures", "evidence"})
# What a new record has none of, unless its fields name some: it need not be looked for.
_NO_LINKS: dict[str, list[Any]] = {"topics": [], "partners": [], "people": [], "related": []}


def create(author: User, *, fields: Mapping[str, Any], at: datetime | None = None) -> Innovation:
    """A new draft of ``author`` with ``fields`` (see ``save``); it needs a kind and a title."""
    moment = at or now()
    innovation = Innovation(
        identifier=_next_identifier(moment.year),
        author_id=author.id,
        status=Status.DRAFT,
        audience=Audience.PUBLIC,
        created_at=moment,
        versions_kept=1,
    )
    _apply(innovation, _NO_LINKS | dict(fields), author)
    innovation.updated_at = moment
    db.session.add(innovation)
    db.session.flush()
    contents = contents_of(innovation)
    keep(innovation, act="created", by_id=author.id, contents=contents, at=moment)
    audit(author, "innovation:create", innovation.ref)
    announce(innovation.ref)
    return innovation


def save(
    innovation: Innovation,
    editor: User,
    *,
    fields: Mapping[str, Any],
    version: int,
    act: str = "edited",
    by_id: int | None = None,
    restored_from: int | None = None,
) -> None:
    """Write ``fields`` into the record and keep what it then says as its newest version.

    Plain columns by their names; ``topics``, ``partners`` (ids), ``people``
    (rows of user_id, name, role, is_shown) and ``related`` (rows of target_id,
    relation) replace what was there. Where nothing changes, nothing is written or kept.
    ``act`` is one of VERSION_ACTS, ``by_id`` who wrote the fields, where ``editor`` did not.

    Raises StaleVersionError when the record is not at ``version`` any more.
    """
    if innovation.version != version:
        raise StaleVersionError
    before = contents_of(innovation)
    wanted = difference(before, as_json(fields))
    if not wanted:
        return
    keep_first(innovation, before)
    _apply(innovation, {name: fields[name] for name in wanted}, editor)
    followed = {name: getattr(innovation, name) for name in ("region_id", "contact_person_id")}
    after = before | wanted | followed
    changed = difference(before, after)
    moment = now()
    innovation.versions_kept += 1
    keep(
        innovation,
        act=act,
        by_id=by_id or editor.id,
        contents=after,
        changed=changed,
        at=moment,
        restored_from=restored_from,
    )
    innovation.updated_at = moment
    if RATED_FIELDS & changed.keys():
        _lapse_rating(innovation)
    if innovation.status != Status.DRAFT:
        audit(editor, "innovation:edit", innovation.ref, fields=sorted(changed))
    announce(innovation.ref)


def delete(innovation: Innovation, person: User) -> None:
    """Delete a draft that was never submitted.

    Raises NotPossibleError for any other record: those are withdrawn or retired.
    """
    if innovation.status != Status.DRAFT or innovation.submitted_at:
        raise NotPossibleError("Only a draft that was never submitted can be deleted.")
    discard_under(innovation.path)
    forget_files(innovation.id)
    audit(person, "innovation:delete", innovation.ref, identifier=innovation.identifier)
    announce(innovation.ref)
    db.session.delete(innovation)


def rendered(values: Mapping[str, str]) -> dict[str, str]:
    """Safe HTML of the Markdown fields among ``values``."""
    return {name: markdown.render(values[name]) for name in MARKDOWN_FIELDS if values.get(name)}


def _apply(innovation: Innovation, fields: Mapping[str, Any], editor: User) -> None:
    plain = dict(fields)
    if plain.get("contact", innovation.contact) != innovation.contact:
        innovation.contact_person_id = editor.id if plain["contact"] == "email" else None
    if "topics" in plain:
        innovation.topics = _load(Topic, plain.pop("topics"))
    if "partners" in plain:
        innovation.partners = _load(Organisation, plain.pop("partners"))
    if "people" in plain:
        innovation.people = [
            InnovationPerson(position=position, **row)
            for position, row in enumerate(plain.pop("people"))
        ]
    if "related" in plain:
        _replace_related(innovation, plain.pop("related"))
    lead_before, region_before = innovation.organisation_id, innovation.region_id
    for name, value in plain.items():
        setattr(innovation, name, value)
    has_moved = innovation.organisation_id != lead_before
    # A region that nobody chose follows the lead organisation.
    if has_moved and innovation.region_id == region_before == _region_of(lead_before):
        innovation.region_id = None
    innovation.region_id = innovation.region_id or _region_of(innovation.organisation_id)
    is_current = innovation.render_version == markdown.RENDER_VERSION
    kept = {} if not is_current else innovation.html
    texts = {name: getattr(innovation, name) for name in MARKDOWN_FIELDS}
    stale = {name: text for name, text in texts.items() if name in plain or name not in kept}
    innovation.html = {n: html for n, html in kept.items() if n not in stale} | rendered(stale)
    innovation.render_version = markdown.RENDER_VERSION
    innovation.plain_text = plain_text(innovation)


def _region_of(organisation_id: int | None) -> int | None:
    lead = db.session.get_one(Organisation, organisation_id) if organisation_id else None
    return lead.region_id if lead else None


def _load(model: type[Any], ids: Iterable[int]) -> list[Any]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    found = {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(wanted)))}
    return [found[record_id] for record_id in wanted]


def _replace_related(innovation: Innovation, rows: Iterable[Mapping[str, Any]]) -> None:
    kept = {link.target_id: link for link in innovation.related}
    wanted = {row["target_id"]: row["relation"] for row in rows}
    innovation.related = [
        kept.get(target) or RelatedInnovation(target_id=target, relation=relation)
        for target, relation in wanted.items()
    ]
    for link in innovation.related:
        link.relation = wanted[link.target_id]


def _lapse_rating(innovation: Innovation) -> None:
    innovation.evidence_rating = innovation.rated_by_id = None
    innovation.rated_on = innovation.rated_version = None
    innovation.rating_reason = ""


def _next_identifier(year: int) -> str:
    """INN-2026-0042: numbers are given once, in one statement, so that two never get the same."""
    number = db.session.scalar(
        text(
            "INSERT INTO innovation_counter (year, last_number) VALUES (:year, 1) "
            "ON CONFLICT (year) DO UPDATE SET last_number = innovation_counter.last_number + 1 "
            "RETURNING last_number"
        ),
        {"year": year},
    )
    return f"INN-{year}-{number:04d}"
