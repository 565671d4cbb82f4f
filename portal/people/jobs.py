"""What is done every day with what people say of each other."""

from portal.outbox import Message, commit, daily
from portal.people.actions import asking, endorsing, needs


def lapse(_: Message) -> None:
    """Let go of old endorsements."""
    endorsing.lapse()
    commit()


daily("people.endorsements", lapse)
daily("people.enquiries", lambda _: asking.lapse())
daily("people.needs", lambda _: needs.forget())
