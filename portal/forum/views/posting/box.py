"""The form at the foot of a thread."""

from dataclasses import dataclass, field
from typing import Any

from flask_login import current_user

from portal.drafts import queries as drafts
from portal.drafts.actions import new_key
from portal.drafts.models import Draft
from portal.forum.seats import Seat
from portal.forum.vocabulary import State
from portal.permissions import Action, can


@dataclass
class Box:
    """The form at the foot of a thread: plain, because every reader of the page waits for it."""

    draft_place: str
    draft_key: str
    draft: Draft | None = None
    draft_sequence: int = 0
    other_drafts: list[Draft] = field(default_factory=list)
    offers_anonymity: bool = False
    is_anonymous: bool = False

    @property
    def text(self) -> str:
        """What the reader typed and has not sent yet."""
        return self._kept("text")

    @property
    def reply_to(self) -> str:
        return self._kept("reply_to")

    @property
    def attached(self) -> list[tuple[str, str]]:
        """What the draft says of files that were uploaded with it."""
        kept = self.draft.fields if self.draft else {}
        return [(name, text) for name in kept if name[:9] == "attached-" for text in kept[name]]

    def _kept(self, name: str) -> str:
        return (self.draft.fields.get(name) or [""])[0] if self.draft else ""


def box_of(thread: Any, seat: Seat) -> Box | None:
    """The form for a reply to a Thread or what is shown of one; None where the reader cannot."""
    if thread.state != State.PUBLISHED or not can(Action.POST_WRITE, seat):
        return None
    place = f"{thread.path}/reply"
    kept = drafts.at_place(current_user, place)
    newest = kept[0] if kept else None
    is_own = is_own_anonymous(thread)
    return Box(
        draft_place=place,
        draft_key=newest.key if newest else new_key(),
        draft=newest,
        draft_sequence=newest.sequence if newest else 0,
        other_drafts=list(kept[1:]),
        offers_anonymity=is_own,
        is_anonymous="is_anonymous" in newest.fields if newest else is_own,
    )


def why_not(thread: Any, seat: Seat) -> str:
    """Why a reader who is signed in cannot reply."""
    if seat.is_closed:
        return "This community is closed. You can read it, and nobody posts there any more."
    if seat.is_locked:
        return f"This thread is locked. {thread.lock_reason}"
    return f"Only members of {thread.community.name} can reply. Join it first."


def is_own_anonymous(thread: Any) -> bool:
    """Whether the reader asked here without their name: their replies must not tell it."""
    return bool(thread.is_anonymous and thread.author_id == current_user.id)
