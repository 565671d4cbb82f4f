"""Taking a record out of sight or out of use, and showing it again; each with a reason."""

from collections.abc import Callable, Sequence

from flask import Response, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.innovations import actions, queries
from portal.innovations.forms.reviewing import HideForm, ReasonForm, RestoreForm, RetireForm
from portal.innovations.models import Innovation
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import load
from portal.innovations.views.reviewing import bp
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.render import render


@bp.route("/<int:innovation_id>/hide", methods=["GET", "POST"])
@checks(Action.INNOVATION_HIDE)
@requires(Action.QUEUE_VIEW)
def hide(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_HIDE, innovation)
    form = open_form(HideForm)

    def act() -> None:
        actions.hide(innovation, current_user, reason=form.reason.data, words=str(form.words.data))

    return _close(innovation, form, act, template="hide", done="Hidden. Its owners are told.")


@bp.route("/<int:innovation_id>/restore", methods=["GET", "POST"])
@checks(Action.INNOVATION_RESTORE)
@requires(Action.QUEUE_VIEW)
def restore(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_RESTORE, innovation)
    form = open_form(RestoreForm)

    def act() -> None:
        actions.restore(innovation, current_user, words=str(form.words.data))

    return _close(
        innovation, form, act, template="restore", done="Shown again. Its owners are told."
    )


@bp.route("/<int:innovation_id>/retire", methods=["GET", "POST"])
@checks(Action.INNOVATION_RETIRE)
@requires(Action.INNOVATION_CREATE)
def retire(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_RETIRE, innovation)
    form = open_form(RetireForm)
    form.find_with(
        lambda words: _others(innovation_id, queries.matching_titles(words, current_user)),
        lambda ids: _others(innovation_id, queries.titles(ids, current_user)),
    )

    def act() -> None:
        actions.retire(
            innovation,
            current_user,
            reason=form.reason.data,
            words=str(form.words.data),
            superseded_by_id=form.replacement,
        )

    return _close(innovation, form, act, template="retire", done="Retired. Its page says why.")


def _others(
    innovation_id: int, found: Sequence[tuple[int, str, str | None]]
) -> list[tuple[int, str, str | None]]:
    """What was found, without the record itself: nothing replaces itself."""
    return [(row[0], row[1], row[2]) for row in found if row[0] != innovation_id]


def _close(
    innovation: Innovation, form: ReasonForm, act: Callable[[], None], *, template: str, done: str
) -> Response | BaseResponse:
    """Show the form, or act and go on; a form that comes too late comes back with its text."""
    innovation_id, status, problem = innovation.id, 200, ""
    if not form.is_reworked() and form.is_submitted():
        if form.validate():

            def act_and_forget() -> None:
                act()
                first_time(form)

            problem = attempt(act_and_forget)
            if not problem:
                flash(done)
                return redirect(_after(innovation_id), 303)
            innovation = load(innovation_id)
        status = 409 if problem else 422
    return render(
        f"innovations/review/{template}.html",
        innovation=innovation,
        form=form,
        problem=problem,
        status=status,
    )


def _after(innovation_id: int) -> str:
    """Where to go next: the record, unless this person may not see it any more."""
    is_there = queries.get(innovation_id, current_user) is not None
    return f"/innovations/{innovation_id}" if is_there else "/innovations"
