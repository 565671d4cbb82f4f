"""What administrators do to the outbox."""

from collections.abc import Sequence

from portal.audit import record
from portal.outbox import Message
from portal.outbox.service import retry
from portal.records import Actor, ref


def try_again(messages: Sequence[Message], person: Actor) -> None:
    """Let the worker try the messages again from the start."""
    for message in messages:
        retry(message)
        record(person, "job:retry", ref("outbox", message.id), topic=message.topic)
