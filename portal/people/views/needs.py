"""What people looked for and nobody was found for: for moderators, who see to it."""

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.outbox import commit
from portal.people.actions import needs as actions
from portal.people.forms.needs import SettleForm
from portal.people.queries import needs as queries
from portal.permissions import Action
from portal.web.access import requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("needs", __name__, url_prefix="/moderation/needs")
# For the pages of moderation.
bp.add_app_template_global(queries.count_open_needs)


@bp.get("")
@requires(Action.NEED_VIEW)
def index() -> Response:
    is_open = request.args.get("show") != "settled"
    page = paginate(queries.needs(is_open=is_open))
    return render(
        "people/needs/index.html", block="results", status=page.status, page=page, is_open=is_open
    )


@bp.route("/<int:need_id>/settle", methods=["GET", "POST"])
@requires(Action.NEED_SETTLE)
def settle(need_id: int) -> Response | BaseResponse:
    need = queries.need(need_id) or abort(404)
    form = open_form(SettleForm, data={"outcome": need.outcome})
    if form.is_sent():
        if first_time(form):
            actions.settle(need, current_user, str(form.outcome.data))
            commit()
        flash("Saved. If someone looks for it again and finds nobody, it opens again.")
        return redirect("/moderation/needs", 303)
    return render(
        "people/needs/settle.html", block="form", form=form, need=need, status=form.status
    )
