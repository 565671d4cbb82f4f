"""The words for the keys of the forum's facets, as far as a reader may know them."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, String, bindparam, cast, exists, literal, select, union_all

from portal.accounts.models import User
from portal.accounts.queries import listed_id
from portal.extensions import filled, numbered, places, read_rows, room_for
from portal.forum import vocabulary as v
from portal.forum.models import Community, Post, Thread
from portal.forum.seeing import readable_by
from portal.records import bounded_int
from portal.visibility import Standing, standing_of

REPLY: Final = "reply"
KINDS: Final[Mapping[str, str]] = {**v.THREAD_KINDS, REPLY: "Reply"}
SOMEONE: Final = "A member"
"""Who asked without a name, to everyone but the moderators of the community."""


def of_facets(
    wanted: Mapping[str, Collection[str]], reader: Any
) -> Mapping[str, Mapping[str, str]]:
    """By facet and key; one statement for all.

    A community that the reader may not read has no name here, nor has anyone of whom they may
    read nothing: keys stand in addresses, which anyone can type.
    """
    found = {"kind": KINDS, "state": v.RESOLUTIONS}
    slugs = wanted.get("community", ())
    ids = [number for key in wanted.get("author", ()) if (number := bounded_int(key))]
    if slugs or ids:
        size = room_for(max(len(slugs), len(ids)))
        values = {
            **numbered("slug", filled(slugs, size, "")),
            **numbered("id", filled(ids, size, -1)),
            "reader_id": reader.id,
        }
        rows = read_rows(_names(standing_of(reader), size), values).all()
        found["community"] = {key: name for key, name, is_person in rows if not is_person}
        found["author"] = {key: name for key, name, is_person in rows if is_person}
    return found


@cache
def _names(standing: Standing, size: int) -> Any:
    """Key, name, and 1 for a person."""
    readable = readable_by(standing, bindparam("reader_id", type_=Integer))
    wrote = (
        exists()
        .where(Post.author_id == User.id, Post.state == v.State.PUBLISHED, ~Post.is_anonymous)
        .where(Thread.id == Post.thread_id, Thread.state == v.State.PUBLISHED)
        .where(Community.id == Thread.community_id, readable)
    )
    return union_all(
        select(Community.slug, Community.name, literal(0)).where(
            Community.slug.in_(places("slug", size)), readable
        ),
        select(cast(User.id, String), User.name, literal(1)).where(
            User.id.in_(places("id", size)), listed_id().is_not(None), wrote
        ),
    )
