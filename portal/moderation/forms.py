"""What the audit log can be searched by."""

from datetime import date
from typing import Any

from wtforms import DateField, SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional

from portal.web.forms import PortalForm, clean

EARLIEST, LATEST = date(1948, 1, 1), date(2100, 1, 1)
TOO_LONG = "Use %(max)d characters or fewer"
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
NO_DAY = "Enter a day, for example 22/11/2026"


class DayField(DateField):
    """A day, typed or picked, in one of the ways people write one here."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], format=DAY_FORMATS, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NO_DAY) from error

    def pre_validate(self, form: Any) -> None:  # WTForms' signature
        if self.data and not EARLIEST <= self.data <= LATEST:
            raise ValidationError(f"Enter a day from {EARLIEST.year} to {LATEST.year}")


class AuditFilter(PortalForm):
    """Sent by GET: its values are part of an address that can be shared."""

    class Meta(PortalForm.Meta):
        csrf = False

    action = SelectField("What was done", [Optional()], validate_choice=False, filters=[clean])
    person = StringField("Who did it", [Length(max=100, message=TOO_LONG)])
    ref = StringField(
        "Which record",
        [Length(max=80, message=TOO_LONG)],
        description="Its identifier, such as INN-2026-0042, or its ref, such as innovation:12",
    )
    since = DayField("From")
    until = DayField("To")

    def validate_until(self, field: DayField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("The last day must not be before the first")
