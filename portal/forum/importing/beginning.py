"""Where an import goes: into a community that is there, or a new one made for it."""

from collections.abc import Callable

from sqlalchemy import select

from portal.extensions import db
from portal.forum.actions import communities
from portal.forum.errors import NotPossibleError
from portal.forum.models import Community, ForumImport
from portal.records import Actor

LONGEST_NAME, LONGEST_SOURCE = 100, 80
_SUMMARY = "Questions and answers that were first written on {}."
_WELCOME = (
    "These threads were imported from {}. They belong to those who wrote them, who share them "
    "under a Creative Commons licence (CC BY-SA). Each says who wrote it and leads to where it "
    "was written. You can reply here; the people who wrote there are not told."
)


class WrongPlaceError(Exception):
    """The import cannot go where it was to go; the message says why."""


def begin(source: str, place: Callable[[], Community], *, is_new: bool) -> ForumImport:
    """The import with this name; ``place`` finds or makes its community the first time.

    Raises WrongPlaceError.
    """
    if not source.strip() or len(source) > LONGEST_SOURCE:
        raise WrongPlaceError(f"the name of the import needs 1 to {LONGEST_SOURCE} characters")
    record = db.session.scalar(select(ForumImport).where(ForumImport.source == source))
    if record is None:
        record = ForumImport(source=source, community_id=place().id, made_community=is_new)
        db.session.add(record)
        db.session.flush()
    elif not is_new and place().id != record.community_id:
        raise WrongPlaceError(f"{source} was imported into another community")
    return record


def new_community(name: str, source: str, privacy: str, manager: Actor) -> Community:
    """A community for what was written elsewhere. Raises WrongPlaceError."""
    if not 1 <= len(name) <= LONGEST_NAME:
        raise WrongPlaceError(f"the name of the community needs 1 to {LONGEST_NAME} characters")
    try:
        return communities.create(
            None,
            manager,
            name=name,
            kind="community_of_practice",
            privacy=privacy,
            summary=_SUMMARY.format(source),
            welcome=_WELCOME.format(source),
        )
    except NotPossibleError as error:
        raise WrongPlaceError(f"there is a community called {name}; use --community") from error
