"""What the forms of all sections share: from a record to a form, and from a form to fields."""

from collections.abc import Iterator
from typing import Any, ClassVar

from wtforms import Field, FieldList, HiddenField

from portal.innovations.models import Innovation
from portal.records import bounded_int
from portal.web.forms import STEERING, PickerField, PortalForm, rows_of

NOT_WRITTEN = STEERING | {"version"}


class SectionForm(PortalForm):
    """A form whose fields have the names of the columns they fill."""

    # The heading that stands before a field, by the name of the field.
    headings: ClassVar[dict[str, str]] = {}
    # Words that help to choose, by the name of the field and by value.
    hints: ClassVar[dict[str, dict[str, str]]] = {}
    # Of a list of rows: what one row is called, the heading, and words that help.
    row_names: ClassVar[dict[str, tuple[str, str, str]]] = {}

    # The version of the record that the person read; see docs/adr/0005.
    version = HiddenField(default="0")

    @classmethod
    def read(cls, record: Innovation) -> dict[str, Any]:
        """The data of the form as the record has it."""
        names = {name for name in dir(cls) if not name.startswith("_") and hasattr(record, name)}
        return {name: getattr(record, name) for name in names} | {"version": str(record.version)}

    def fields(self) -> dict[str, Any]:
        """What to save, by the names of the columns."""
        return {field.name: _value(field) for field in self.written()}

    def written(self) -> Iterator[Field]:
        """The fields that hold something of the record."""
        return (field for field in self if field.name not in NOT_WRITTEN)

    @property
    def read_version(self) -> int:
        """The version that the person read; 0 when the field was spoiled."""
        return bounded_int(str(self.version.data or "")) or 0


def _value(field: Field) -> Any:
    if isinstance(field, FieldList):
        return rows_of(field)
    if isinstance(field, PickerField) and field.most == 1:
        return field.one
    return field.data
