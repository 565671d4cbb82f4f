"""What a feature gives so that its notices can be shown: a sender registers, and nothing here
imports it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, false, or_

from portal.notifications.models import Notification
from portal.visibility import Standing


@dataclass(frozen=True)
class Line:
    """One notice as the page shows it."""

    text: str
    """What happened, such as "4 replies by Amina Yusuf and Dev Patel"."""
    title: str = ""
    """The name of what it is about; empty if the reader may not see it any more."""
    href: str = ""
    reason: str = ""
    """Why the person is told, as the end of "You are told because"."""


class Sender(Protocol):
    """Who sends notices about records of one kind. A module with these names will do."""

    @property
    def about(self) -> str:
        """The kind of record that decides who sees the notice: ``Notification.about``."""

    def visible_by(self, standing: Standing, reader_id: Any, /) -> ColumnElement[bool]:
        """Which of its notices a reader may see, as a clause on ``Notification.about_id``."""

    def lines(self, notices: Sequence[Notification], reader: Any, /) -> Mapping[int, Line]:
        """The lines of these notices by their ids; a fixed number of statements."""


_senders: dict[str, Sender] = {}


def register(sender: Sender) -> None:
    """Let a sender's notices be shown from now on."""
    _senders[sender.about] = sender


def visible_by(standing: Standing, reader_id: Any) -> ColumnElement[bool]:
    """Which notices a reader may see: rights that were taken away take the notice away too."""
    clauses = [
        and_(Notification.about == about, sender.visible_by(standing, reader_id))
        for about, sender in sorted(_senders.items())
    ]
    return or_(false(), *clauses)


def lines_of(notices: Sequence[Notification], reader: Any) -> dict[int, Line]:
    """The lines of notices by their ids."""
    found: dict[int, Line] = {}
    for about, sender in _senders.items():
        of_sender = [notice for notice in notices if notice.about == about]
        if of_sender:
            found.update(sender.lines(of_sender, reader))
    return found
