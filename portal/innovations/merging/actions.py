"""The merge: one record takes what it is to take, the other leads to it from then on."""

from collections.abc import Mapping

from sqlalchemy import select, update

from portal.accounts.models import User
from portal.drafts.actions import discard_under
from portal.extensions import db
from portal.innovations.actions.deciding import decide
from portal.innovations.actions.recording import save
from portal.innovations.actions.telling import announce
from portal.innovations.adopting import actions as adopting
from portal.innovations.errors import NotPossibleError
from portal.innovations.merging.choices import taken
from portal.innovations.merging.queries import end_of, is_merged
from portal.innovations.models import Innovation, InnovationFile, RelatedInnovation
from portal.innovations.versions.ending import end
from portal.records import ref
from portal.visibility import Status

_COPIED = (
    *("digest", "name", "media_type", "size", "width", "height", "thumbnail_digest"),
    *("text", "text_state", "uploaded_by_id", "uploaded_at"),
)


def merge(
    other: Innovation,
    kept: Innovation,
    moderator: User,
    *,
    choices: Mapping[str, str],
    words: str,
) -> None:
    """Put ``other`` together with ``kept``, which takes what ``choices`` say (see ``choices``).

    Adoptions, files and the links of other records go over; ``other`` is retired and leads to
    ``kept``. The owners of both are told.

    Raises NotPossibleError when the two cannot be put together.
    """
    if problem := hindrance(other, kept):
        raise NotPossibleError(problem)
    _move_links(other, kept)
    fields = taken(kept, other, choices, _copy_files(other, kept))
    save(kept, moderator, fields=fields, version=kept.version, act="merged")
    adopting.move(other.id, kept.id, by=moderator)
    other.status = Status.RETIRED
    other.retire_reason = "duplicate"
    other.superseded_by_id = kept.id
    dropped = end(other)
    discard_under(f"{other.path}/merge")
    decision = decide(other, moderator, "merged", reason="duplicate", words=words)
    decision.proposed = dropped
    decide(kept, moderator, "merged", reason="duplicate", words=words)


def hindrance(other: Innovation, kept: Innovation) -> str:
    """Why the two cannot be put together, in words; empty when they can."""
    if other.id == kept.id:
        return "A record cannot be merged into itself. Choose another one."
    if is_merged(kept) and end_of(kept) == other.id:
        return (
            f"{kept.identifier} was merged into this record before, so the two would go round in a "
            "circle. Choose another one."
        )
    if is_merged(kept):
        return f"{kept.identifier} was itself merged into another record. Choose that one."
    if is_merged(other):
        return "This record is merged already."
    if other.status != Status.PUBLISHED or kept.status != Status.PUBLISHED:
        return "Only two published records can be merged."
    return ""


def _move_links(other: Innovation, kept: Innovation) -> None:
    """Let the records that name the one name the other, unless they do or are it."""
    links = RelatedInnovation
    already = select(links.innovation_id).where(links.target_id == kept.id)
    moving = db.session.scalars(
        select(links.innovation_id).where(
            links.target_id == other.id,
            links.innovation_id != kept.id,
            links.innovation_id.not_in(already),
        )
    ).all()
    db.session.execute(
        update(links)
        .where(links.target_id == other.id, links.innovation_id.in_(moving))
        .values(target_id=kept.id)
    )
    for source_id in moving:
        # What harvesters read of it names other records.
        announce(ref("innovation", source_id))


def _copy_files(other: Innovation, kept: Innovation) -> dict[int, int]:
    """Give the kept record the files of the other; ids of the copies by those of the files.

    What is in a file is in the store once, whoever has it.
    """
    there = {
        file.digest: file.id
        for file in db.session.scalars(
            select(InnovationFile).where(InnovationFile.innovation_id == kept.id)
        )
    }
    found: dict[int, int] = {}
    for file in db.session.scalars(
        select(InnovationFile).where(InnovationFile.innovation_id == other.id)
    ).all():
        if file.digest not in there:
            values = {name: getattr(file, name) for name in _COPIED}
            copy = InnovationFile(innovation_id=kept.id, **values)
            db.session.add(copy)
            db.session.flush()
            there[file.digest] = copy.id
        found[file.id] = there[file.digest]
    return found
