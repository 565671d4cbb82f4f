"""Erasing what somebody wrote in innovations: the whole record where nobody else looks after it,
and their lines, in all versions, where others do.

Each function erases some and returns how many; 0 means that nothing is left.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, Text, cast, delete, exists, or_, select

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
from portal.privacy.erasing.contents import (
    CELLS,
    FIELDS,
    TEXTS,
    lines_by,
    lines_in,
    merged_into,
    versions_of,
    without,
)
from portal.privacy.erasing.passages import ERASED
from portal.privacy.erasing.typed import forget_typed_lines
from portal.privacy.queries import only_owner, unseen_changes, unseen_drafts
from portal.records import parse_ref
from portal.visibility import Status

AT_ONCE: Final = 20


def alone(person: User, _base_url: str) -> int:
    """Whole records of which they are the only owner, and which nobody stands in for."""
    query = select(Innovation).where(
        only_owner(person.id),
        # Who imports a file did not write what is in it.
        Innovation.import_batch_id.is_(None),
    )
    return _purge(query, person)


def unseen(person: User, _base_url: str) -> int:
    """Drafts of records, and of changes to them, that nobody but they can see."""
    changes = select(PendingVersion.id).join(Innovation).where(unseen_changes(person.id))
    done = len(ids := db.session.scalars(changes).all())
    db.session.execute(delete(PendingVersion).where(PendingVersion.id.in_(ids)))
    return done + _purge(select(Innovation).where(unseen_drafts(person.id)), person)


def _purge(query: Select[Innovation], person: User) -> int:
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


def merged(person: User, _base_url: str) -> int:
    """Their lines and files in records into which one was merged that they wrote in.

    Before that one goes: only its versions say that they wrote them.
    """
    query = select(Innovation).where(Innovation.id.in_(merged_into(person)))
    return sum(_erase_lines(found, person) for found in db.session.scalars(query).all())


def waiting(person: User, _base_url: str) -> int:
    """Changes that wait for a moderator, what moderators saw of such changes, and appeals."""
    saved = _in_the_log(person, "pending:save")
    part = {entry.innovation_id for entry in saved}
    theirs = or_(
        Innovation.owned_by(person.id),
        Innovation.id.in_(part | merged_into(person)),
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
    innovation = db.session.get_one(Innovation, changes.innovation_id)
    kept = _left_of(changes, innovation, person, saved)
    if kept == changes.fields:
        return 0
    gone = lines_in(changes.fields) - lines_in(kept) - lines_in(contents_of(innovation))
    forget_typed_lines(person.id, innovation.path, gone, FIELDS)
    if kept:
        changes.fields = kept
    else:
        db.session.delete(changes)
    return 1


def _left_of(
    changes: PendingVersion, innovation: Innovation, person: User, saved: Iterable[Saved]
) -> dict[str, Any]:
    if changes.author_id == person.id:
        return {}
    touched = {
        name
        for entry in saved
        if entry.innovation_id == changes.innovation_id and entry.at >= changes.created_at
        for name in entry.fields
        if name in TEXTS or name in CELLS
    }
    kept = {name: value for name, value in changes.fields.items() if name not in touched}
    lines = lines_by(person, innovation, versions_of(innovation))
    return without(kept, lines, {file.id for file in _files_of(innovation, person)})


def _erase_lines(innovation: Innovation, person: User) -> int:
    """1 when there was something, 0 when not: then nothing is written."""
    versions = versions_of(innovation)
    files = _files_of(innovation, person)
    file_ids = {file.id for file in files}
    theirs = lines_by(person, innovation, versions)
    is_changed = _change(innovation, person, theirs, file_ids)
    is_changed |= bool(forget_typed_lines(person.id, innovation.path, theirs, FIELDS))
    for version in versions:
        kept = without(version.fields, theirs, file_ids)
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
    changed = difference(before, without(before, theirs, file_ids))
    if not changed:
        return False
    if changed.get("title") == "":
        changed["title"] = ERASED
    save(innovation, person, fields=fields_of(changed), version=innovation.version)
    if innovation.status == Status.PUBLISHED and missing_to_publish(innovation):
        words = "Someone who wrote it had their words erased, and what is left is not enough."
        retire(innovation, person, reason="consent_withdrawn", words=words)
    return True


def _files_of(innovation: Innovation, person: User) -> Sequence[InnovationFile]:
    theirs = InnovationFile.uploaded_by_id == person.id
    query = select(InnovationFile).where(InnovationFile.innovation_id == innovation.id, theirs)
    return db.session.scalars(query).all()
