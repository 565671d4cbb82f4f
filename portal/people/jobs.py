"""What is done every day with what people say of each other."""

from portal.outbox import Message, commit, daily
from portal.people.actions import asking, endorsing, needs


def lapse(_: Message) -> None:
    """Let go of old endorsements."""
    endorsing.lapse()
    commit()


def close(_: Message) -> None:
    """Close the questions that nobody answered in time."""
    asking.lapse()
    commit()


def forget(_: Message) -> None:
    """Let go of needs that are old."""
    needs.forget()
    commit()


daily("people.endorsements", lapse)
daily("people.enquiries", close)
daily("people.needs", forget)
