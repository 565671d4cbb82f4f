"""The form about an unmet need."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm


class SettleForm(PortalForm):
    outcome = TextAreaField(
        "What was done?",
        [
            DataRequired("Say what was done"),
            Length(max=300, message="Use %(max)d characters or fewer"),
        ],
        description="For example, who will learn it, or where it was asked. Moderators read this.",
        render_kw={"rows": 4},
    )
