"""What every form of the portal shares: clean text, rows that can be added, things to pick.

A form works without JavaScript: its buttons "Find", "Add" and "Remove" send it
to its own address, and it comes back with everything that was typed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, FormField, PasswordField, StringField, ValidationError
from wtforms.form import BaseForm

from portal.records import MAX_ID

# Fields that steer a form and hold nothing that a person typed.
STEERING = frozenset(
    {
        "csrf_token",
        "draft_place",
        "draft_sequence",
        "draft_copy",
        "find",
        "add_row",
        "remove_row",
        "version",
    }
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: Any) -> Any:
    """Text without control characters (PostgreSQL has no NUL) and with one kind of line end."""
    if not isinstance(text, str):
        return text
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class PortalForm(FlaskForm):
    """The base of every form."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: BaseForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            if issubclass(unbound_field.field_class, StringField) and not issubclass(
                unbound_field.field_class, PasswordField
            ):
                options = {**options, "filters": [clean, *unbound_field.kwargs.get("filters", ())]}
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    def is_reworked(self) -> bool:
        """Whether a button asked to find, add or remove something; if so, it is done.

        The view then shows the form again, with status 200 and without errors.
        """
        if request.method != "POST":
            return False
        if name := request.form.get("add_row"):
            rows = self._field_list(name)
            if rows is not None and len(rows.entries) < (rows.max_entries or 50):
                rows.append_entry()
            return True
        if name := request.form.get("remove_row"):
            list_name, _, index = name.rpartition("-")
            rows = self._field_list(list_name)
            if rows is not None:
                rows.entries = [
                    entry for entry in rows.entries if entry.name != f"{list_name}-{index}"
                ]
            return True
        return "find" in request.form

    def is_sent(self) -> bool:
        """Whether the form was sent to be saved and everything in it is right."""
        return bool(self.is_submitted() and self.validate())

    @property
    def status(self) -> int:
        """The HTTP status for the page that shows the form."""
        return 422 if self.errors else 200

    def _field_list(self, name: str) -> FieldList | None:
        field = self._fields.get(name)
        return field if isinstance(field, FieldList) else None


@dataclass(frozen=True)
class Choice:
    """One thing that can be picked: its id, its name, and words that tell it from others."""

    id: int
    label: str
    hint: str = ""


class PickerField(Field):
    """Picks records by searching for them; ``data`` is the list of their ids.

    ``lookup(words)`` returns up to 10 choices, ``describe(ids)`` the choices
    of those ids that exist. Both are given by the form that uses the field.
    """

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        *,
        lookup: Callable[[str], Sequence[Choice]],
        describe: Callable[[Sequence[int]], Sequence[Choice]],
        most: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.lookup, self.describe, self.most = lookup, describe, most
        self.data: list[int] = []

    @property
    def find_name(self) -> str:
        """The name of the box that holds the words to look for."""
        return f"{self.name}-find"

    @property
    def words(self) -> str:
        return str(clean(request.form.get(self.find_name, "")))[:100]

    @property
    def chosen(self) -> Sequence[Choice]:
        return self.describe(self.data) if self.data else []

    @property
    def matches(self) -> Sequence[Choice]:
        """What was found and is not chosen yet; nothing unless this field's Find was used."""
        if request.form.get("find") != self.name or not self.words:
            return []
        return [choice for choice in self.lookup(self.words) if choice.id not in self.data]

    def process_data(self, value: Any) -> None:
        self.data = [value] if isinstance(value, int) else list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        ids = [int(v) for v in valuelist if v.isascii() and v.isdigit() and int(v[:10]) <= MAX_ID]
        self.data = list(dict.fromkeys(ids))

    def pre_validate(self, form: BaseForm) -> None:
        if len(self.data) > self.most:
            raise ValidationError(f"Choose {self.most} or fewer")
        if self.data and len(self.chosen) != len(self.data):
            raise ValidationError("Something you chose is no longer there. Choose again")

    @property
    def one(self) -> int | None:
        """The id that was picked, where only one can be."""
        return self.data[0] if self.data else None


def typed_fields(data: MultiDict[str, str]) -> dict[str, list[str]]:
    """What a person typed into a form: no tokens, no buttons, no passwords."""
    return {
        name: data.getlist(name)
        for name in data
        if name not in STEERING and "password" not in name and any(data.getlist(name))
    }


def typed_text() -> dict[str, str]:
    """The text of the form of this request, to be given back on an error page."""
    try:
        fields = typed_fields(request.form)
    except Exception:  # the request may be unreadable, which is what the page is about
        return {}
    return {
        name.replace("_", " ").replace("-", " ").capitalize(): "\n".join(values)
        for name, values in fields.items()
        if len("".join(values)) > 20
    }


def rows_of(field: FieldList) -> list[dict[str, Any]]:
    """The rows of a list of forms that hold anything, as plain values."""
    rows = []
    for entry in field.entries:
        form = entry.form if isinstance(entry, FormField) else entry
        values = {name: value for name, value in form.data.items() if name != "csrf_token"}
        if any(value not in (None, "", [], False) for value in values.values()):
            rows.append(values)
    return rows
