"""Writing to the owners of a record."""

from flask import Response, current_app, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.errors import NotPossibleError
from portal.innovations.forms import ContactForm
from portal.innovations.views.reading import bp, load
from portal.outbox import commit
from portal.permissions import Action
from portal.web.access import requires
from portal.web.render import render


@bp.route("/<int:innovation_id>/contact", methods=["GET", "POST"])
@requires(Action.INNOVATION_CONTACT)
def contact(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    form = open_form(ContactForm)
    status = 200
    if form.is_sent():
        if not first_time(form):
            return redirect(innovation.path, 303)
        try:
            actions.contact(
                innovation,
                current_user,
                words=str(form.words.data),
                a_day=current_app.config["CONTACTS_PER_DAY"],
            )
            commit()
            flash("Sent. The owners will answer you by email.")
            return redirect(innovation.path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            form.words.errors = [str(error)]
            status = 429
    return render(
        "innovations/contact.html",
        block="form",
        innovation=innovation,
        form=form,
        status=form.status if status == 200 else status,
    )
