"""The forms by which somebody has themself erased."""

from wtforms import PasswordField, RadioField
from wtforms.validators import DataRequired, Optional

from portal.privacy import vocabulary as v
from portal.web.forms import PortalForm, choices


class ExtentForm(PortalForm):
    extent = RadioField(
        "What should be erased?",
        [DataRequired("Choose what should be erased")],
        choices=choices({key: words for key, (words, _) in v.EXTENTS.items()}),
        invalid_choice_message="Choose what should be erased",
    )
    left_name = RadioField(
        "What should stand on what stays?",
        [Optional()],
        choices=choices(v.LEFT_NAMES),
        invalid_choice_message="Choose what should stand on what stays",
        description="If everything is erased, no name stays.",
    )

    def validate(self, extra_validators: object = None) -> bool:
        """The name matters only where something stays."""
        is_right = bool(super().validate(extra_validators))
        if self.extent.data in (v.Extent.ACCOUNT, v.Extent.PROFILE) and not self.left_name.data:
            self.left_name.errors = ["Choose what should stand on what stays"]
            return False
        return is_right


class ConfirmForm(PortalForm):
    password = PasswordField(
        "Your password",
        [DataRequired("Enter your password")],
        render_kw={"autocomplete": "current-password"},
    )
