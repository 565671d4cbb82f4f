"""Merging two records: which one is kept, and what it takes from the other."""

from collections.abc import Sequence

from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from portal.innovations.forms.reviewing import NOT_LISTED, ReasonForm
from portal.innovations.merging.choices import BOTH, KEPT, OTHER, Difference
from portal.web.forms import Describe, Lookup, PickerField, PortalForm, choices

TAKE = "take_"
WORDS = {KEPT: "The record that is kept", OTHER: "The duplicate"}
WORDS_OF_LISTS = {**WORDS, BOTH: "Both together"}


class KeepForm(PortalForm):
    kept_id = PickerField(
        "Which record is kept?",
        lookup=lambda _words: [],
        describe=lambda _ids: [],
        description="Search by title or by identifier, such as INN-2026-0042.",
    )

    def find_with(self, lookup: Lookup, describe: Describe) -> None:
        """Say where the record is found: among those that this moderator may see."""
        self.kept_id.lookup, self.kept_id.describe = lookup, describe

    def validate_kept_id(self, field: PickerField) -> None:
        if not field.data:
            raise ValidationError("Find and tick the record that is kept")


class MergeForm(ReasonForm):
    """Has a field ``take_…`` for each difference as well: see ``merge_form``."""

    # The versions of the two records that the moderator compared.
    versions = HiddenField(default="")

    @property
    def choices(self) -> dict[str, str]:
        """KEPT, OTHER or BOTH, by the names of the parts that differ."""
        fields = (field for field in self if field.name.startswith(TAKE))
        return {field.name.removeprefix(TAKE): field.data for field in fields}


def merge_form(differing: Sequence[Difference]) -> type[MergeForm]:
    """A form with a choice for each of the differences."""
    fields = {
        TAKE + one.name: RadioField(
            f"{one.label}: which is kept?",
            choices=choices(WORDS_OF_LISTS if one.is_list else WORDS),
            default=KEPT,
            invalid_choice_message=NOT_LISTED,
        )
        for one in differing
    }
    return type("MergeFormOfTwo", (MergeForm,), fields)
