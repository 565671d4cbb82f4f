"""Changing the title and the topics of a thread."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.actions import new_key
from portal.drafts.opening import claimed, open_form
from portal.extensions import db
from portal.forum.actions import editing as actions
from portal.forum.errors import StaleTextError
from portal.forum.forms.editing import EditThreadForm
from portal.forum.models import Thread
from portal.forum.queries import places
from portal.forum.seats import seat_in
from portal.outbox import commit
from portal.permissions import Action, require
from portal.topics import queries as topics
from portal.web.access import checks, requires
from portal.web.render import render

bp = Blueprint("retitling", __name__)


@bp.route("/threads/<int:thread_id>/edit", methods=["GET", "POST"])
@checks(Action.THREAD_EDIT)
@requires(Action.DRAFT_SAVE)
def edit(thread_id: int) -> Response | BaseResponse:
    thread = _load(thread_id)
    form = open_form(EditThreadForm, data=_as_read(thread))
    if not form.is_reworked() and form.is_sent():
        try:
            if claimed(form):
                actions.edit_thread(
                    thread,
                    current_user,
                    title=form.clean_title,
                    topic_ids=form.topics.data,
                    seen=str(form.version.data),
                )
                commit()
            elif not _is_saved(thread, form):
                # Sent before, and changed since: what is new is not lost.
                form.draft_key = new_key()
                raise StaleTextError
            flash("Saved.")
            return redirect(thread.path, 303)
        except StaleTextError:
            db.session.rollback()
            thread = _load(thread_id)
            form.version.data = actions.stamp(thread)
            return _page(thread, form, status=409, is_conflict=True)
    return _page(thread, form, status=form.status)


def _load(thread_id: int) -> Thread:
    thread = places.thread(thread_id, current_user) or abort(404)
    seat = seat_in(thread.community, current_user)
    is_locked = thread.locked_at is not None
    require(Action.THREAD_EDIT, seat.at(author_id=thread.author_id, is_locked=is_locked))
    return thread


def _as_read(thread: Thread) -> dict[str, Any]:
    return {
        "title": thread.title,
        "topics": actions.topic_ids_of(thread.id),
        "version": actions.stamp(thread),
    }


def _is_saved(thread: Thread, form: EditThreadForm) -> bool:
    topic_ids = set(actions.topic_ids_of(thread.id))
    return form.clean_title == thread.title and set(form.topics.data) == topic_ids


def _page(
    thread: Thread, form: EditThreadForm, *, status: int, is_conflict: bool = False
) -> Response:
    saved = topics.labels(actions.topic_ids_of(thread.id)) if is_conflict else {}
    return render(
        "forum/editing/thread.html",
        block="form",
        thread=thread,
        form=form,
        theirs=thread.title if is_conflict else None,
        their_topics=", ".join(sorted(saved.values())),
        status=status,
    )
