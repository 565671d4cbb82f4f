"""The short form: one page, ten minutes, enough to submit."""

from typing import Any

from wtforms import BooleanField, FormField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.accounts import queries as accounts
from portal.innovations import vocabulary as v
from portal.innovations.forms.section import SectionForm
from portal.innovations.models import Innovation
from portal.organisations import queries as organisations
from portal.topics import queries as topics
from portal.web.fields import LineField, MonthField, ProseField, RowList
from portal.web.forms import TOO_LONG, PickerField, RowForm, choices, or_none

# As long as a cell that an import takes.
LONG = 50_000
MAX_ROWS = 30


class PersonRow(RowForm):
    person = PickerField(
        "Person with an account",
        lookup=accounts.matching,
        describe=accounts.by_ids,
        description="Search by name. If they have no account, type their name below instead.",
    )
    name = StringField("Or their name", [Length(max=100, message=TOO_LONG)])
    role = SelectField("Role", choices=choices(v.PERSON_ROLES))
    is_shown = BooleanField("Show this person on the record", default=True)


class ShortForm(SectionForm):
    headings = {
        "kind": "What it is",
        "organisation_id": "Who did it",
        "problem": "What happened",
        "stage": "Where it stands",
    }
    hints = {"kind": v.KIND_HINTS}
    row_names = {
        "people": ("person", "People", "Name at least 1 owner: they look after the record."),
    }

    kind = RadioField("What are you recording?", choices=choices(v.KINDS))
    title = LineField(
        "Title",
        [DataRequired("Enter a title"), Length(max=100, message=TOO_LONG)],
        advice_words=10,
        description="Say what it is in about 10 words.",
    )
    summary = ProseField(
        "Summary",
        [Length(max=300, message=TOO_LONG)],
        description="1 or 2 sentences: what changed, and for whom.",
    )
    topics = PickerField(
        "Topics",
        lookup=topics.matching,
        describe=topics.by_ids,
        most=8,
        description="Choose 1 to 8. They help others to find the record.",
    )
    topic_suggestion = StringField(
        "A topic that is missing",
        [Length(max=200, message=TOO_LONG)],
        description="A moderator will look at your suggestion.",
        render_kw={"optional": True},
    )
    organisation_id = PickerField(
        "Lead organisation",
        lookup=organisations.matching,
        describe=organisations.by_ids,
        description="Search by name or ODS code.",
    )
    library_service_id = PickerField(
        "Knowledge and library service",
        lookup=organisations.library_services_matching,
        describe=organisations.library_services_by_ids,
        render_kw={"optional": True},
    )
    partners = PickerField(
        "Partner organisations",
        lookup=organisations.matching,
        describe=organisations.by_ids,
        most=20,
        render_kw={"optional": True},
    )
    people = RowList(FormField(PersonRow), most=MAX_ROWS)
    problem = ProseField(
        "What was the problem, or what started it?",
        [Length(max=LONG, message=TOO_LONG)],
        advice_words=100,
        description="You can use Markdown for lists, links and tables.",
    )
    what_we_did = ProseField(
        "What did you do?", [Length(max=LONG, message=TOO_LONG)], advice_words=200
    )
    stage = RadioField(
        "What stage is it at?", [Optional()], choices=choices(v.STAGES), coerce=or_none
    )
    started_on = MonthField("When did it start?", description="For example, 3 2024")
    ended_on = MonthField(
        "When did it end?",
        description="Leave this empty if it still goes on.",
        render_kw={"optional": True},
    )
    audience = RadioField(
        "Who may see it once it is published?", choices=choices(v.AUDIENCES), default="public"
    )

    @classmethod
    def read(cls, record: Innovation) -> dict[str, Any]:
        data = super().read(record)
        data["topics"] = [topic.id for topic in record.topics]
        data["partners"] = [partner.id for partner in record.partners]
        data["people"] = [
            {
                "person": person.user_id,
                "name": "" if person.user_id else person.name,
                "role": person.role,
                "is_shown": person.is_shown,
            }
            for person in record.people
        ]
        return data

    def fields(self) -> dict[str, Any]:
        fields = super().fields()
        known = accounts.by_ids([row["person"][0] for row in fields["people"] if row["person"]])
        names = {person_id: name for person_id, name, _ in known}
        fields["people"] = [
            {
                "user_id": row["person"][0] if row["person"] else None,
                "name": names[row["person"][0]] if row["person"] else row["name"],
                "role": row["role"],
                "is_shown": row["is_shown"],
            }
            for row in fields["people"]
        ]
        return fields

    def validate_ended_on(self, field: MonthField) -> None:
        if field.data and self.started_on.data and field.data < self.started_on.data:
            raise ValidationError("The end must not be before the start")
