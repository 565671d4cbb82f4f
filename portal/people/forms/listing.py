"""The form about whether a person can be found, and what stands on what they wrote."""

from wtforms import RadioField
from wtforms.validators import DataRequired

from portal.web.forms import PortalForm, choices


class ListingForm(PortalForm):
    is_listed = RadioField(
        "Can people find you?",
        [DataRequired("Choose whether people can find you")],
        choices=choices({"yes": "Yes", "no": "No"}),
    )
    is_named = RadioField(
        "What should stand on what you wrote?",
        [DataRequired("Choose what should stand on what you wrote")],
        choices=choices({"yes": "My name", "no": "“Former member” instead of my name"}),
        invalid_choice_message="Choose what should stand on what you wrote",
    )
