"""Indexing all that stands in a community anew, a part at a time: it can be 75,000 posts."""

from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.forum.models import Post, Thread
from portal.forum.telling import INDEX, PLACE
from portal.outbox import Message, handles_batch, put
from portal.records import parse_ref, ref

AT_ONCE = 500


@handles_batch(PLACE, writes=True)
def announce_places(messages: list[Message]) -> None:
    """Its threads first: what they are called is seen most."""
    for message in messages:
        of = parse_ref(message.subject)[1]
        _announce(message, "thread", select(Thread.id).where(Thread.community_id == of), Thread.id)
        posts = select(Post.id).join(Thread).where(Thread.community_id == of, Post.no > 1)
        _announce(message, "post", posts, Post.id)


def _announce(message: Message, kind: str, query: Any, key: Any) -> None:
    """The next of one kind; what is left over is a message of its own."""
    payload = message.payload
    if payload.get("kind", kind) != kind:
        return
    ids = db.session.scalars(
        query.where(key > payload.get("after", 0)).order_by(key).limit(AT_ONCE)
    ).all()
    for record_id in ids:
        put(INDEX, ref(kind, record_id))
    if len(ids) == AT_ONCE:
        put(PLACE, message.subject, kind=kind, after=ids[-1])
