"""Choosing people who are asked about a question; being asked, and saying no."""

from typing import Any

from flask import Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.forum.actions import helping as actions
from portal.forum.forms.curating import AskableForm, HelpersForm
from portal.forum.models import Thread
from portal.forum.queries import knowing
from portal.forum.views.acts.acting import Act, at_once, by_form
from portal.forum.views.acts.blueprint import bp
from portal.forum.vocabulary import Resolution
from portal.outbox import commit
from portal.permissions import Action, require
from portal.records import bounded_int
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render


@bp.route("/threads/<int:thread_id>/helpers", methods=["GET", "POST"])
@checks(Action.THREAD_EDIT)
@requires(Action.DRAFT_SAVE)
def helpers(thread_id: int) -> Response | BaseResponse:
    """For who asked, and for those who run the community."""
    return by_form(_HELPERS, thread_id)


@bp.route("/help-requests", methods=["GET", "POST"])
@requires(Action.FORUM_FOLLOW)
def requests() -> Response | BaseResponse:
    """What one is asked to help with, and whether one wants to be asked."""
    form = AskableForm(data={"is_askable": knowing.is_askable(current_user.id)})
    if form.is_sent():
        actions.set_askable(current_user, is_askable=bool(form.is_askable.data))
        commit()
        flash("Saved.")
        return redirect("/help-requests", 303)
    page = paginate(knowing.asked_of(current_user))
    return render("forum/acts/requests.html", page=page, form=form, status=page.status)


@bp.post("/help-requests/<int:thread_id>/decline")
@checks(Action.HELP_DECLINE)
@requires(Action.FORUM_FOLLOW)
def decline(thread_id: int) -> BaseResponse:
    request = knowing.request_to(current_user, thread_id) or abort(404)
    require(Action.HELP_DECLINE, request)
    return at_once(
        lambda: actions.decline(request), "Thank you for saying so.", f"/threads/{thread_id}"
    )


def _offer_people(thread: Thread, form: HelpersForm) -> dict[str, Any]:
    asked = knowing.asked(thread.id)
    chosen = {row.id for row in asked if row.asked_at is None}
    people = {row.id: _named(row.name, row.organisation) for row in asked if row.id in chosen}
    known = {person.id: person for person in knowing.knowers(thread, current_user)}
    for key, person in known.items():
        people.setdefault(key, _named(person.name, person.organisation))
    form.people.choices = [(str(key), name) for key, name in people.items()]
    if not form.is_submitted() and form.draft is None:
        form.people.data = [str(key) for key in sorted(chosen)]
    return {
        "hints": {str(key): person.why for key, person in known.items()},
        "asked": [row for row in asked if row.asked_at is not None],
    }


def _named(name: str, organisation: str | None) -> str:
    return f"{name}, {organisation}" if organisation else name


def _choose(thread: Thread, form: HelpersForm) -> None:
    ids = [key for text in form.people.data or () if (key := bounded_int(text)) is not None]
    asked = [row.id for row in knowing.asked(thread.id) if row.asked_at is not None]
    actions.choose(thread, current_user, [*ids, *asked])


_HELPERS = Act(
    form=HelpersForm,
    heading="Choose people to ask",
    words="They have answered questions like this one. Nobody is asked while others reply by "
    "themselves.",
    button="Save",
    done="Saved. They are asked if nobody replies.",
    do=_choose,
    at="people",
    right=Action.THREAD_EDIT,
    fits=lambda thread: thread.resolution == Resolution.OPEN,
    template="forum/acts/helpers.html",
    prepare=_offer_people,
)
