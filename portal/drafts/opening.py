"""Opening a form with the text that its reader has not sent yet."""

import hashlib
import json
from typing import Any, TypeVar

from flask import request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.drafts import actions, queries
from portal.records import bounded_int
from portal.web.forms import PortalForm, clean, typed_fields

F = TypeVar("F", bound=PortalForm)


def open_form(form_class: type[F], **kwargs: Any) -> F:
    """The form as sent; on a first visit filled from ``kwargs``, or from the newest draft.

    Sets ``form.draft`` (the draft shown, or None), ``form.other_drafts`` (what
    other tabs typed), ``form.draft_place``, ``form.draft_key`` and
    ``form.draft_sequence`` for the component ``ui.draft``.
    """
    drafts = list(queries.at_place(current_user, request.path)) if request.method != "POST" else []
    wanted = request.args.get("draft")
    shown = next((draft for draft in drafts if draft.key == wanted), drafts[0] if drafts else None)
    if wanted == "new":
        shown = None
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
    form.draft_key = shown.key if shown else sent_key() or actions.new_key()
    form.draft_sequence = shown.sequence if shown else sent_sequence()
    return form


class ChangedFormError(Exception):
    """A form was sent and done before, and says something else now."""

    def __init__(self, form: PortalForm) -> None:
        super().__init__("sent again with another text")
        self.form = form


def first_time(form: PortalForm) -> bool:
    """Whether this form is sent for the first time; after the commit a second time does nothing.

    Called in the transaction that does what the form asks, so that a form that
    failed can be sent again. Raises ChangedFormError when it was done with another
    text: then that one is kept and shown again, see ``views.kept_again``.
    """
    if claimed(form):
        return True
    if not actions.says_the_same(current_user, form.draft_key, _digest()):
        raise ChangedFormError(form)
    return False


def claimed(form: PortalForm) -> bool:
    """Whether this form is sent for the first time: for who looks at its text in another way."""
    return actions.claim(current_user, form.draft_key, _digest())


def lead_to(form: PortalForm, path: str) -> None:
    """Where a form leads that is sent again."""
    actions.led_to(current_user, form.draft_key, path)


def led_before(form: PortalForm, otherwise: str) -> str:
    """Where the form led when it was sent before."""
    return queries.result_of(current_user, form.draft_key) or otherwise


def sent_key() -> str:
    """The key of the form that this request sends; empty when it has none."""
    return str(clean(request.form.get("draft_key", "")))[:24]


def sent_sequence() -> int:
    """The number of the save that the sending tab knows of."""
    return bounded_int(request.form.get("draft_sequence", "")) or 0


def _digest() -> str:
    """Of what was typed into the form that this request sends."""
    typed = json.dumps(sorted(typed_fields(request.form).items()))
    return hashlib.sha256(typed.encode()).hexdigest()
