"""The forms in which a question is closed and a thread is locked, pinned, moved or merged."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length

from portal.clock import today
from portal.forum.forms.posting import limit_title
from portal.forum.vocabulary import Resolution, ThreadKind
from portal.web.fields import LineField
from portal.web.forms import TOO_LONG, PortalForm, choices

LONGEST_PIN: Final = timedelta(days=366)
_CLOSED: Mapping[str, str] = {
    Resolution.ANSWERED: "It was answered here",
    Resolution.RESOLVED_ELSEWHERE: "It was resolved elsewhere",
    Resolution.DUPLICATE: "It was asked before",
    Resolution.NO_ANSWER: "There is no answer",
}
_SPLIT_KINDS: Mapping[str, str] = {
    ThreadKind.QUESTION: "Question",
    ThreadKind.DISCUSSION: "Discussion",
}


class ReasonForm(PortalForm):
    """Why a thread is locked or hidden."""

    reason = TextAreaField(
        "Why?",
        [DataRequired("Say why"), Length(max=500, message=TOO_LONG)],
        render_kw={"rows": 4},
    )


class PinForm(PortalForm):
    until = DateField(
        "Last day on top",
        [DataRequired("Enter a day")],
        description="It stands on top of its community up to the end of this day.",
    )

    def validate_until(self, field: Field) -> None:
        """A pin that nobody ends comes off by itself."""
        day: date = field.data
        if day < today():
            raise ValidationError("Enter today or a later day")
        if day > today() + LONGEST_PIN:
            raise ValidationError("Enter a day within a year")


class MoveForm(PortalForm):
    community = SelectField(
        "Move to",
        [DataRequired("Choose a community")],
        description="You can choose communities that you help to run.",
    )
    reason = StringField(
        "Why?",
        [Length(max=500, message=TOO_LONG)],
        description="Its author reads this.",
        render_kw={"optional": True},
    )


class MergeForm(PortalForm):
    target = StringField(
        "Which thread should it go into?",
        [DataRequired("Enter the link or the number of a thread"), Length(max=300)],
        description="Its link or its number, such as /threads/12 or 12.",
    )
    reason = StringField(
        "Why?",
        [Length(max=500, message=TOO_LONG)],
        description="The authors of the posts read this.",
        render_kw={"optional": True},
    )


class SplitForm(PortalForm):
    posts = SelectMultipleField(
        "Posts that go to the new thread",
        [DataRequired("Choose at least 1 post")],
        coerce=str,
        # A draft may hold posts of another page; the action asks what can be moved.
        validate_choice=False,
    )
    with_later = BooleanField("Also all posts after the last one that I chose")
    title = LineField(
        "Title of the new thread",
        [DataRequired("Enter a title")],
    )
    kind = RadioField("What is it?", choices=choices(_SPLIT_KINDS), default=ThreadKind.DISCUSSION)
    community = SelectField(
        "Community",
        [DataRequired("Choose a community")],
        description="The people who read this community can read the posts then.",
    )
    reason = StringField(
        "Why?",
        [Length(max=500, message=TOO_LONG)],
        description="The authors of the posts read this.",
        render_kw={"optional": True},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_title(self.title)

    @property
    def clean_title(self) -> str:
        """The title without double spaces."""
        return " ".join(str(self.title.data).split())


class ResolveForm(PortalForm):
    resolution = RadioField(
        "What became of the question?",
        [DataRequired("Choose what became of the question")],
        choices=choices(_CLOSED),
    )
    outcome = StringField(
        "What came of it, in one line",
        [Length(max=300, message=TOO_LONG)],
        description="For example, “We froze the loans for a day”. Say it if it was resolved "
        "elsewhere.",
        render_kw={"optional": True},
    )
    target = StringField(
        "The thread that asked it before",
        [Length(max=300, message=TOO_LONG)],
        description="Its link or its number, such as /threads/12 or 12. Only if it was asked "
        "before.",
        render_kw={"optional": True},
    )

    def validate_outcome(self, field: Field) -> None:
        if self.resolution.data == Resolution.RESOLVED_ELSEWHERE and not field.data:
            raise ValidationError("Say in one line what came of it")

    def validate_target(self, field: Field) -> None:
        if self.resolution.data == Resolution.DUPLICATE and not field.data:
            raise ValidationError("Enter the link or the number of the thread")


class HelpersForm(PortalForm):
    people = SelectMultipleField(
        "People who may know",
        coerce=str,
        description="Choose up to 3. They are asked if nobody has replied after 2 working days.",
    )


class AskableForm(PortalForm):
    is_askable = BooleanField("Others can choose me when they need help with a question")
