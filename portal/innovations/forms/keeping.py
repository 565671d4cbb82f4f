"""Forms around keeping a record true: who looks after it, and removing it for good."""

from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.accounts import queries as accounts
from portal.innovations import vocabulary as v
from portal.web.fields import ProseField
from portal.web.forms import TOO_LONG, PickerField, PortalForm, choices


class BackupForm(PortalForm):
    backup = PickerField(
        "Who stands in for you?",
        lookup=accounts.matching,
        describe=accounts.by_ids,
        description="Search by name. Choose nobody to have no backup owner.",
    )


class OfferForm(PortalForm):
    to = PickerField(
        "Who should look after it?",
        lookup=accounts.matching,
        describe=accounts.by_ids,
        description="Search by name. They need an account.",
    )
    words = ProseField(
        "What do you want to tell them?",
        [Length(max=2000, message=TOO_LONG)],
        render_kw={"optional": True},
    )

    def validate_to(self, field: PickerField) -> None:
        if not field.data:
            raise ValidationError("Find and tick the person who should look after it")


class AcceptForm(PortalForm):
    is_shown = BooleanField("Show my name on the record")


class DeclineForm(PortalForm):
    words = ProseField(
        "Do you want to say why?",
        [Length(max=2000, message=TOO_LONG)],
        description="Who offered it to you reads this.",
        render_kw={"optional": True},
    )


class PurgeForm(PortalForm):
    reason = RadioField(
        "Why does it have to go?",
        [DataRequired("Choose a reason")],
        choices=choices(v.PURGE_REASONS),
        invalid_choice_message="Choose one of the listed options",
    )
    identifier = StringField(
        "Type its identifier",
        [DataRequired("Type the identifier of the record")],
        description="So that no other record is removed by mistake.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    # What has to be typed; the view says it.
    expected = ""

    def validate_identifier(self, field: StringField) -> None:
        if field.data.upper() != self.expected:
            raise ValidationError(f"This is not the identifier of the record: {self.expected}")
