"""What people say is wrongly shown as theirs: for moderators, who decide."""

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts import queries as accounts
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.outbox import commit
from portal.people.actions import evidence as actions
from portal.people.errors import NotPossibleError
from portal.people.forms.evidence import DecideForm
from portal.people.models import EvidenceDispute
from portal.people.queries import evidence as queries
from portal.permissions import Action, require
from portal.records import ref
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("disputes", __name__, url_prefix="/moderation/disputes")
# For the pages of moderation.
bp.add_app_template_global(queries.count_open_disputes)


@bp.get("")
@requires(Action.QUEUE_VIEW)
def index() -> Response:
    is_open = request.args.get("show") != "decided"
    page = paginate(queries.disputes(is_open=is_open))
    return render(
        "people/evidence/disputes.html",
        block="results",
        status=page.status,
        page=page,
        is_open=is_open,
        titles=queries.titles([row.ref for row in page.items], current_user),
    )


@bp.route("/<int:person_id>/<kind>/<int:record_id>/decide", methods=["GET", "POST"])
@checks(Action.DISPUTE_DECIDE)
@requires(Action.QUEUE_VIEW)
def decide(person_id: int, kind: str, record_id: int) -> Response | BaseResponse:
    disputed = _load(person_id, ref(kind, record_id))
    form = open_form(DecideForm)
    problem = "" if disputed.state == "open" else "Another moderator decided this already."
    if form.is_sent():
        try:
            if first_time(form):
                actions.decide(
                    disputed,
                    current_user,
                    is_upheld=form.answer.data == "upheld",
                    words=str(form.words.data),
                )
                commit()
            flash("Decided. The person is told why.")
            return redirect("/moderation/disputes", 303)
        except NotPossibleError as error:
            db.session.rollback()
            disputed, problem = _load(person_id, ref(kind, record_id)), str(error)
    title, url = queries.titles([disputed.ref], current_user).get(disputed.ref, ("", ""))
    (person,) = accounts.by_ids([person_id])
    return render(
        "people/evidence/decide.html",
        block="form",
        form=form,
        disputed=disputed,
        name=person[1],
        title=title,
        url=url,
        problem=problem,
        status=409 if problem and form.is_submitted() else form.status,
    )


def _load(person_id: int, record: str) -> EvidenceDispute:
    disputed = queries.dispute(person_id, record) or abort(404)
    require(Action.DISPUTE_DECIDE, disputed)
    return disputed
