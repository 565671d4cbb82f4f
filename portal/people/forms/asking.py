"""The forms of enquiries."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.web.forms import TOO_LONG, PortalForm

LONGEST = 4_000


class AskForm(PortalForm):
    subject = StringField(
        "What is it about?",
        [DataRequired("Say what it is about"), Length(max=120, message=TOO_LONG)],
        description="A few words, such as “moving loans to a new system”.",
    )
    words = TextAreaField(
        "What would you like to know, and why do you ask this person?",
        [DataRequired("Write your question"), Length(max=LONGEST, message=TOO_LONG)],
        description="They see your name, your job title and your organisation. Do not write about "
        "patients.",
        render_kw={"rows": 8},
    )


class AnswerForm(PortalForm):
    words = TextAreaField(
        "Your answer",
        [DataRequired("Write your answer"), Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"rows": 8},
    )


class DeclineForm(PortalForm):
    words = TextAreaField(
        "What should the person who asked know?",
        [Length(max=500, message=TOO_LONG)],
        description="For example, who else could help. They read this.",
        render_kw={"rows": 4, "optional": True},
    )


class PassOnForm(PortalForm):
    person = RadioField(
        "Who should be asked instead?", [DataRequired("Choose a person")], coerce=int
    )
    words = TextAreaField(
        "What should the person who asked know?",
        [Length(max=500, message=TOO_LONG)],
        description="They read this, and whom you chose.",
        render_kw={"rows": 4, "optional": True},
    )
