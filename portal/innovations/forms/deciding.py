"""Short forms around a record: an appeal, a message to its owners."""

from wtforms.validators import DataRequired, Length

from portal.web.fields import ProseField
from portal.web.forms import TOO_LONG, PortalForm


class AppealForm(PortalForm):
    words = ProseField(
        "Why should it be looked at again?",
        [
            DataRequired("Say why it should be looked at again"),
            Length(max=5000, message=TOO_LONG),
        ],
        description="You can appeal once. Another moderator will decide.",
    )


class ContactForm(PortalForm):
    words = ProseField(
        "Your message",
        [
            DataRequired("Write a message"),
            Length(max=5000, message=TOO_LONG),
        ],
        description="The owners will see your name and your email, so that they can answer.",
    )
