"""What readers keep to themselves: what they have read, and what they want to be told of."""

from flask import Blueprint, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.forum.actions import marking
from portal.forum.models import Thread
from portal.forum.queries import places
from portal.forum.vocabulary import LEVEL_HINTS, LEVELS
from portal.outbox import commit
from portal.permissions import Action
from portal.records import bounded_int
from portal.web.access import requires

bp = Blueprint("marking", __name__)


@bp.post("/threads/<int:thread_id>/mark-unread")
@requires(Action.THREAD_MARK)
def unread(thread_id: int) -> Response:
    """Leads to what is unread: the thread itself would be read again at once."""
    thread = _load(thread_id)
    # Not behind the end: what is posted next would count as read.
    no = min(bounded_int(request.form.get("no", "")) or 1, max(thread.last_no, 1))
    marking.mark_unread(current_user, thread.id, no)
    commit()
    flash(f"“{thread.title}” is unread from post {no} on.")
    return redirect("/threads?view=unread", 303)


@bp.post("/threads/mark-read")
@requires(Action.THREAD_MARK)
def read() -> Response:
    """All that is there now; of one community when its slug is sent."""
    slug = request.form.get("community", "")
    community = places.community(slug, current_user) or abort(404) if slug else None
    marking.mark_all_read(current_user, community.id if community else None)
    commit()
    flash(f"Everything in {community.name} is read." if community else "Everything is read.")
    return redirect(community.path if community else "/threads", 303)


@bp.post("/threads/<int:thread_id>/follow")
@requires(Action.FORUM_FOLLOW)
def follow(thread_id: int) -> Response:
    thread = _load(thread_id)
    level = request.form.get("level", "")
    if level not in LEVELS:
        abort(422, "Choose how much you want to be told.")
    marking.follow_thread(current_user, thread.id, level)
    commit()
    flash(LEVEL_HINTS[level])
    return redirect(thread.path, 303)


def _load(thread_id: int) -> Thread:
    return places.thread(thread_id, current_user) or abort(404)
