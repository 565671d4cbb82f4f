"""Rating the evidence of a record that is published, and the list of those without a rating."""

from flask import Response, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.innovations import actions, parts, vocabulary
from portal.innovations.actions.recording import RATED_FIELDS
from portal.innovations.forms.versions import RateForm
from portal.innovations.versions.queries import unrated
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import load
from portal.innovations.views.reviewing import CHANGED_MEANWHILE
from portal.innovations.views.reviewing import bp as reviews
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

RATED_PARTS = tuple(
    part for section in parts.SECTIONS for part in section.parts if part.name in RATED_FIELDS
)


@reviews.route("/<int:innovation_id>/rate", methods=["GET", "POST"])
@checks(Action.INNOVATION_RATE)
@requires(Action.QUEUE_VIEW)
def rate(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_RATE, innovation)
    form = open_form(RateForm, data={"version": str(innovation.versions_kept)})
    status, problem = 200, ""
    if form.is_sent():
        if form.version.data != str(innovation.versions_kept):
            form.version.data = str(innovation.versions_kept)
            problem, status = CHANGED_MEANWHILE, 409
        else:

            def act() -> None:
                if first_time(form):
                    rating, reason = str(form.rating.data), str(form.rating_reason.data)
                    actions.rate(innovation, current_user, rating=rating, reason=reason)

            if not (problem := attempt(act)):
                flash("Rated. The owners are told by email.")
                return redirect(f"/innovations/{innovation_id}", 303)
            innovation, status = load(innovation_id), 409
    return render(
        "innovations/rating/rate.html",
        innovation=innovation,
        form=form,
        problem=problem,
        rated_parts=RATED_PARTS,
        vocabulary=vocabulary,
        status=form.status if status == 200 else status,
    )


@reviews.get("/without-rating")
@requires(Action.QUEUE_VIEW)
def without_rating() -> Response:
    page = paginate(unrated())
    return render("innovations/rating/unrated.html", block="records", status=page.status, page=page)
