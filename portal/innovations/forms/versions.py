"""Which versions of a record to compare, and a rating on its own."""

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.innovations import vocabulary as v
from portal.innovations.forms.reviewing import NOT_LISTED
from portal.records import bounded_int
from portal.web.forms import TOO_LONG, PortalForm, choices

NO_NUMBER = "Enter the number of a version"


class NumberField(IntegerField):
    """The number of a version, which a database column can hold."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(NO_NUMBER)], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, with words for people, when it is no number."""
        self.data = bounded_int(valuelist[0].strip()) if valuelist else None
        if valuelist and not self.data:
            raise ValueError(NO_NUMBER)


class CompareForm(PortalForm):
    """Sent by GET: its values are part of an address that can be shared."""

    class Meta(PortalForm.Meta):
        csrf = False

    older = NumberField("From version", name="from")
    newer = NumberField("To version", name="to")


class RateForm(PortalForm):
    """A rating of a published record."""

    # The version of the record that the moderator read.
    version = HiddenField(default="0")

    rating = RadioField(
        "How strong is the evidence?",
        [DataRequired("Choose how strong the evidence is")],
        choices=choices(v.RATINGS),
        invalid_choice_message=NOT_LISTED,
    )
    rating_reason = TextAreaField(
        "Why this rating?",
        [DataRequired("Say why you chose this rating"), Length(max=500, message=TOO_LONG)],
        description="The owners and everyone who can see the record read this.",
        render_kw={"rows": 3},
    )
