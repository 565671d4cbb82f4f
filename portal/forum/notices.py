"""Who is told of what happens in the forum: decided when it is told, by what they may see then."""

from portal.forum.telling import ACTED, POSTED
from portal.outbox import handles_batch
from portal.outbox.models import Message


@handles_batch(POSTED, writes=True)
def tell_of_posts(messages: list[Message]) -> None:
    """Tell of new posts."""


@handles_batch(ACTED, writes=True)
def tell_of_acts(messages: list[Message]) -> None:
    """Tell authors what was done to their threads and posts."""
