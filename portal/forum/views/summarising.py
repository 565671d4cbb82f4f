"""The box "Where we are" of a thread: changing it, and what it said before."""

from flask import Blueprint, Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.actions import new_key
from portal.drafts.opening import claimed, open_form
from portal.extensions import db
from portal.forum.actions import summarising as actions
from portal.forum.errors import StaleTextError
from portal.forum.forms.editing import SummaryForm
from portal.forum.models import Thread
from portal.forum.queries import places, summaries
from portal.forum.seats import Seat, seat_in
from portal.outbox import commit
from portal.permissions import Action, can, require
from portal.web.access import checks, public, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("summarising", __name__)


@bp.route("/threads/<int:thread_id>/summary", methods=["GET", "POST"])
@checks(Action.THREAD_SUMMARISE)
@requires(Action.DRAFT_SAVE)
def edit(thread_id: int) -> Response | BaseResponse:
    thread = _load(thread_id)
    require(Action.THREAD_SUMMARISE, _seat_at(thread))
    number, text = summaries.newest_text(thread.id)
    form = open_form(SummaryForm, data={"text": text, "version": str(number)})
    theirs, editor = None, ""
    if form.is_sent():
        try:
            if claimed(form):
                actions.summarise(
                    thread, current_user, text=str(form.text.data or ""), seen=form.read_version
                )
                commit()
            elif form.text.data != text:
                # Sent before, and changed since: what is new is not lost.
                form.draft_key = new_key()
                raise StaleTextError
            flash("Saved.")
            return redirect(thread.path, 303)
        except StaleTextError:
            db.session.rollback()
            thread = _load(thread_id)
            number, theirs = summaries.newest_text(thread.id)
            form.version.data = str(number)
            newest = summaries.newest(thread.id)
            editor = _name(thread, newest.editor_id, newest.editor) if newest else ""
    return render(
        "forum/summary/edit.html",
        block="form",
        thread=thread,
        form=form,
        number=number,
        theirs=theirs,
        editor=editor,
        status=409 if theirs is not None else form.status,
    )


@bp.get("/threads/<int:thread_id>/summary/history")
@public
def history(thread_id: int) -> Response:
    """Every text of the box, the newest first, with what changed."""
    thread = _load(thread_id)
    page = paginate(summaries.versions(thread.id), per_page=10)
    return render(
        "forum/summary/history.html",
        block="versions",
        thread=thread,
        page=page,
        names={row.editor_id: _name(thread, row.editor_id, row.editor) for row in page.items},
        status=page.status,
    )


def _load(thread_id: int) -> Thread:
    return places.thread(thread_id, current_user) or abort(404)


def _seat_at(thread: Thread) -> Seat:
    seat = seat_in(thread.community, current_user)
    return seat.at(author_id=thread.author_id, is_locked=thread.locked_at is not None)


def _name(thread: Thread, editor_id: int, name: str) -> str:
    """Who wrote a text; of an anonymous thread its author is not named to peers."""
    is_hidden = thread.is_anonymous and editor_id == thread.author_id
    if is_hidden and current_user.id != editor_id and not can(Action.POST_HIDE, _seat_at(thread)):
        return "A member"
    return name
