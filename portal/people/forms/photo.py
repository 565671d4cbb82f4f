"""The form of the photo."""

from wtforms import FileField, StringField
from wtforms.validators import DataRequired, Length

from portal.people.forms.sections import audience
from portal.web.forms import TOO_LONG, PortalForm


class PhotoForm(PortalForm):
    photo = FileField("Choose a photo", description="A JPEG, PNG or WebP picture.")
    alternative_text = StringField(
        "What does it show?",
        [DataRequired("Say what the photo shows"), Length(max=300, message=TOO_LONG)],
        description="It is read out to people who cannot see the photo, for example “Amina at "
        "the enquiry desk”.",
    )
    see_photo = audience("photo")
