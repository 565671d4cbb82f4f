"""The form to sign in."""

from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm


class SignInForm(PortalForm):
    class Meta(PortalForm.Meta):
        # Visitors have no cookie, so no token either: the origin check guards this form.
        csrf = False

    email = EmailField(
        "Email",
        [DataRequired("Enter your email"), Length(max=254, message="Your email is too long")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password",
        [DataRequired("Enter your password")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    kept = HiddenField()
