"""Crediting answers, and closing and opening questions."""

from typing import Any

from flask import Response, abort
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.forum.actions import answering
from portal.forum.forms.curating import ResolveForm
from portal.forum.models import Thread
from portal.forum.queries import curating
from portal.forum.views.acts.acting import Act, at_once, by_form, load, load_post
from portal.forum.views.acts.blueprint import bp
from portal.forum.views.acts.targets import named
from portal.forum.vocabulary import Resolution
from portal.permissions import Action, allowed
from portal.web.access import checks, requires


@bp.post("/posts/<int:post_id>/credit")
@checks(Action.THREAD_CREDIT)
@requires(Action.DRAFT_SAVE)
def credit(post_id: int) -> BaseResponse:
    """Nobody credits their own post but the asker, and those who run the community."""
    post = load_post(post_id, Action.THREAD_CREDIT)
    is_own = current_user.id == post.author_id
    seat = curating.seat_at(post.thread, current_user)
    is_steward = allowed(current_user, Action.THREAD_CURATE, seat)
    if is_own and not (is_steward or post.author_id == post.thread.author_id):
        abort(403)
    return at_once(
        lambda: answering.credit(post, current_user), "The answer is credited.", post.path
    )


@bp.post("/posts/<int:post_id>/uncredit")
@checks(Action.THREAD_CREDIT)
@requires(Action.DRAFT_SAVE)
def uncredit(post_id: int) -> BaseResponse:
    post = load_post(post_id, Action.THREAD_CREDIT)
    return at_once(
        lambda: answering.uncredit(post, current_user), "The credit is taken back.", post.path
    )


@bp.route("/threads/<int:thread_id>/resolve", methods=["GET", "POST"])
@checks(Action.THREAD_RESOLVE)
@requires(Action.DRAFT_SAVE)
def resolve(thread_id: int) -> Response | BaseResponse:
    return by_form(_RESOLVE, thread_id)


@bp.post("/threads/<int:thread_id>/reopen")
@checks(Action.THREAD_RESOLVE)
@requires(Action.DRAFT_SAVE)
def reopen(thread_id: int) -> BaseResponse:
    thread = load(thread_id, Action.THREAD_RESOLVE)
    return at_once(
        lambda: answering.reopen(thread, current_user), "The question is open again.", thread.path
    )


def _as_it_is(thread: Thread) -> dict[str, Any]:
    is_open = thread.resolution == Resolution.OPEN
    return {
        "resolution": None if is_open else thread.resolution,
        "outcome": thread.outcome,
        "target": f"/threads/{thread.duplicate_of_id}" if thread.duplicate_of_id else "",
    }


def _resolve(thread: Thread, form: ResolveForm) -> None:
    is_duplicate = form.resolution.data == Resolution.DUPLICATE
    answering.resolve(
        thread,
        current_user,
        resolution=form.resolution.data,
        outcome=form.outcome.data or "",
        target=named(form.target.data or "") if is_duplicate else None,
    )


_RESOLVE = Act(
    form=ResolveForm,
    heading="Close the question",
    words="Say what became of it, so that others find the answer. You can open it again.",
    button="Close the question",
    done="The question is closed.",
    do=_resolve,
    at="target",
    right=Action.THREAD_RESOLVE,
    fits=lambda thread: thread.resolution is not None,
    first=_as_it_is,
)
