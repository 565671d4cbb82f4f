"""Choosing how much to be told of a topic."""

from portal.extensions import db
from portal.forum.models import TopicReader
from portal.records import Actor
from portal.turns import take_turns


def follow_topic(person: Actor, topic_id: int, level: str) -> None:
    """Tell the person so much of a topic from now on."""
    take_turns(f"follow-{person.id}")
    db.session.merge(TopicReader(person_id=person.id, topic_id=topic_id, level=level))
