"""The forms of an import: the file, what its columns are, what their values mean."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.innovations.importing.mapping import FIELDS, SHIPPED, guess, mapping_of
from portal.innovations.importing.models import ImportBatch
from portal.web.forms import TOO_LONG, PortalForm, choices

BY_HAND = "I will match the columns myself"
# One empty option, then the columns of the file.
NO_COLUMN = "Not in the file"


class UploadForm(PortalForm):
    file = FileField(
        "File",
        [FileRequired("Choose a file")],
        description="CSV, an Excel workbook (.xlsx) or JSON lines. The first row holds headings.",
    )
    mapping = SelectField(
        "What kind of file is it?",
        choices=choices(
            {name: str(mapping["name"]) for name, mapping in SHIPPED.items()}, empty=BY_HAND
        ),
    )
    sheet = StringField(
        "Sheet",
        [Length(max=100, message=TOO_LONG)],
        description="Only if the workbook has more than 1.",
        render_kw={"optional": True},
    )


class ColumnsForm(PortalForm):
    """A list of the columns for every field that can be imported; made by ``columns_form``."""

    def chosen(self) -> dict[str, str]:
        """Field -> column."""
        return {name: field.data for name, field in self.selects() if field.data}

    def selects(self) -> list[tuple[str, Any]]:
        return [(name, self[f"from_{name}"]) for name in FIELDS]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self["from_title"].data:
            self["from_title"].errors = ["Choose the column that holds the title"]
            return False
        return True


def columns_form(batch: ImportBatch) -> ColumnsForm:
    """The form for the columns of this file, filled with what was chosen or can be guessed."""
    options = choices({column: column for column in batch.columns}, empty=NO_COLUMN)
    fields = {
        f"from_{field.name}": SelectField(field.label, choices=options, default="")
        for field in FIELDS.values()
    }
    form_class = type("ColumnsFormOfFile", (ColumnsForm,), fields)
    form: ColumnsForm = form_class()
    if not form.is_submitted():
        before = chosen_columns(batch.mapping) or guess(batch.columns)
        form.process(data={f"from_{name}": column for name, column in before.items()})
    return form


def chosen_columns(mapping: Mapping[str, Any]) -> dict[str, str]:
    """Field -> column of a mapping that was made on the page; others take several columns."""
    fields = mapping.get("fields", {})
    return {
        name: rule["from"]
        for name, rule in fields.items()
        if isinstance(rule, dict) and isinstance(rule.get("from"), str)
    }


class Unknown(NamedTuple):
    """A value in the file that is none of those of a field."""

    field: str
    value: str


def unknown_values(batch: ImportBatch) -> list[Unknown]:
    """Values of columns with few different ones whose field takes only certain ones."""
    unknown = []
    for name, column in chosen_columns(batch.mapping).items():
        words = FIELDS[name].words
        if words is not None:
            known = {text.casefold() for pair in words.items() for text in pair}
            values = batch.samples.get(column, [])
            unknown += [Unknown(name, value) for value in values if value.casefold() not in known]
    return unknown


class ValuesForm(PortalForm):
    """For each value that a field does not know: which one is meant; made by ``values_form``."""

    def mapping(self, batch: ImportBatch, unknown: Sequence[Unknown]) -> dict[str, Any]:
        """The mapping of the import with what the values mean."""
        meant: dict[str, dict[str, str]] = {}
        for number, one in enumerate(unknown):
            meant.setdefault(one.field, {})[one.value] = self[f"value_{number}"].data
        return mapping_of(batch.columns, chosen_columns(batch.mapping), meant)


def values_form(batch: ImportBatch, unknown: Sequence[Unknown]) -> ValuesForm:
    """The form for these values."""
    fields = {
        f"value_{number}": SelectField(
            f"{FIELDS[one.field].label}: “{one.value}”",
            choices=choices(FIELDS[one.field].words or {}, empty="Leave it empty"),
            default="",
        )
        for number, one in enumerate(unknown)
    }
    before = batch.mapping.get("fields", {})
    data = {
        f"value_{number}": before.get(one.field, {}).get("values", {}).get(one.value, "")
        for number, one in enumerate(unknown)
    }
    form: ValuesForm = type("ValuesFormOfFile", (ValuesForm,), fields)(data=data)
    return form


class RunForm(PortalForm):
    """Only for those who may publish what nobody reviewed."""

    record_status = RadioField(
        "What do the rows become?",
        [InputRequired("Choose what the rows become")],
        choices=choices(
            {
                "draft": "Drafts of mine: I complete and submit each one",
                "published": "Published records: everyone finds them at once",
            }
        ),
        default="draft",
    )
