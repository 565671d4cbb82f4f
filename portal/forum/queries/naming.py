"""People who can be named in a community, for the suggestions while a post is typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.mentions import may_be_named
from portal.forum.models import Community
from portal.organisations.models import Organisation

MOST = 8


@dataclass(frozen=True)
class Nameable:
    """Someone who can be named."""

    name: str
    organisation: str
    mention: str
    """How a post names them: with their number where others have the same name."""


def people(community: Community, words: str) -> Sequence[Nameable]:
    """Those in whose name a word begins with each of the words."""
    other = aliased(User)
    namesake = exists().where(
        func.lower(other.name) == func.lower(User.name),
        other.id != User.id,
        other.is_listed,
        other.disabled_at.is_(None),
    )
    begin = [
        User.name.istartswith(word, autoescape=True)
        | User.name.icontains(f" {word}", autoescape=True)
        for word in words.split()[:5]
    ]
    query = (
        select(
            User.id,
            User.name,
            Organisation.name.label("organisation"),
            namesake.label("has_namesake"),
        )
        .outerjoin(Organisation, User.organisation_id == Organisation.id)
        .where(may_be_named(community), and_(*begin))
    )
    rows = db.session.execute(query.order_by(User.name, User.id).limit(MOST))
    return [
        Nameable(name, organisation or "", f"@[{key}] {name}" if is_shared else f"@{name}")
        for key, name, organisation, is_shared in rows
    ]
