"""The forms of the sections of a profile. Beside each field stands who sees it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from portal.accounts import queries as accounts
from portal.clock import today
from portal.people import vocabulary as v
from portal.people.forms.rows import OPTIONAL, OfferRow, RoleRow, StatementRow, SystemRow
from portal.people.orcid import as_orcid
from portal.people.picking import listed_by_ids
from portal.topics import queries as topics
from portal.web.fields import DayField, ProseField, RowList
from portal.web.forms import TOO_LONG, PickerField, PortalForm, choices, or_none

MOST_ROWS = 30
MOST_WORKS = 5


def audience(field: str) -> SelectField:
    """Who sees a field of the profile; a section has one for each of its fields."""
    return SelectField(f"Who sees “{v.FIELDS[field]}”?", choices=choices(v.AUDIENCES))


class SectionForm(PortalForm):
    """One part of a profile, saved by itself."""

    parts: ClassVar[Sequence[tuple[Sequence[str], str]]] = ()
    """Fields that belong together, and the field of the profile whose audience is theirs."""
    rows: ClassVar[Mapping[str, str]] = {}
    """What one row of a list is called."""

    # What was saved when the form was opened: see queries.sections.version_of.
    version = HiddenField()


class BasicsForm(SectionForm):
    parts = (
        (("job_title", "library_service_id"), ""),
        (("pronouns",), "pronouns"),
        (("about",), "about"),
        (("orcid",), "orcid"),
    )

    job_title = StringField("Job title", [Length(max=100, message=TOO_LONG)], render_kw=OPTIONAL)
    library_service_id = SelectField("Library service", coerce=or_none)
    pronouns = StringField("Pronouns", [Length(max=40, message=TOO_LONG)], render_kw=OPTIONAL)
    see_pronouns = audience("pronouns")
    about = ProseField(
        "About you",
        [Length(max=4_000, message=TOO_LONG)],
        advice_words=150,
        description="What you do, and what people ask you about. You can use Markdown.",
        render_kw=OPTIONAL,
    )
    see_about = audience("about")
    orcid = StringField(
        "ORCID iD",
        description="16 digits, for example 0000-0002-1825-0097.",
        render_kw=OPTIONAL,
    )
    see_orcid = audience("orcid")

    def validate_orcid(self, field: StringField) -> None:
        if not field.data:
            return
        found = as_orcid(field.data)
        if found is None:
            raise ValidationError("This is not an ORCID iD. Check the 16 digits")
        field.data = found


class ContactForm(SectionForm):
    parts = (((), "email"), (("phone",), "phone"), (("contact",), "contact"))

    see_email = audience("email")
    phone = StringField("Phone", [Length(max=40, message=TOO_LONG)], render_kw=OPTIONAL)
    see_phone = audience("phone")
    contact = StringField(
        "Other ways to reach you",
        [Length(max=300, message=TOO_LONG)],
        description="For example, a chat name or the days on which you work.",
        render_kw=OPTIONAL,
    )
    see_contact = audience("contact")


class RolesForm(SectionForm):
    parts = ((("roles",), "roles"),)
    rows = {"roles": "role"}

    roles = RowList(FormField(RoleRow), "Roles", most=MOST_ROWS)
    see_roles = audience("roles")


class SystemsForm(SectionForm):
    parts = ((("systems",), "systems"),)
    rows = {"systems": "system"}

    systems = RowList(FormField(SystemRow), "Systems", most=MOST_ROWS)
    see_systems = audience("systems")

    def validate_systems(self, field: RowList) -> None:
        names = [str(row.form.name.data).lower() for row in field.entries if not row.form.is_blank]
        if len(set(names)) < len(names):
            raise ValidationError("Name each system once")


class TopicsForm(SectionForm):
    parts = ((("offers",), "offers"), (("wants",), "wants"))
    rows = {"offers": "topic"}

    offers = RowList(FormField(OfferRow), "Topics you can help with", most=MOST_ROWS)
    see_offers = audience("offers")
    wants = PickerField(
        "Topics you want to learn about",
        lookup=topics.matching,
        describe=topics.by_ids,
        most=MOST_ROWS,
        render_kw=OPTIONAL,
    )
    see_wants = audience("wants")

    def validate_offers(self, field: RowList) -> None:
        ids = [row.form.topic.one for row in field.entries if not row.form.is_blank]
        if len(set(ids)) < len(ids):
            raise ValidationError("Name each topic once")


class ExperienceForm(SectionForm):
    parts = ((("statements",), "statements"),)
    rows = {"statements": "statement"}

    statements = RowList(FormField(StatementRow), "Statements", most=MOST_ROWS)
    see_statements = audience("statements")


class LanguagesForm(SectionForm):
    parts = ((("languages",), "languages"),)

    languages = SelectMultipleField(
        "In which languages can people ask you?", choices=choices(v.LANGUAGES)
    )
    see_languages = audience("languages")


class WorksForm(SectionForm):
    parts = ((("works", "address"), "works"),)

    works = SelectMultipleField("What should stand first on your profile?")
    address = StringField(
        "Address of another innovation or thread",
        [Length(max=300, message=TOO_LONG)],
        description="Copy it from your browser, for example /innovations/12.",
        render_kw=OPTIONAL,
    )
    see_works = audience("works")

    def validate_works(self, field: SelectMultipleField) -> None:
        if len(field.data or ()) + bool(self.address.data) > MOST_WORKS:
            raise ValidationError(f"Choose {MOST_WORKS} or fewer")


class AvailabilityForm(SectionForm):
    parts = (
        (("availability", "paused_until"), ""),
        (("is_mentor",), "mentoring"),
        (("backup",), "backup"),
    )

    availability = RadioField(
        "Can people ask you?",
        [DataRequired("Choose whether people can ask you")],
        choices=choices(v.AVAILABILITIES),
    )
    paused_until = DayField(
        "If paused, the last day of it",
        [Optional()],
        description="For example, 22/11/2026. Leave this empty if you do not know.",
        render_kw=OPTIONAL,
    )
    is_mentor = BooleanField("I am willing to mentor")
    see_mentoring = audience("mentoring")
    backup = PickerField(
        "Who can be asked when you cannot?",
        lookup=accounts.matching,
        describe=listed_by_ids,
        render_kw=OPTIONAL,
    )
    see_backup = audience("backup")

    def validate_paused_until(self, field: DayField) -> None:
        if self.availability.data == v.Availability.PAUSED and field.data and field.data < today():
            raise ValidationError("Enter today or a later day")


class EvidenceForm(SectionForm):
    parts = (((), "evidence"),)

    see_evidence = audience("evidence")


FORMS: dict[str, type[SectionForm]] = {
    "basics": BasicsForm,
    "contact": ContactForm,
    "availability": AvailabilityForm,
    "topics": TopicsForm,
    "systems": SystemsForm,
    "roles": RolesForm,
    "experience": ExperienceForm,
    "languages": LanguagesForm,
    "works": WorksForm,
    "evidence": EvidenceForm,
}


def values_of(form: SectionForm) -> dict[str, Any]:
    """What was filled in, without what steers the form; rows without an entry are left out."""
    found = {}
    for field in form:
        if isinstance(field, RowList):
            found[field.name] = [row.form.data for row in field.entries if not row.form.is_blank]
        elif field.name not in ("version", "csrf_token"):
            found[field.name] = field.data
    return found
