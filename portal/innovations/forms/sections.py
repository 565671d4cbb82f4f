"""The sections of the record, each with its form and its own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import (
    BooleanField,
    FormField,
    RadioField,
    SelectField,
    StringField,
    URLField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.innovations import vocabulary as v
from portal.innovations.forms.attachments import AttachmentsForm
from portal.innovations.forms.champion import ChampionForm
from portal.innovations.forms.section import SectionForm
from portal.innovations.forms.short import LONG, MAX_ROWS, ShortForm
from portal.innovations.models import Innovation
from portal.organisations import queries as organisations
from portal.records import bounded_int
from portal.web.fields import PoundsField, ProseField, RowList, is_web_address
from portal.web.forms import (
    TOO_LONG,
    Describe,
    Lookup,
    PickerField,
    RowForm,
    choices,
    or_none,
    rows_of,
)

SHORT = [Length(max=120, message=TOO_LONG)]
LINE = [Length(max=200, message=TOO_LONG)]
NO_FILE = "No file"
LONG_TEXT = [Length(max=LONG, message=TOO_LONG)]


def file_number(value: Any) -> int | None:
    """The id of a file; None for what is none."""
    return bounded_int(str(value or ""))


def web_address(_form: object, field: URLField) -> None:
    """Only whole http and https addresses: other schemes can run code in the reader's browser."""
    if field.data and not is_web_address(field.data):
        raise ValidationError("Enter a web address that begins with http:// or https://")


class MeasureRow(RowForm):
    name = StringField("What was measured", [DataRequired("Say what was measured"), *SHORT])
    unit = StringField("Unit", SHORT, description="For example, minutes or %")
    baseline = StringField("Before", SHORT)
    after = StringField("After", SHORT)
    n = StringField("How many were counted", SHORT)
    period = StringField("Over what time", SHORT)
    method = StringField("How it was measured", LINE)


class ResultsForm(SectionForm):
    row_names = {"measures": ("measure", "Measures", "Figures before and after, if you have them.")}

    outcome = RadioField(
        "How did it turn out?", [Optional()], choices=choices(v.OUTCOMES), coerce=or_none
    )
    results = ProseField("What were the results?", LONG_TEXT, advice_words=200)
    measures = RowList(FormField(MeasureRow), most=MAX_ROWS)


def _basis(of: str) -> SelectField:
    return SelectField(
        f"How do you know the {of}?",
        choices=choices(v.BASES, "Choose one"),
        coerce=or_none,
        validate_choice=True,
        validators=[Optional()],
    )


def _pounds(label: str) -> PoundsField:
    return PoundsField(label, [Optional()], places=2, render_kw={"inputmode": "decimal"})


class CostsForm(SectionForm):
    cost_setup = _pounds("Cost to set up")
    cost_setup_basis = _basis("cost to set up")
    cost_yearly = _pounds("Cost per year")
    cost_yearly_basis = _basis("cost per year")
    staff_time = StringField("Staff time", LINE, description="For example, 2 days a week")
    staff_time_basis = _basis("staff time")
    savings = StringField("Savings", LINE, description="In money or in time")
    savings_basis = _basis("savings")


