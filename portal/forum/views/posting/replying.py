"""Replying in a thread."""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, current_app, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts import queries as drafts
from portal.drafts.actions import new_key
from portal.drafts.models import Draft
from portal.drafts.opening import first_time, lead_to, led_before, open_form
from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.audience import would_tell
from portal.forum.errors import NotPossibleError
from portal.forum.forms.posting import ReplyForm
from portal.forum.limits import Limits, TooManyError, must_be_within
from portal.forum.models import Post, Thread
from portal.forum.queries import places, posts
from portal.forum.quoting import quotation
from portal.forum.seats import Seat, seat_in
from portal.forum.views.attaching import keep_uploads
from portal.forum.views.posting.blueprint import bp
from portal.forum.views.posting.sending import Sending, must
from portal.forum.vocabulary import State
from portal.outbox import commit
from portal.permissions import Action, can
from portal.records import bounded_int
from portal.web.access import checks
from portal.web.render import render


@bp.route("/threads/<int:thread_id>/reply", methods=["GET", "POST"])
@checks(Action.POST_WRITE)
def reply(thread_id: int) -> Response | BaseResponse:
    """Write a post at the end of the thread."""
    thread = _load(thread_id)
    to = _answered(thread)
    form = _open(thread, to)
    if request.method == "POST" and keep_uploads(form):
        thread = _load(thread_id)
        to = _answered(thread)
    sending = Sending(form, thread.community)
    if path := sending.led_before():
        return redirect(path, 303)
    if sending.is_ready() and sending.prepared:
        if not first_time(form):
            return redirect(led_before(form, thread.path), 303)
        try:
            must_be_within(current_user, Limits.of(current_app.config), starts_thread=False)
            post = posting.reply(
                current_user,
                thread,
                text=sending.prepared,
                files=form.taken(),
                reply_to_id=to.id if to else None,
                is_anonymous=form.hides_name,
            )
            lead_to(form, post.path)
            commit()
            return redirect(post.path, 303)
        except (NotPossibleError, TooManyError) as error:
            db.session.rollback()
            sending.refuse(error)
    response = render(
        "forum/posting/reply.html",
        block="preview" if sending.is_preview else "form",
        status=sending.status,
        thread=thread,
        form=form,
        sending=sending,
        to=to,
        tells=would_tell(
            thread.community,
            current_user.id,
            thread_id=thread.id,
            mentioned=sending.mentioned,
            answered_id=to.author_id if to else None,
        ),
    )
    return sending.answer(response)


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
    is_own = _is_own_anonymous(thread)
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


def _load(thread_id: int) -> Thread:
    """The thread, if the reader may write in it."""
    thread = places.thread(thread_id, current_user) or abort(404)
    seat = seat_in(thread.community, current_user).at(
        author_id=thread.author_id, is_locked=thread.locked_at is not None
    )
    must(Action.POST_WRITE, seat, why_not(thread, seat))
    if thread.state != State.PUBLISHED:
        abort(403, "This thread is hidden. Nobody can reply until it is restored.")
    return thread


def _is_own_anonymous(thread: Any) -> bool:
    """Whether the reader asked here without their name: their replies must not tell it."""
    return bool(thread.is_anonymous and thread.author_id == current_user.id)


def _answered(thread: Thread) -> Post | None:
    """The post that is replied to, if it stands in the thread and the reader may see it."""
    wanted = request.form.get("reply_to") or request.args.get("quote") or request.args.get("to")
    key = bounded_int(wanted or "")
    held = posts.held(key, current_user) if key else None
    return held.post if held and held.post.thread_id == thread.id else None


def _open(thread: Thread, to: Post | None) -> ReplyForm:
    is_own = _is_own_anonymous(thread)
    form = open_form(ReplyForm, data={"is_anonymous": is_own})
    form.offer_anonymity(is_offered=is_own)
    if request.method == "GET" and to is not None and request.args.get("quote"):
        quoted, typed = quotation(to), str(form.text.data or "")
        if quoted.strip() not in typed:
            # Behind what was typed before: nothing of it is lost.
            form.text.data = f"{typed}\n\n{quoted}" if typed else quoted
    return form
