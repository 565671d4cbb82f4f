"""The form about whether a person can be found."""

from wtforms import RadioField
from wtforms.validators import DataRequired

from portal.web.forms import PortalForm, choices


class ListingForm(PortalForm):
    is_listed = RadioField(
        "Can people find you?",
        [DataRequired("Choose whether people can find you")],
        choices=choices({"yes": "Yes", "no": "No"}),
    )
