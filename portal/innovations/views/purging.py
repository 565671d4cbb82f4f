"""Removing a record for good, for administrators."""

from flask import Response, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.innovations.forms.keeping import PurgeForm
from portal.innovations.keeping import purging
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import bp, load
from portal.permissions import Action
from portal.web.access import requires
from portal.web.render import render


@bp.route("/<int:innovation_id>/purge", methods=["GET", "POST"])
@requires(Action.INNOVATION_PURGE)
def purge(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    form = open_form(PurgeForm)
    form.expected = identifier = innovation.identifier
    problem = ""
    if form.is_sent():

        def act() -> None:
            if first_time(form):
                purging.purge(innovation, current_user, reason=form.reason.data)

        if not (problem := attempt(act)):
            flash(f"{identifier} is removed for good.")
            return redirect("/innovations", 303)
        innovation = load(innovation_id)
    return render(
        "innovations/keeping/purge.html",
        status=409 if problem else form.status,
        innovation=innovation,
        form=form,
        problem=problem,
        contents=purging.contents(innovation),
    )
