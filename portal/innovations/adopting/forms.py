"""The forms of adoptions: one answer is enough, and everything else can be left out."""

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.clock import today
from portal.innovations import vocabulary as v
from portal.innovations.forms.section import SectionForm
from portal.organisations import queries as organisations
from portal.records import bounded_int
from portal.web.fields import MonthField, ProseField
from portal.web.forms import TOO_LONG, PickerField, PortalForm, choices

NOT_LISTED = "Choose one of the listed options"
STAGE_HINTS = {
    "interested": "We would like to do this",
    "exploring": "We look at how it would work for us",
    "piloting": "We try it out",
    "in_use": "We do it much as the record says",
    "adapted": "We changed it, and use it",
    "stopped": "We did it, and no longer do",
}


class AdoptionForm(SectionForm):
    """What an organisation says of its use of a practice."""

    stage = RadioField(
        "How far are you with it?",
        [DataRequired("Choose how far you are with it")],
        choices=choices(v.ADOPTION_STAGES),
        invalid_choice_message=NOT_LISTED,
    )
    stopped_why = TextAreaField(
        "Why did you stop?", [Length(max=500, message=TOO_LONG)], render_kw={"rows": 3}
    )
    since = MonthField(
        "When did you start?", description="For example, 3 2025", render_kw={"optional": True}
    )
    changed = ProseField(
        "What did you do differently?",
        [Length(max=5000, message=TOO_LONG)],
        description="For example, who does it, for whom, or with which system.",
        render_kw={"optional": True, "rows": 3},
    )
    result = RadioField(
        "How did it go, compared with the record?",
        [Optional()],
        choices=choices(v.ADOPTION_RESULTS),
        default="unknown",
        invalid_choice_message=NOT_LISTED,
    )
    may_contact = BooleanField(
        "People may write to me about it",
        description="They write through the portal, and do not see your email.",
    )

    @classmethod
    def read(cls, record: Any) -> dict[str, Any]:
        """The data of the form as the adoption has it."""
        return super().read(record)

    def fields(self) -> dict[str, Any]:
        fields = super().fields()
        fields.pop("organisation_id", None)
        return fields | {"result": fields["result"] or "unknown"}

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        if self.stage.data == "stopped" and not self.stopped_why.data:
            self.stopped_why.errors = [*self.stopped_why.errors, "Say why you stopped"]
            return False
        return right

    def validate_since(self, field: MonthField) -> None:
        if field.data and field.data > today():
            raise ValidationError("Enter a month that has begun")


class ModeratorsAdoptionForm(AdoptionForm):
    """As a moderator fills it in, for any organisation that asked them to."""

    organisation_id = PickerField(
        "Organisation",
        lookup=organisations.matching,
        describe=organisations.by_ids,
        description="Search by name or ODS code.",
    )

    def validate_organisation_id(self, field: PickerField) -> None:
        if field.one is None:
            raise ValidationError("Find and tick the organisation")


class AnswerForm(PortalForm):
    """What an owner says to an adoption."""

    # The version of the adoption that the owner read.
    version = HiddenField(default="0")
    answer = RadioField(
        "Is it right?",
        [DataRequired("Choose whether it is right")],
        choices=choices({"yes": "Yes, confirm it", "no": "No, refuse it"}),
        invalid_choice_message=NOT_LISTED,
    )
    words = TextAreaField(
        "What do you want to tell them?",
        [Length(max=500, message=TOO_LONG)],
        description="You must say why when you refuse it.",
        render_kw={"rows": 4},
    )

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        if self.answer.data == "no" and not self.words.data:
            self.words.errors = [*self.words.errors, "Say why you refuse it"]
            return False
        return right

    @property
    def read_version(self) -> int:
        """The version that the owner read; 0 when the field was spoiled."""
        return bounded_int(str(self.version.data or "")) or 0


class RemoveForm(PortalForm):
    """Taking away what someone else said needs a reason."""

    words = TextAreaField(
        "Say why, in your own words",
        [DataRequired("Say why, in your own words"), Length(max=500, message=TOO_LONG)],
        description="Who said it reads this.",
    )


class OwnRemoveForm(PortalForm):
    """Taking away what one said oneself."""


class WriteForm(PortalForm):
    words = ProseField(
        "Your message",
        [DataRequired("Write a message"), Length(max=5000, message=TOO_LONG)],
        description="They will see your name and your email, so that they can answer.",
    )
