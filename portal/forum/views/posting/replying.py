"""Replying in a thread."""

from flask import Response, abort, current_app, make_response, redirect, request
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import lead_to, open_form
from portal.extensions import db
from portal.forum import shown
from portal.forum.actions import posting
from portal.forum.audience import would_tell
from portal.forum.errors import NotPossibleError
from portal.forum.forms.posting import ReplyForm
from portal.forum.limits import Limits, TooManyError, must_be_within
from portal.forum.models import Post, Thread
from portal.forum.queries import finding, page, places
from portal.forum.queries import posts as posts_query
from portal.forum.quoting import quotation
from portal.forum.views.attaching import keep_uploads
from portal.forum.views.noting import note_read
from portal.forum.views.posting.blueprint import bp
from portal.forum.views.posting.box import box_of, is_own_anonymous, why_not
from portal.forum.views.posting.sending import Sending, must
from portal.forum.vocabulary import State
from portal.outbox import commit
from portal.permissions import Action
from portal.records import bounded_int
from portal.web.access import checks
from portal.web.pagination import PER_PAGE
from portal.web.render import render, wants_part


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
    if sending.is_ready() and sending.prepared and sending.is_first():
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
            return _lead_to(post)
        except (NotPossibleError, TooManyError) as error:
            db.session.rollback()
            sending.refuse(error)
            # It may be in another community by now.
            thread = _load(thread_id)
            to = _answered(thread)
            if wants_part() and sending.status == 429:
                # Above the page, which keeps what was typed.
                raise TooManyRequests(sending.words, retry_after=sending.retry_after) from error
    elif path := sending.led_before():
        return redirect(path, 303)
    return _page(thread, form, sending, to)


def _load(thread_id: int) -> Thread:
    """The thread, if the reader may write in it."""
    thread, seat = places.seated(thread_id, current_user) or abort(404)
    must(Action.POST_WRITE, seat, why_not(thread, seat))
    if thread.state != State.PUBLISHED:
        abort(403, "This thread is hidden. Nobody can reply until it is restored.")
    return thread


def _page(thread: Thread, form: ReplyForm, sending: Sending, to: Post | None) -> Response:
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


def _lead_to(post: Post) -> Response | BaseResponse:
    """To the new post on its page; for htmx, which is there already, the posts it has not shown."""
    place = finding.place(post.id, current_user)
    path = place.path(PER_PAGE) if place else post.path
    if not wants_part():
        return redirect(path, 303)
    seen = bounded_int(request.form.get("seen_no", ""))
    thread = shown.thread(post.thread_id, current_user)
    rows = page.posts_after(post.thread_id, seen, PER_PAGE) if seen and thread else ()
    if thread is None or place is None or not rows or place.before % PER_PAGE < len(rows):
        # They begin another page.
        response = make_response("", 204)
        response.headers["HX-Redirect"] = path
        return response
    posts = shown.posts(thread, rows, current_user)
    response = render(
        "forum/posting/replied.html",
        block="replied",
        thread=thread,
        posts=posts,
        last_no=posts[-1].no,
        box=box_of(thread, thread.seat),
    )
    response.headers.update({"HX-Retarget": "#posts", "HX-Reswap": "beforeend"})
    note_read(response, thread, posts[-1].no)
    return response


def _answered(thread: Thread) -> Post | None:
    """The post that is replied to, if it stands in the thread for everyone who reads it."""
    wanted = request.form.get("reply_to") or request.args.get("quote") or request.args.get("to")
    key = bounded_int(wanted or "")
    held = posts_query.held(key, current_user) if key else None
    if held is None or held.post.thread_id != thread.id or held.post.state != State.PUBLISHED:
        return None
    return held.post


def _open(thread: Thread, to: Post | None) -> ReplyForm:
    is_own = is_own_anonymous(thread)
    form = open_form(ReplyForm, data={"is_anonymous": is_own})
    form.offer_anonymity(is_offered=is_own)
    if request.method == "GET" and to is not None and request.args.get("quote"):
        quoted, typed = quotation(to), str(form.text.data or "")
        if quoted.strip() not in typed:
            # Behind what was typed before: nothing of it is lost.
            form.text.data = f"{typed}\n\n{quoted}" if typed else quoted
    return form