class EvidenceRow(RowForm):
    kind = SelectField("Kind of evidence", choices=choices(v.EVIDENCE_KINDS, "Choose one"))
    citation = StringField("Title or citation", [Length(max=500, message=TOO_LONG)])
    link = URLField("Link", [Length(max=500, message=TOO_LONG), web_address])
    file_id = SelectField(
        "File",
        choices=choices({}, NO_FILE),
        coerce=file_number,
        description="One of the attachments of this record.",
        invalid_choice_message="This file is not on the record any more. Choose again",
    )

    @property
    def is_blank(self) -> bool:
        return not (self.kind.data or self.citation.data or self.link.data or self.file_id.data)

    def validate_kind(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("Choose the kind of evidence")


class EvidenceForm(SectionForm):
    row_names = {
        "evidence": ("piece of evidence", "Evidence", "If there is none yet, add 1 row and say so.")
    }

    evidence = RowList(FormField(EvidenceRow), most=MAX_ROWS)
    # The attachments of the record, of which each row may name one.
    attachments: Sequence[Mapping[str, Any]] = ()

    def offer(self, attachments: Sequence[Mapping[str, Any]]) -> None:
        """Say which files there are to choose from."""
        self.attachments = attachments
        words = {str(row["file_id"]): row["title"] or row["file_name"] for row in attachments}
        for entry in self.evidence.entries:
            entry.form.file_id.choices = choices(words, NO_FILE)

    def fields(self) -> dict[str, Any]:
        """A row without a file says nothing of files."""
        names = {row["file_id"]: row["file_name"] for row in self.attachments}
        rows = []
        for row in rows_of(self.evidence):
            file_id = row.pop("file_id")
            named = {"file_id": file_id, "file_name": names[file_id]} if file_id else {}
            rows.append({**row, **named})
        return {"evidence": rows}


class LessonRow(RowForm):
    text = ProseField(
        "What you learned",
        [DataRequired("Say what you learned"), Length(max=2000, message=TOO_LONG)],
    )
    advice = ProseField("Your advice", [Length(max=2000, message=TOO_LONG)])
    audience = SelectField("For whom", choices=choices(v.LESSON_AUDIENCES))
    step = SelectField("At which step", choices=choices(v.STEPS))


class LessonsForm(SectionForm):
    row_names = {
        "lessons": ("lesson", "Lessons learned", "One lesson in each row. You need 1 to publish.")
    }

    lessons = RowList(FormField(LessonRow), most=MAX_ROWS)
    would_do_differently = ProseField("What would you do differently?", LONG_TEXT)


class AdviceForm(SectionForm):
    starting_advice = ProseField("Advice for those who start", LONG_TEXT)
    sustaining_advice = ProseField("Advice on keeping it going", LONG_TEXT)
    risks = ProseField("Risks and effects you did not intend", LONG_TEXT)


class SettingForm(SectionForm):
    setting = SelectField(
        "Setting", [Optional()], choices=choices(v.SETTINGS, "Choose one"), coerce=or_none
    )
    region_id = PickerField(
        "Region", lookup=organisations.matching_regions, describe=organisations.by_ids
    )
    consortium = StringField("Consortium", SHORT)
    product = StringField("Product or system", SHORT)
    supplier = StringField("Supplier", SHORT)
    competing_interest = StringField(
        "Competing interests",
        [Length(max=500, message=TOO_LONG)],
        description="Say if someone involved gains from the product. If not, write “none”.",
    )
    source_url = URLField(
        "Where it was published first", [Length(max=500, message=TOO_LONG), web_address]
    )


class RelatedRow(RowForm):
    relation = SelectField("This record", choices=choices(v.RELATIONS))
    target = PickerField("Other record", lookup=lambda _words: [], describe=lambda _ids: [])
    refusal = ""

    def validate_target(self, _field: PickerField) -> None:
        if self.refusal:
            raise ValidationError(self.refusal)


class RelatedForm(SectionForm):
    finders: tuple[Lookup, Describe] | None = None
    own_id = 0
    row_names = {"related": ("related record", "Related records", "")}

    related = RowList(FormField(RelatedRow), most=MAX_ROWS)

    @classmethod
    def read(cls, record: Innovation) -> dict[str, Any]:
        rows = [{"relation": link.relation, "target": link.target_id} for link in record.related]
        return {**super().read(record), "related": rows}

    def fields(self) -> dict[str, Any]:
        rows = [row for row in rows_of(self.related) if row["target"]]
        return {
            "related": [
                {"relation": row["relation"], "target_id": row["target"][0]} for row in rows
            ]
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse the record itself, and another record that an earlier row names."""
        earlier: set[int] = set()
        for entry in self.related.entries:
            row, target = entry.form, entry.form.target.one
            if target == self.own_id:
                row.refusal = "A record cannot be related to itself"
            elif target in earlier:
                row.refusal = "This record is in the list already"
            elif target:
                earlier.add(target)
        return bool(super().validate(extra_validators))

    def find_with(self, lookup: Lookup, describe: Describe) -> None:
        """Say where the other records are found: among those that this reader may see."""
        self.finders = (lookup, describe)
        for entry in self.related.entries:
            entry.form.target.lookup, entry.form.target.describe = lookup, describe


class PermissionsForm(SectionForm):
    agreed_by_organisation = BooleanField("My organisation agrees that this is published")
    agreed_by_people = BooleanField("The people named in it agree to be named")
    no_patient_data = BooleanField("It holds no patient data and no private data of others")
    licence = RadioField(
        "How may others reuse it?", [Optional()], choices=choices(v.LICENCES), coerce=or_none
    )
    contact = RadioField(
        "How can readers reach the owner?", choices=choices(v.CONTACTS), default="portal"
    )


@dataclass(frozen=True)
class Section:
    """One page of the record's form; ``template`` draws its fields."""

    name: str
    title: str
    form: type[SectionForm]
    hint: str = ""


SECTIONS = {
    section.name: section
    for section in (
        Section("summary", "The short form", ShortForm, "What it is, who did it, where and when"),
        Section("results", "Outcome and results", ResultsForm, "How it turned out, with figures"),
        Section("costs", "Costs and savings", CostsForm, "Money and staff time"),
        Section("evidence", "Evidence", EvidenceForm, "What shows that it works"),
        Section(
            "champion",
            "Impact and champion",
            ChampionForm,
            "What someone who gained from it says",
        ),
        Section("lessons", "Lessons learned", LessonsForm, "What you would tell the next team"),
        Section("advice", "Advice and risks", AdviceForm, "Starting, keeping going, side effects"),
        Section("setting", "Setting, product and supplier", SettingForm, "Where, and with what"),
        Section("attachments", "Attachments", AttachmentsForm, "Documents, pictures and figures"),
        Section("related", "Related records", RelatedForm, "What it builds on or replaces"),
        Section(
            "permissions", "Permissions and licence", PermissionsForm, "Who agreed, how to reuse it"
        ),
    )
}
