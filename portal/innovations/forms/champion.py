"""The section in which someone who gained from the work says so."""

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.innovations.forms.section import SectionForm
from portal.web.forms import TOO_LONG


class ChampionForm(SectionForm):
    champion_quote = TextAreaField(
        "What do they say?",
        [Length(max=600, message=TOO_LONG)],
        description=(
            "The words of someone who gained from it: what changed for them. "
            "2 or 3 sentences, as they said them, without quotation marks."
        ),
    )
    champion_name = StringField(
        "Their name",
        [Length(max=100, message=TOO_LONG)],
        description="Ask them before you name them here.",
    )
    champion_role = StringField(
        "Their role",
        [Length(max=120, message=TOO_LONG)],
        description="For example, ward manager, Ashbourne Trust",
    )

    def validate_champion_quote(self, field: TextAreaField) -> None:
        if not field.data and self.champion_name.data:
            raise ValidationError("Enter what they say, or leave their name empty")

    def validate_champion_name(self, field: StringField) -> None:
        if not field.data and self.champion_quote.data:
            raise ValidationError("Enter the name of who says it")
