"""What is done every day with notices."""

from portal.notifications import actions
from portal.outbox import Message, commit, daily


def forget(_: Message) -> None:
    """Delete the old ones."""
    actions.forget_old()
    commit()


daily("notifications.forget", forget)
