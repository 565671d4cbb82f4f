"""The forms about evidence and endorsements."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.people import vocabulary as v
from portal.topics import queries as topics
from portal.web.forms import TOO_LONG, PickerField, PortalForm, choices


class DisputeForm(PortalForm):
    reason = TextAreaField(
        "What is wrong?",
        [DataRequired("Say what is wrong"), Length(max=500, message=TOO_LONG)],
        description="For example, “I am named there, but I had no part in it”. A moderator reads "
        "this.",
        render_kw={"rows": 4},
    )


class DecideForm(PortalForm):
    """What a moderator makes of a dispute."""

    answer = RadioField(
        "Is it wrong?",
        [DataRequired("Choose whether it is wrong")],
        choices=choices(
            {"upheld": "Yes, it does not count for them", "dismissed": "No, it counts for them"}
        ),
    )
    words = TextAreaField(
        "Why?",
        [DataRequired("Say why"), Length(max=500, message=TOO_LONG)],
        description="The person reads this.",
        render_kw={"rows": 4},
    )


class EndorseForm(PortalForm):
    topic = PickerField(
        "Which topic do they know about?",
        lookup=topics.matching,
        describe=topics.by_ids,
        description="Find the topic, then tick it.",
    )
    reason = RadioField(
        "How do you know?",
        [DataRequired("Choose how you know")],
        choices=choices(v.ENDORSEMENT_REASONS),
    )
    words = TextAreaField(
        "What did they do?",
        [DataRequired("Say what they did"), Length(max=500, message=TOO_LONG)],
        description="One or two sentences that help others to see what this person knows.",
        render_kw={"rows": 4},
    )

    def validate_topic(self, field: PickerField) -> None:
        if field.one is None:
            raise ValidationError("Find and tick a topic")
