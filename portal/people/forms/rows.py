"""The rows of the lists of a profile: roles, systems, topics, what a person did."""

from typing import Any

from wtforms import IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.clock import today
from portal.people import vocabulary as v
from portal.topics import queries as topics
from portal.web.fields import MonthField
from portal.web.forms import TOO_LONG, PickerField, RowForm, choices

NO_YEAR = "Enter a year of 4 numbers, for example 2024"
LEVELS = {str(level): words for level, words in v.LEVELS.items()}
OPTIONAL = {"optional": True}


class YearField(IntegerField):
    """A year, in four numbers."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist if value.strip()])
        except ValueError as error:
            raise ValueError(NO_YEAR) from error


def _must_have_begun(_: Any, field: YearField) -> None:
    if field.data and field.data > today().year:
        raise ValidationError("Enter this year or an earlier one")


def _year(label: str) -> YearField:
    limits = NumberRange(1960, 2100, NO_YEAR)
    attributes = {**OPTIONAL, "inputmode": "numeric"}
    return YearField(label, [Optional(), limits, _must_have_begun], render_kw=attributes)


def _must_be_a_name(field: StringField) -> None:
    """Everyone who picks a system reads its name: a hidden character alone is none."""
    if field.data and not any(character.isalnum() for character in field.data):
        raise ValidationError("Enter the name of the system")


def _level() -> SelectField:
    return SelectField("How well?", choices=choices(LEVELS), default="2", coerce=int)


class RoleRow(RowForm):
    role = SelectField(
        "Role", [DataRequired("Choose a role")], choices=choices(v.ROLES, "Choose one")
    )
    system = StringField(
        "On which system?",
        [Length(max=80, message=TOO_LONG)],
        description="For example, Koha.",
        render_kw=OPTIONAL,
    )
    details = StringField(
        "Where, or of what?", [Length(max=150, message=TOO_LONG)], render_kw=OPTIONAL
    )
    from_month = MonthField("From", description="For example, 3 2024", render_kw=OPTIONAL)
    until_month = MonthField(
        "Until", description="Leave this empty if you hold it now.", render_kw=OPTIONAL
    )

    @property
    def is_blank(self) -> bool:
        return not self.role.data and super().is_blank

    def validate_system(self, field: StringField) -> None:
        _must_be_a_name(field)

    def validate_until_month(self, field: MonthField) -> None:
        if field.data and self.from_month.data and field.data < self.from_month.data:
            raise ValidationError("The end must not be before the start")


class SystemRow(RowForm):
    name = StringField(
        "System", [DataRequired("Enter the system"), Length(max=80, message=TOO_LONG)]
    )
    level = _level()
    last_used = _year("Year in which you last used it")

    def validate_name(self, field: StringField) -> None:
        _must_be_a_name(field)


class OfferRow(RowForm):
    topic = PickerField("Topic", lookup=topics.matching, describe=topics.by_ids)
    level = _level()

    def validate_topic(self, field: PickerField) -> None:
        if field.one is None:
            raise ValidationError("Find and tick a topic")


class StatementRow(RowForm):
    text = StringField(
        "What did you do?",
        [DataRequired("Say what you did"), Length(max=300, message=TOO_LONG)],
        description="For example, “migrated 12 services from one system to another”.",
    )
    year = _year("Year")
