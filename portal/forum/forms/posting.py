"""The forms in which a thread is started and a reply is written."""

from typing import Any

from flask import current_app
from wtforms import BooleanField, Field, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.forum.forms.attaching import FilesForm
from portal.forum.seats import Seat
from portal.forum.vocabulary import THREAD_KINDS, ThreadKind
from portal.topics import queries as topics
from portal.web.fields import LineField
from portal.web.forms import TOO_LONG, PickerField, choices

MOST_TOPICS = 5
KIND_HINTS = {
    ThreadKind.QUESTION: "You want an answer. You can say later which reply answered it.",
    ThreadKind.DISCUSSION: "You want to hear what others think or do.",
    ThreadKind.ANNOUNCEMENT: "You want everyone here to know something.",
}
ANONYMOUS_HINT = (
    "Others see “A member” in place of your name. The moderators of the community see who you are."
)


def limit_title(field: Field) -> None:
    """Hold the title of a thread to the lengths of the settings."""
    least, most = current_app.config["THREAD_TITLE_LEAST"], current_app.config["THREAD_TITLE_MOST"]
    field.validators = [
        *field.validators,
        Length(min=least, message="Use %(min)d characters or more for the title"),
        Length(max=most, message=TOO_LONG),
    ]


class PostForm(FilesForm):
    """What every post has, with its files."""

    text = TextAreaField("Your post", [DataRequired("Write your post")])
    is_anonymous = BooleanField("Post without my name", description=ANONYMOUS_HINT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = current_app.config["POST_CHARACTERS"]
        too_long = Length(max=most, message=f"Use {most:,} characters or fewer")
        self.text.validators = [*self.text.validators, too_long]

    def offer_anonymity(self, *, is_offered: bool) -> None:
        """Leave the box out where nobody posts without their name."""
        if not is_offered:
            del self.is_anonymous

    @property
    def hides_name(self) -> bool:
        """Whether the author wants to post without their name, and can."""
        return "is_anonymous" in self and bool(self.is_anonymous.data)


class ReplyForm(PostForm):
    """A reply."""

    text = TextAreaField("Your reply", [DataRequired("Write your reply")])


class ThreadForm(PostForm):
    """A new thread with its opening post."""

    kind = RadioField(
        "What do you want to start?",
        [DataRequired("Choose what you want to start")],
        choices=choices(THREAD_KINDS),
        default=ThreadKind.QUESTION,
    )
    title = LineField(
        "Title",
        [DataRequired("Enter a title")],
        description="Say in one line what it is about. Ask a question as a question.",
    )
    topics = PickerField(
        "Topics",
        [DataRequired("Choose at least 1 topic")],
        lookup=topics.matching,
        describe=topics.by_ids,
        most=MOST_TOPICS,
        description=f"Choose 1 to {MOST_TOPICS}. They help others to find the thread.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_title(self.title)

    def offer(self, seat: Seat, *, can_announce: bool) -> None:
        """Leave out what the author may not choose here."""
        if not can_announce:
            kinds: dict[str, str] = {**THREAD_KINDS}
            del kinds[ThreadKind.ANNOUNCEMENT]
            self.kind.choices = choices(kinds)
        self.offer_anonymity(is_offered=seat.allows_anonymous)

    def fields(self) -> dict[str, Any]:
        """What ``actions.posting.start_thread`` takes, but for the text."""
        return {
            "kind": self.kind.data,
            "title": " ".join(str(self.title.data).split()),
            "topics": self.topics.data,
            "is_anonymous": self.hides_name,
        }
