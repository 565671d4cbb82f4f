"""What the audit log can be searched by."""

from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional

from portal.web.fields import DayField
from portal.web.forms import TOO_LONG, PortalForm, clean


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
