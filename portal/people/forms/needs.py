"""The form about an unmet need."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.web.forms import TOO_LONG, PortalForm


class SettleForm(PortalForm):
    outcome = TextAreaField(
        "What was done?",
        [
            DataRequired("Say what was done"),
            Length(max=300, message=TOO_LONG),
        ],
        description="For example, who will learn it, or where it was asked. Moderators read this.",
        render_kw={"rows": 4},
    )
