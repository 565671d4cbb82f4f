"""The forms for changing, withdrawing and hiding what was written."""

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.forum.forms.posting import MOST_TOPICS, PostForm, limit_title
from portal.records import bounded_int
from portal.topics import queries as topics
from portal.web.forms import TOO_LONG, PickerField, PortalForm


class EditPostForm(PostForm):
    """Whether a post is anonymous was said when it was written."""

    reason = StringField(
        "Why do you change it?",
        [Length(max=200, message=TOO_LONG)],
        description="For example, “The date was wrong”. Readers of the history see it.",
        render_kw={"optional": True},
    )
    version = HiddenField(default="0")

    @property
    def read_version(self) -> int:
        """The version of the post that the person read; 0 when the field was spoiled."""
        return bounded_int(str(self.version.data or "")) or 0


class EditThreadForm(PortalForm):
    title = StringField(
        "Title",
        [DataRequired("Enter a title")],
    )
    topics = PickerField(
        "Topics",
        [DataRequired("Choose at least 1 topic")],
        description=f"Choose 1 to {MOST_TOPICS}. They help others to find the thread.",
        lookup=topics.matching,
        describe=topics.by_ids,
        most=MOST_TOPICS,
    )
    version = HiddenField(default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_title(self.title)

    @property
    def clean_title(self) -> str:
        """The title without double spaces."""
        return " ".join(str(self.title.data).split())


class SummaryForm(PortalForm):
    text = TextAreaField(
        "Where we are",
        [Length(max=5_000, message=TOO_LONG)],
        description=(
            "What is known, what is agreed, what is open. Everyone who can post here can change "
            "it. Leave it empty to take the box away."
        ),
        render_kw={"rows": 10},
    )
    version = HiddenField(default="0")

    @property
    def read_version(self) -> int:
        """The number of the text that the person read; -1 when the field was spoiled."""
        number = bounded_int(str(self.version.data or ""))
        return -1 if number is None else number


class HideForm(PortalForm):
    reason = TextAreaField(
        "Why do you hide it?",
        [DataRequired("Say why you hide it"), Length(max=500, message=TOO_LONG)],
        description="Its author reads this.",
        render_kw={"rows": 4},
    )


class ActForm(PortalForm):
    """A button to be sure of."""
