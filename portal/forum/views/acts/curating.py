"""Locking, pinning, hiding, moving and merging threads, and what was done to one."""

from datetime import timedelta
from typing import Any

from flask import Response
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.clock import today
from portal.forum.actions import curating as actions
from portal.forum.errors import NotPossibleError
from portal.forum.forms.curating import MoveForm, PinForm, ReasonForm
from portal.forum.models import Community, Thread
from portal.forum.queries import curating as queries
from portal.forum.views.acts.acting import Act, at_once, by_form, load
from portal.forum.views.acts.blueprint import bp
from portal.permissions import Action
from portal.web.access import checks, requires


@bp.route("/threads/<int:thread_id>/lock", methods=["GET", "POST"])
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def lock(thread_id: int) -> Response | BaseResponse:
    return by_form(_LOCK, thread_id)


@bp.post("/threads/<int:thread_id>/unlock")
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def unlock(thread_id: int) -> BaseResponse:
    thread = load(thread_id, Action.THREAD_CURATE)
    return at_once(
        lambda: actions.unlock(thread, current_user), "The thread is unlocked.", thread.path
    )


@bp.route("/threads/<int:thread_id>/pin", methods=["GET", "POST"])
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def pin(thread_id: int) -> Response | BaseResponse:
    return by_form(_PIN, thread_id)


@bp.post("/threads/<int:thread_id>/unpin")
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def unpin(thread_id: int) -> BaseResponse:
    thread = load(thread_id, Action.THREAD_CURATE)
    return at_once(
        lambda: actions.unpin(thread, current_user), "The thread is not pinned now.", thread.path
    )


@bp.route("/threads/<int:thread_id>/hide", methods=["GET", "POST"])
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def hide(thread_id: int) -> Response | BaseResponse:
    return by_form(_HIDE, thread_id)


@bp.post("/threads/<int:thread_id>/restore")
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def restore(thread_id: int) -> BaseResponse:
    thread = load(thread_id, Action.THREAD_CURATE)
    return at_once(
        lambda: actions.restore(thread, current_user), "The thread is restored.", thread.path
    )


@bp.route("/threads/<int:thread_id>/move", methods=["GET", "POST"])
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def move(thread_id: int) -> Response | BaseResponse:
    return by_form(_MOVE, thread_id)


def chosen(slug: str | None) -> Community:
    """The community that was chosen, if the reader may curate its threads."""
    found = (place for place in queries.run_by(current_user) if place.slug == slug)
    community = next(found, None)
    if community is None:
        raise NotPossibleError("You do not run this community any more. Choose another.")
    return community


def _offer_places(thread: Thread, form: MoveForm) -> dict[str, Any]:
    places = [
        (place.slug, place.name)
        for place in queries.run_by(current_user)
        if place.id != thread.community_id
    ]
    form.community.choices = [("", "Choose a community"), *places]
    return {"has_no_choice": not places}


_LOCK = Act(
    form=ReasonForm,
    heading="Lock this thread",
    words="Nobody can reply then, but for those who run the community. Everyone who reads the "
    "thread sees your reason.",
    button="Lock the thread",
    done="The thread is locked. Its author is told why.",
    do=lambda thread, form: actions.lock(thread, current_user, reason=form.reason.data),
)
_PIN = Act(
    form=PinForm,
    heading="Pin this thread",
    words="It stands on top of the threads of its community.",
    button="Pin the thread",
    done="The thread is pinned.",
    do=lambda thread, form: actions.pin(thread, current_user, until=form.until.data),
    at="until",
    first=lambda _: {"until": today() + timedelta(days=14)},
)
_HIDE = Act(
    form=ReasonForm,
    heading="Hide this thread",
    words="Only its author and those who run the community can see it then. Its author reads "
    "your reason. You can restore it.",
    button="Hide the thread",
    done="The thread is hidden. Its author is told why.",
    do=lambda thread, form: actions.hide(thread, current_user, reason=form.reason.data),
    is_grave=True,
)
_MOVE = Act(
    form=MoveForm,
    heading="Move this thread",
    words="The people who read the other community can read all of it then. Its links stay.",
    button="Move the thread",
    done="The thread is moved. Its author is told.",
    do=lambda thread, form: actions.move(
        thread, current_user, chosen(form.community.data), reason=form.reason.data or ""
    ),
    at="community",
    prepare=_offer_places,
)
