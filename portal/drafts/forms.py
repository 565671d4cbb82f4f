"""Opening a form with the text that its reader has not sent yet."""

from typing import Any, TypeVar

from flask import request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.drafts import queries
from portal.web.forms import PortalForm

F = TypeVar("F", bound=PortalForm)


def open_form(form_class: type[F], **kwargs: Any) -> F:
    """The form as sent; on a first visit filled from ``kwargs``, or from the kept draft.

    Sets ``form.draft`` (the draft shown, or None), ``form.other_drafts`` (what
    other tabs typed), ``form.draft_place``, ``form.draft_copy`` and
    ``form.draft_sequence`` for the component ``ui.draft``.
    """
    drafts = list(queries.at_place(current_user, request.path)) if request.method == "GET" else []
    wanted = request.args.get("copy", type=int)
    shown = next((draft for draft in drafts if draft.copy == wanted), drafts[0] if drafts else None)
    if shown is not None:
        formdata: MultiDict[str, str] = MultiDict(
            (name, value) for name, values in shown.fields.items() for value in values
        )
        form = form_class(formdata, **kwargs)
    else:
        form = form_class(**kwargs)
    form.draft = shown
    form.other_drafts = [draft for draft in drafts if draft is not shown]
    form.draft_place = request.path
    form.draft_copy = shown.copy if shown else request.form.get("draft_copy", 0, int)
    form.draft_sequence = shown.sequence if shown else request.form.get("draft_sequence", 0, int)
    return form
