"""Where an import goes: into a community that is there, or a new one made for it."""

from collections.abc import Callable

from sqlalchemy import func, select

from portal import audit, markdown
from portal.extensions import db
from portal.forum.models import Community, ForumImport, Membership
from portal.forum.vocabulary import MemberRole
from portal.records import Actor
from portal.topics.files import slug_of

LONGEST_SLUG, LONGEST_NAME, LONGEST_SOURCE = 60, 100, 80
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
    slug = slug_of(name)[:LONGEST_SLUG].strip("-")
    taken = (func.lower(Community.name) == name.lower()) | (Community.slug == slug)
    if db.session.scalar(select(Community.id).where(taken)):
        raise WrongPlaceError(f"there is a community with a name like {name}; use --community")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise WrongPlaceError(f"the name of the community needs 1 to {LONGEST_NAME} characters")
    welcome = _WELCOME.format(source)
    community = Community(
        slug=slug,
        name=name,
        kind="community_of_practice",
        privacy=privacy,
        summary=_SUMMARY.format(source),
        welcome=welcome,
        welcome_html=markdown.render(welcome),
        created_by_id=manager.id,
    )
    db.session.add(community)
    db.session.flush()
    db.session.add(
        Membership(community_id=community.id, person_id=manager.id, role=MemberRole.MANAGER)
    )
    audit.record(None, "community:create", community.ref)
    return community
