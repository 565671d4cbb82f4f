"""The managers of an organisation: named by administrators."""

from flask import Blueprint, Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.organisations import queries as organisations
from portal.organisations.models import Organisation
from portal.outbox import commit
from portal.people.actions import keeping as actions
from portal.people.forms.keeping import ManagerForm
from portal.people.queries.managers import managers
from portal.permissions import Action
from portal.web.access import requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("managers", __name__, url_prefix="/organisations")


@bp.route("/<code>/managers", methods=["GET", "POST"])
@requires(Action.MANAGER_APPOINT)
def index(code: str) -> Response | BaseResponse:
    organisation = _load(code)
    form = open_form(ManagerForm)
    if not form.is_reworked() and form.is_sent():
        is_new = True
        if first_time(form):
            person = db.session.get_one(User, form.person.one)
            is_new = actions.appoint(current_user, organisation, person)
            commit()
        flash("Saved. They are told." if is_new else "They were a manager already.")
        return redirect(f"/organisations/{organisation.ods_code}/managers", 303)
    page = paginate(managers(organisation.id))
    return render(
        "people/keeping/managers.html",
        block="form",
        organisation=organisation,
        form=form,
        page=page,
        status=form.status if form.is_submitted() else page.status,
    )


@bp.post("/<code>/managers/<int:person_id>/remove")
@requires(Action.MANAGER_APPOINT)
def remove(code: str, person_id: int) -> BaseResponse:
    organisation = _load(code)
    actions.dismiss(current_user, organisation, person_id)
    commit()
    flash("They are not a manager any more.")
    return redirect(f"/organisations/{organisation.ods_code}/managers", 303)


def _load(code: str) -> Organisation:
    return organisations.by_code(code) or abort(404)
