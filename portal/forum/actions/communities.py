"""Making, changing, closing and reopening a community."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal import audit, markdown
from portal.clock import now
from portal.extensions import db
from portal.forum import marks
from portal.forum.errors import NotPossibleError, StaleTextError
from portal.forum.models import Community, Membership
from portal.forum.telling import announce_community, tell_joining
from portal.forum.vocabulary import MemberRole
from portal.records import Actor
from portal.topics.files import slug_of
from portal.turns import take_turns

LONGEST_SLUG = 60
# Addresses below /communities that are no community.
_RESERVED = frozenset({"new"})
# Changes of these are worth a word in the audit log; texts are long, and stand on the page.
_SETTINGS = ("name", "kind", "privacy", "is_public", "allows_anonymous", "ends_on")
NAME_TAKEN = "This name cannot be used. Choose another one"


def create(actor: Actor | None, manager: Actor, *, name: str, **fields: Any) -> Community:
    """A new community that ``manager`` manages. ``fields`` are columns of Community.

    Raises NotPossibleError when its name is taken.
    """
    take_turns("communities")
    _must_be_free(name)
    community = Community(
        slug=_slug(name), name=name, created_by_id=manager.id, **_rendered(fields)
    )
    db.session.add(community)
    db.session.flush()
    db.session.add(
        Membership(community_id=community.id, person_id=manager.id, role=MemberRole.MANAGER)
    )
    audit.record(actor, "community:create", community.ref, manager=manager.id)
    return community


def change(community: Community, actor: Actor | None, *, version: int, **fields: Any) -> None:
    """Save what was typed into the form that showed ``version``.

    Raises StaleTextError when somebody has changed it since, NotPossibleError when the new
    name is taken.
    """
    if community.version != version:
        raise StaleTextError
    if fields["name"].lower() != community.name.lower():
        take_turns("communities")
        _must_be_free(fields["name"])
    before = {key: getattr(community, key) for key in _SETTINGS}
    for key, value in _rendered(fields).items():
        setattr(community, key, value)
    db.session.flush()
    changed = {
        key: [_plain(was), _plain(getattr(community, key))]
        for key, was in before.items()
        if getattr(community, key) != was
    }
    audit.record(actor, "community:edit", community.ref, **changed)
    if "name" in changed:
        announce_community(community)


def close(community: Community, actor: Actor | None, *, report: str) -> None:
    """From now on it is read only. Raises NotPossibleError when it is closed already."""
    if community.closed_at is not None:
        raise NotPossibleError("This community is closed already.")
    community.closed_at = now()
    community.closing_report = report
    community.closing_report_html = markdown.render(report)
    db.session.flush()
    audit.record(actor, "community:close", community.ref)
    people = db.session.scalars(
        select(Membership.person_id).where(Membership.community_id == community.id)
    )
    tell_joining(community, "closed", set(people) - {actor.id if actor else None}, actor)


def reopen(community: Community, actor: Actor | None) -> None:
    """It takes posts again; its report is kept for the next closing."""
    if community.closed_at is None:
        return
    community.closed_at = None
    db.session.flush()
    audit.record(actor, "community:reopen", community.ref)


def follow(person: Actor, community: Community, level: str) -> None:
    """Tell the person so much of the community from now on."""
    marks.follow_community(db.session(), person.id, community.id, level)


def _must_be_free(name: str) -> None:
    taken = func.lower(Community.name) == func.lower(name)
    if db.session.scalar(select(Community.id).where(taken)) is not None:
        raise NotPossibleError(NAME_TAKEN)


def _slug(name: str) -> str:
    """Of the name, with a number where another has it already."""
    plain = slug_of(name)[: LONGEST_SLUG - 4].strip("-") or "community"
    taken = set(
        db.session.scalars(
            select(Community.slug).where(Community.slug.startswith(plain, autoescape=True))
        )
    )
    numbers = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    free = (slug for slug in (plain, *numbers) if slug not in taken | _RESERVED)
    return next(free)


def _rendered(fields: dict[str, Any]) -> dict[str, Any]:
    """With the safe HTML of the texts; only a working group has terms and an end."""
    fields = dict(fields)
    if fields.get("kind") != "working_group":
        fields |= {"terms": "", "ends_on": None}
    for name in ("welcome", "terms"):
        fields[f"{name}_html"] = markdown.render(fields.get(name) or "")
    return fields


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
