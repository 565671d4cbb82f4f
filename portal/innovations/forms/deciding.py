"""What owners write when they answer a decision."""

from wtforms.validators import InputRequired, Length

from portal.web.fields import ProseField
from portal.web.forms import PortalForm


class AppealForm(PortalForm):
    words = ProseField(
        "Why should it be looked at again?",
        [
            InputRequired("Say why it should be looked at again"),
            Length(max=5000, message="Use %(max)d characters or fewer"),
        ],
        description="You can appeal once. Another moderator will decide.",
    )
