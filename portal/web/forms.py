"""What every form of the portal shares: clean text, rows that can be added, things to pick.

A form works without JavaScript: its buttons "Find", "Add" and "Remove" send it
to its own address, and it comes back with everything that was typed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm

from portal.records import bounded_int
from portal.web.fields import RowList

# Fields that steer a form and hold nothing that a person typed.
STEERING = frozenset(
    {
        *("csrf_token", "draft_place", "draft_key", "draft_sequence"),
        *("find", "add_row", "remove_row", "preview", "seen", "seen_no"),
    }
)
# Of ``Length``, for every field that is not too long in a way of its own.
TOO_LONG = "Use %(max)d characters or fewer"
# Fields that are sent and that nobody typed.
_HIDDEN = frozenset({"next", "kept", "version", "seen", "reply_to"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: Any) -> Any:
    """Text without control characters (PostgreSQL has no NUL) and with one kind of line end."""
    if not isinstance(text, str):
        return text
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: Any) -> Any:
    """One line without the marks that turn text around: it may end up in the subject of a mail."""
    return _TURNING.sub("", text) if isinstance(text, str) else text


class _CleanText:
    """Cleans the text of every field but passwords."""

    def bind_field(self, form: BaseForm, unbound_field: Any, options: dict[str, Any]) -> Field:
        cls = unbound_field.field_class
        if issubclass(cls, StringField) and not issubclass(cls, PasswordField):
            own = unbound_field.kwargs.get("filters", ())
            unbound = type(unbound_field)(cls, *unbound_field.args, **unbound_field.kwargs)
            # An address with such marks is refused in words, so they are left for its validator.
            is_line = not issubclass(cls, TextAreaField | URLField)
            unbound.kwargs["filters"] = [clean, *([clean_line] if is_line else []), *own]
            return unbound.bind(form=form, **options)
        return unbound_field.bind(form=form, **options)


class RowForm(Form):
    """One row of a list: a row in which nothing was filled in is left out, not refused."""

    class Meta(_CleanText, Form.Meta):
        pass

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in; boxes and lists that come with an answer do not count."""
        return not any(
            field.data for field in self if not isinstance(field, BooleanField | SelectField)
        )

    def validate(self, extra_validators: Any = None) -> bool:
        return self.is_blank or bool(super().validate(extra_validators))


class PortalForm(FlaskForm):
    """The base of every form."""

    class Meta(_CleanText, FlaskForm.Meta):
        pass

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Fill the fields in, and let the rows of a list ask for what was picked at once."""
        super().process(*args, **kwargs)
        for field in self:
            if isinstance(field, FieldList):
                _ask_together(field)

    def is_reworked(self) -> bool:
        """Whether a button asked to find, add or remove something; if so, it is done.

        The view then shows the form again; its only error is a row too many.
        """
        if request.method != "POST":
            return False
        if name := request.form.get("add_row"):
            rows = self._field_list(name)
            if rows is not None and len(rows.entries) < rows.most:
                if rows.can_add:
                    rows.append_entry()
            elif rows is not None:
                rows.errors = [f"Use {rows.most} or fewer"]
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

    def _field_list(self, name: str) -> RowList | None:
        field = self._fields.get(name)
        return field if isinstance(field, RowList) else None


@dataclass(frozen=True)
class Choice:
    """One thing that can be picked: its id, its name, and words that tell it from others."""

    id: int
    label: str
    hint: str | None = None


# Rows of id, name and hint.
Found = Iterable[tuple[int, str, str | None]]
Lookup = Callable[[str], Found]
Describe = Callable[[Sequence[int]], Found]


class PickerField(Field):
    """Picks records by searching for them; ``data`` is the list of their ids.

    ``lookup(words)`` finds up to 10, ``describe(ids)`` those of the ids that exist.
    """

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        *,
        lookup: Lookup,
        describe: Describe,
        most: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.lookup, self.describe, self.most = lookup, describe, most
        self.data: list[int] = []
        self.column = _Column([self])

    @property
    def find_name(self) -> str:
        """The name of the box that holds the words to look for."""
        return f"{self.name}-find"

    @property
    def words(self) -> str:
        return str(clean(request.form.get(self.find_name, "")))[:100]

    @property
    def chosen(self) -> Sequence[Choice]:
        return [choice for choice in self.column.choices() if choice.id in self.data]

    @property
    def is_asked(self) -> bool:
        """Whether this field's Find was used, with something to look for."""
        return request.form.get("find") == self.name and bool(self.words)

    @property
    def matches(self) -> Sequence[Choice]:
        """What was found and is not chosen yet; nothing unless this field's Find was used."""
        if not self.is_asked:
            return []
        return [Choice(*found) for found in self.lookup(self.words) if found[0] not in self.data]

    def process_data(self, value: Any) -> None:
        self.data = [value] if isinstance(value, int) else list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        ids = [number for value in valuelist if (number := bounded_int(value)) is not None]
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


class _Column:
    """The same picker in all rows of a list: what they hold is described in one go."""

    def __init__(self, pickers: Sequence[PickerField]) -> None:
        self.pickers = pickers
        self._asked: tuple[Describe, list[int]] | None = None
        self._choices: Sequence[Choice] = ()

    def choices(self) -> Sequence[Choice]:
        """What any of the pickers has chosen."""
        ids = list(dict.fromkeys(key for picker in self.pickers for key in picker.data))
        asked = (self.pickers[0].describe, ids)
        if asked != self._asked:
            self._choices = [Choice(*found) for found in asked[0](ids)] if ids else ()
            self._asked = asked
        return self._choices


def _ask_together(rows: FieldList) -> None:
    columns: dict[str, list[PickerField]] = {}
    for entry in rows.entries:
        for field in getattr(entry, "form", None) or ():
            if isinstance(field, PickerField):
                columns.setdefault(field.short_name, []).append(field)
    for pickers in columns.values():
        column = _Column(pickers)
        for picker in pickers:
            picker.column = column


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
        return texts_of(typed_fields(request.form))
    except HTTPException:  # unreadable, which is what the page is about
        return {}


def texts_of(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Typed fields as text for people: the name of each field in words, and what it holds."""
    return {
        name.replace("_", " ").replace("-", " ").capitalize(): "\n".join(values)
        for name, values in fields.items()
        if name not in _HIDDEN and not name.endswith("-token")
    }


def rows_of(field: FieldList) -> list[dict[str, Any]]:
    """The rows of a list of ``RowForm`` in which something was filled in, as plain values."""
    return [entry.form.data for entry in field.entries if not entry.form.is_blank]


def choices(words: Mapping[str, str], empty: str | None = None) -> list[SelectChoice]:
    """Options for a list or radios; ``empty`` is the words of an option that stands for nothing."""
    options = [SelectChoice(value, label) for value, label in words.items()]
    return options if empty is None else [SelectChoice("", empty), *options]


def or_none(value: Any) -> Any:
    """For fields in which nothing chosen means None."""
    return value or None
