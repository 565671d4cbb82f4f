"""The communities of the invented community, and who is in them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal import markdown
from portal.accounts.models import User
from portal.clock import now, today
from portal.extensions import db
from portal.forum.models import Community, Invitation, JoinRequest, Membership
from portal.forum.vocabulary import INVITATION_DAYS, MemberRole
from portal.organisations.models import Organisation

_COPIED = ("slug", "name", "kind", "privacy", "summary", "welcome")


def load_community(said: Mapping[str, Any], people: Mapping[str, User]) -> Community:
    """One community with its people, as of ``days_ago``; who was invited or wants in comes now."""
    made_at = now() - timedelta(days=said["days_ago"])
    terms = said.get("terms", "")
    region = select(Organisation.id).where(Organisation.ods_code == said.get("region"))
    community = Community(
        **{name: said[name] for name in _COPIED},
        welcome_html=markdown.render(said["welcome"]),
        posting_template=said.get("posting_template", ""),
        allows_anonymous=said.get("allows_anonymous", False),
        terms=terms,
        terms_html=markdown.render(terms),
        ends_on=today() + timedelta(days=said["ends_in_days"]) if "ends_in_days" in said else None,
        region_id=db.session.scalar(region),
        created_at=made_at,
        created_by_id=people[said["manager"]].id,
    )
    db.session.add(community)
    db.session.flush()
    roles = dict.fromkeys(said["members"], MemberRole.MEMBER)
    roles |= dict.fromkeys(said["moderators"], MemberRole.MODERATOR)
    roles[said["manager"]] = MemberRole.MANAGER
    for number, (key, role) in enumerate(roles.items()):
        joined_at = made_at + timedelta(days=number)
        db.session.add(
            Membership(
                community_id=community.id,
                person_id=people[key].id,
                role=role,
                joined_at=made_at if role == MemberRole.MANAGER else joined_at,
            )
        )
    _load_waiting(community, said, people)
    return community


def _load_waiting(
    community: Community, said: Mapping[str, Any], people: Mapping[str, User]
) -> None:
    """Who was invited and has not answered, and who asked to be let in."""
    for invited in said.get("invitations", ()):
        made_at = now() - timedelta(days=invited["days_ago"])
        db.session.add(
            Invitation(
                community_id=community.id,
                email=invited["email"],
                invited_by_id=people[invited["by"]].id,
                created_at=made_at,
                expires_at=made_at + timedelta(days=INVITATION_DAYS),
            )
        )
    for asked in said.get("requests", ()):
        db.session.add(
            JoinRequest(
                community_id=community.id,
                person_id=people[asked["person"]].id,
                words=asked["words"],
                created_at=now() - timedelta(days=asked["days_ago"]),
            )
        )
    db.session.flush()
