"""Erasing what somebody wrote in innovations: the whole record where nobody else looks after it,
and their lines, in all versions, where others do.

Each function erases some and returns how many; 0 means that nothing is left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Text, cast, exists, or_, select
from sqlalchemy.orm import undefer

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.files.forgetting import forget_content
from portal.innovations.actions.deciding import retire
from portal.innovations.actions.recording import save
from portal.innovations.keeping.purging import purge
from portal.innovations.models import (
    Decision,
    Innovation,
    InnovationFile,
    PendingVersion,
    Version,
)
from portal.innovations.requirements import missing_to_publish
from portal.innovations.versions.contents import contents_of, difference, fields_of
from portal.privacy.erasing.passages import ERASED, lines_of, without_lines
from portal.privacy.queries import only_owner
from portal.records import parse_ref
from portal.visibility import Status

AT_ONCE: Final = 20
TEXTS: Final = (
    *("title", "summary", "topic_suggestion", "problem", "what_we_did", "results"),
    *("staff_time", "savings", "would_do_differently", "starting_advice", "sustaining_advice"),
    *("risks", "champion_quote", "champion_name", "champion_role", "consortium", "product"),
    *("supplier", "competing_interest", "source_url"),
)
"""The fields of a record that people write; the others are chosen from a list."""

CELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "measures": ("name", "unit", "baseline", "after", "n", "period", "method"),
    "evidence": ("citation", "link"),
    "lessons": ("text", "advice"),
    "attachments": ("title", "alternative_text"),
}
"""The same of fields that hold rows."""


def alone(person: User, _base_url: str) -> int:
    """Whole records of which they are the only owner, and which nobody stands in for."""
    query = select(Innovation).where(
        only_owner(person.id),
        # Who imports a file did not write what is in it.
        Innovation.import_batch_id.is_(None),
    )
    found = db.session.scalars(query.order_by(Innovation.id).limit(AT_ONCE)).all()
    for innovation in found:
        purge(innovation, person, reason="consent_withdrawn")
    return len(found)


def shared(person: User, _base_url: str) -> int:
    """Their lines and files in records that others look after."""
    written = or_(
        exists().where(Version.innovation_id == Innovation.id, Version.by_id == person.id),
        exists().where(
            InnovationFile.innovation_id == Innovation.id,
            InnovationFile.uploaded_by_id == person.id,
        ),
    )
    query = select(Innovation).where(written)
    done = 0
    for innovation in db.session.scalars(query.order_by(Innovation.id)).all():
        done += _erase_lines(innovation, person)
    return done


def waiting(person: User, _base_url: str) -> int:
    """Changes that wait for a moderator, what moderators saw of such changes, and appeals."""
    saved = _in_the_log(person, "pending:save")
    part = {entry.innovation_id for entry in saved}
    theirs = or_(
        Innovation.owned_by(person.id),
        Innovation.id.in_(part),
        exists().where(Version.innovation_id == Innovation.id, Version.by_id == person.id),
    )
    ids = select(Innovation.id).where(theirs)
    pending = db.session.scalars(
        select(PendingVersion).where(PendingVersion.innovation_id.in_(ids))
    ).all()
    done = sum(_erase_changes(changes, person, saved) for changes in pending)
    decided = db.session.scalars(
        select(Decision).where(
            Decision.innovation_id.in_(ids), cast(Decision.proposed, Text) != "{}"
        )
    ).all()
    for decision in decided:
        decision.proposed = {}
    appealed = {entry.innovation_id for entry in _in_the_log(person, "innovation:appeal")}
    appeals = db.session.scalars(
        select(Innovation).where(Innovation.id.in_(appealed), Innovation.appeal_words != "")
    ).all()
    for innovation in appeals:
        innovation.appeal_words = ""
    return done + len(decided) + len(appeals)


class Saved(NamedTuple):
    """That a person wrote something in a record, as the log says."""

    innovation_id: int
    fields: frozenset[str]
    at: datetime


def _in_the_log(person: User, action: str) -> list[Saved]:
    rows = db.session.execute(
        select(AuditEntry.ref, AuditEntry.details, AuditEntry.at).where(
            AuditEntry.actor_id == person.id, AuditEntry.action == action
        )
    )
    return [
        Saved(parse_ref(row.ref)[1], frozenset(row.details.get("fields", ())), row.at)
        for row in rows
    ]


def _erase_changes(changes: PendingVersion, person: User, saved: Iterable[Saved]) -> int:
    """Drop them where they are theirs; of those that somebody else saved last, the fields in which
    they wrote: nobody knows who of several wrote which line before it is in a version.
    """
    if changes.author_id == person.id:
        db.session.delete(changes)
        return 1
    touched = {
        name
        for entry in saved
        if entry.innovation_id == changes.innovation_id and entry.at >= changes.created_at
        for name in entry.fields
        if name in TEXTS or name in CELLS
    }
    kept = {name: value for name, value in changes.fields.items() if name not in touched}
    innovation = db.session.get_one(Innovation, changes.innovation_id)
    lines = lines_of(person.id, _written(innovation, _versions_of(innovation)))
    kept = _without(kept, lines, {file.id for file in _files_of(innovation, person)})
    if kept == changes.fields:
        return 0
    if kept:
        changes.fields = kept
    else:
        db.session.delete(changes)
    return 1


def _erase_lines(innovation: Innovation, person: User) -> int:
    """1 when there was something, 0 when not: then nothing is written."""
    versions = _versions_of(innovation)
    files = _files_of(innovation, person)
    file_ids = {file.id for file in files}
    theirs = lines_of(person.id, _written(innovation, versions))
    is_changed = _change(innovation, person, theirs, file_ids)
    for version in versions:
        kept = _without(version.fields, theirs, file_ids)
        if kept != version.fields:
            version.fields, is_changed = kept, True
    forget_content(
        digest for file in files for digest in (file.digest, file.thumbnail_digest) if digest
    )
    for file in files:
        db.session.delete(file)
    return int(is_changed or bool(files))


def _change(
    innovation: Innovation, person: User, theirs: Collection[str], file_ids: Collection[int]
) -> bool:
    """Let the record say less; one of which too little is left is taken out of use."""
    before = contents_of(innovation)
    changed = difference(before, _without(before, theirs, file_ids))
    if not changed:
        return False
    if changed.get("title") == "":
        changed["title"] = ERASED
    save(innovation, person, fields=fields_of(changed), version=innovation.version)
    if innovation.status == Status.PUBLISHED and missing_to_publish(innovation):
        words = "Someone who wrote it had their words erased, and what is left is not enough."
        retire(innovation, person, reason="consent_withdrawn", words=words)
    return True


def _versions_of(innovation: Innovation) -> Sequence[Version]:
    query = select(Version).where(Version.innovation_id == innovation.id)
    return db.session.scalars(query.order_by(Version.number).options(undefer(Version.fields))).all()


def _files_of(innovation: Innovation, person: User) -> Sequence[InnovationFile]:
    theirs = InnovationFile.uploaded_by_id == person.id
    query = select(InnovationFile).where(InnovationFile.innovation_id == innovation.id, theirs)
    return db.session.scalars(query).all()


def _written(
    innovation: Innovation, versions: Iterable[Version]
) -> Iterator[tuple[int, list[str]]]:
    """The texts of each version with the id of who wrote it; 0 for what was imported."""
    for version in versions:
        is_imported = version.number == 1 and innovation.import_batch_id is not None
        yield 0 if is_imported else version.by_id, list(_texts(version.fields))


def _texts(contents: Mapping[str, Any]) -> Iterator[str]:
    yield from (contents.get(name) or "" for name in TEXTS)
    for name, cells in CELLS.items():
        for row in contents.get(name) or ():
            yield from (str(row.get(cell) or "") for cell in cells)


def _without(
    contents: Mapping[str, Any], lines: Collection[str], file_ids: Collection[int]
) -> dict[str, Any]:
    """What a record says without these lines and files; a row that says nothing is left out."""
    kept = dict(contents)
    for name in TEXTS:
        if kept.get(name):
            kept[name] = without_lines(kept[name], lines)
    for name, cells in CELLS.items():
        if name in kept:
            rows = ((row, _row_without(row, cells, lines, file_ids)) for row in kept[name] or ())
            kept[name] = [
                new for old, new in rows if new == old or any(new.get(cell) for cell in cells)
            ]
    return kept


def _row_without(
    row: Mapping[str, Any],
    cells: Collection[str],
    lines: Collection[str],
    file_ids: Collection[int],
) -> dict[str, Any]:
    if row.get("file_id") in file_ids:
        # Of an attachment nothing is left without its file; evidence may stand without one.
        row = {name: row[name] for name in row if name in ("kind", "citation", "link")}
    return {
        name: without_lines(str(cell), lines) if name in cells and cell else cell
        for name, cell in row.items()
    }
