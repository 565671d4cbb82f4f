"""What moderators write: a decision with comments, and why a record is hidden or retired."""

from typing import Any

from wtforms import (
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from portal.innovations import vocabulary as v
from portal.innovations.parts import LABELS
from portal.web.forms import (
    TOO_LONG,
    Describe,
    Lookup,
    PickerField,
    PortalForm,
    RowForm,
    choices,
    or_none,
)

MAX_WORDS = 5000
MAX_COMMENT = 2000
NOT_LISTED = "Choose one of the listed options"

PUBLISH, CHANGES, DECLINE = "published", "changes_requested", "declined"
DECISIONS = {
    PUBLISH: "Publish it",
    CHANGES: "Ask for changes",
    DECLINE: "Decline it",
}


def _comment(label: str) -> TextAreaField:
    words = f"Your comment on “{label}” must be %(max)d characters or fewer"
    return TextAreaField(f"Comment on “{label}”", [Length(max=MAX_COMMENT, message=words)])


# A box beside each field of the record.
CommentsForm = type(
    "CommentsForm", (RowForm,), {name: _comment(label) for name, label in LABELS.items()}
)


class DecisionForm(PortalForm):
    """One form for the three decisions; what each of them needs is checked when it is chosen."""

    # The version of the record that the moderator read.
    version = HiddenField(default="0")
    comments = FormField(CommentsForm)
    decision = RadioField(
        "Your decision",
        [Optional()],
        choices=choices(DECISIONS),
        invalid_choice_message=NOT_LISTED,
    )
    rating = RadioField(
        "How strong is the evidence?",
        [Optional()],
        choices=choices(v.RATINGS),
        coerce=or_none,
        invalid_choice_message=NOT_LISTED,
    )
    rating_reason = TextAreaField(
        "Why this rating?", [Length(max=500, message=TOO_LONG)], render_kw={"rows": 2}
    )
    decline_reason = SelectField(
        "Reason",
        [Optional()],
        choices=choices(v.DECLINE_REASONS, "Choose a reason"),
        coerce=or_none,
        invalid_choice_message=NOT_LISTED,
    )
    words = TextAreaField(
        "What do you want to tell the owners?", [Length(max=MAX_WORDS, message=TOO_LONG)]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        return right and not self._ask_for_missing()

    @property
    def read_version(self) -> int:
        """The version that the moderator read; 0 when the field was spoiled."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    @property
    def written_comments(self) -> dict[str, str]:
        """Field -> comment, for the fields that have one."""
        return {field.name.partition("-")[2]: field.data for field in self.comments if field.data}

    @property
    def typed(self) -> dict[str, str]:
        """What was written into the form, by the names of its boxes."""
        boxes = [*self.comments, self.rating_reason, self.words]
        return {box.label.text: box.data for box in boxes if box.data}

    def _ask_for_missing(self) -> bool:
        """Put words at every field that the chosen decision needs; whether there are any."""
        for field, is_missing, words in self._needs():
            if is_missing:
                field.errors = [*field.errors, words]
        if self.decision.data == CHANGES and not self.written_comments:
            self.form_errors.append("Comment on at least 1 field: say what to change there")
        return bool(self.errors)

    def _needs(self) -> list[tuple[Any, bool, str]]:
        decision = self.decision.data
        if decision == PUBLISH:
            return [
                (self.rating, not self.rating.data, "Choose how strong the evidence is"),
                (self.rating_reason, not self.rating_reason.data, "Say why you chose this rating"),
            ]
        if decision == CHANGES:
            return [(self.words, not self.words.data, "Tell the owners why you ask for changes")]
        if decision == DECLINE:
            return [
                (self.decline_reason, not self.decline_reason.data, "Choose a reason"),
                (self.words, not self.words.data, "Tell the owners why you decline it"),
            ]
        return [(self.decision, True, "Choose what you decide")]


class ReasonForm(PortalForm):
    """Why something is done to a record that others can see."""

    words = TextAreaField(
        "Say why, in your own words",
        [
            DataRequired("Say why, in your own words"),
            Length(max=MAX_WORDS, message=TOO_LONG),
        ],
        description="The owners of the record read this.",
    )


class RestoreForm(ReasonForm):
    """Why a hidden record is shown again."""


class HideForm(ReasonForm):
    reason = RadioField(
        "Reason",
        [DataRequired("Choose a reason")],
        choices=choices(v.HIDE_REASONS),
        invalid_choice_message=NOT_LISTED,
    )


class RetireForm(ReasonForm):
    reason = RadioField(
        "Reason",
        [DataRequired("Choose a reason")],
        choices=choices(v.RETIRE_REASONS),
        invalid_choice_message=NOT_LISTED,
    )
    superseded_by_id = PickerField(
        "Which record replaces it?",
        lookup=lambda _words: [],
        describe=lambda _ids: [],
        description="Search by title or by identifier, such as INN-2026-0042.",
    )

    def find_with(self, lookup: Lookup, describe: Describe) -> None:
        """Say where the other record is found: among those that this reader may see."""
        self.superseded_by_id.lookup, self.superseded_by_id.describe = lookup, describe

    def validate_superseded_by_id(self, field: PickerField) -> None:
        if self.reason.data == "superseded" and not field.data:
            raise ValidationError("Find and tick the record that replaces it")

    @property
    def replacement(self) -> int | None:
        """The record that replaces it, where that is the reason."""
        return self.superseded_by_id.one if self.reason.data == "superseded" else None
