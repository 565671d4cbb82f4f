"""The forms about keeping knowledge, managers and leaving."""

from datetime import date

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.accounts import queries as accounts
from portal.clock import today
from portal.people import vocabulary as v
from portal.people.addresses import ref_at
from portal.people.picking import listed_by_ids
from portal.web.fields import DayField
from portal.web.forms import TOO_LONG, PickerField, PortalForm, choices


def _person(label: str, description: str) -> PickerField:
    return PickerField(
        label, lookup=accounts.matching, describe=listed_by_ids, description=description
    )


class ImportanceForm(PortalForm):
    importance = RadioField(
        "How important is it to keep this knowledge?",
        [InputRequired("Choose how important it is")],
        choices=choices({str(key): words for key, words in v.IMPORTANCES.items()}),
    )


class CaptureForm(PortalForm):
    """``offered`` are those whose knowledge may be kept; None: anybody's."""

    kind = RadioField(
        "What will you do?",
        [InputRequired("Choose what you will do")],
        choices=choices(v.CAPTURE_KINDS),
    )
    holder = _person(
        "Whose knowledge is it?",
        "Find the person, then tick them. Leave it empty if nobody has it.",
    )
    owner = _person("Who sees to it?", "They are reminded when it is due.")
    due_on = DayField("When is it due?", [InputRequired("Enter the day when it is due")])
    note = TextAreaField(
        "What is it about?",
        [Length(max=500, message=TOO_LONG)],
        description="For example, which questions to ask.",
        render_kw={"rows": 3, "optional": True},
    )
    # What was planned before: a day that has passed may stay.
    due_before: date | None = None
    offered: frozenset[int] | None = None

    def validate_owner(self, field: PickerField) -> None:
        if field.one is None:
            raise ValidationError("Find and tick who sees to it")

    def validate_holder(self, field: PickerField) -> None:
        if field.one is not None and self.offered is not None and field.one not in self.offered:
            raise ValidationError("Choose someone of an organisation that you manage")

    def validate_due_on(self, field: DayField) -> None:
        if field.data and field.data < today() and field.data != self.due_before:
            raise ValidationError("Enter today or a later day")


class CloseForm(PortalForm):
    state = RadioField(
        "What became of it?",
        [InputRequired("Choose what became of it")],
        choices=choices({"done": "It is done", "dropped": "It will not be done"}),
    )
    result = StringField(
        "Address of what came of it",
        [Length(max=300, message=TOO_LONG)],
        description="The address of an innovation or a thread in this portal.",
        render_kw={"optional": True},
    )

    def validate_result(self, field: StringField) -> None:
        if field.data and self.result_ref is None:
            raise ValidationError("Enter the address of an innovation or a thread in this portal")

    @property
    def result_ref(self) -> str | None:
        """The ref of the record at the address."""
        return ref_at(self.result.data or "")


class ManagerForm(PortalForm):
    person = _person("Who?", "Find the person, then tick them.")

    def validate_person(self, field: PickerField) -> None:
        if field.one is None:
            raise ValidationError("Find and tick a person")


class LeavingForm(PortalForm):
    leaves_on = DayField(
        "Last day",
        [InputRequired("Enter the last day")],
        description="Do not say why. The portal keeps no reasons.",
    )
    successor = _person("Who takes over?", "Leave it empty if nobody is named yet.")
    leaver_id = 0
    leaves_before: date | None = None

    def validate_leaves_on(self, field: DayField) -> None:
        if field.data and field.data < today() and field.data != self.leaves_before:
            raise ValidationError("Enter today or a later day")

    def validate_successor(self, field: PickerField) -> None:
        if field.one == self.leaver_id:
            raise ValidationError("Choose someone else: nobody can take over from themself")


class LineForm(PortalForm):
    """One line of the checklist."""

    is_done = BooleanField("This is dealt with")
    note = TextAreaField(
        "Note",
        [Length(max=1000, message=TOO_LONG)],
        description="Your successor, your manager and moderators read this.",
        render_kw={"rows": 6, "optional": True},
    )
    seen = HiddenField()


class ActForm(PortalForm):
    """A button alone."""
