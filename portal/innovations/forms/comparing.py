"""Two people edited the same record: what the other one saved, in words, field by field."""

from typing import Any

from wtforms import Field, FieldList, HiddenField

from portal.innovations.forms.attachments import AttachmentsForm
from portal.innovations.forms.section import SectionForm
from portal.innovations.forms.sections import EvidenceForm, RelatedForm
from portal.innovations.models import Innovation
from portal.web.filters import format_month
from portal.web.forms import PickerField


def differences(form: SectionForm, record: Innovation) -> dict[str, tuple[str, str]]:
    """Mine and theirs in words, for the fields in which ``form`` and the record differ."""
    stored = type(form)(formdata=None, data=form.read(record))
    _find_alike(form, stored)
    theirs = {field.name: in_words(field) for field in stored.written()}
    both = {field.name: (in_words(field), theirs[field.name]) for field in form.written()}
    return {name: (mine, other) for name, (mine, other) in both.items() if mine != other}


def _find_alike(form: SectionForm, stored: SectionForm) -> None:
    """Let the second form describe what is picked as the first one does."""
    if isinstance(form, RelatedForm) and isinstance(stored, RelatedForm) and form.finders:
        stored.find_with(*form.finders)
    elif isinstance(form, AttachmentsForm) and isinstance(stored, AttachmentsForm):
        stored.know(form.files)
    elif isinstance(form, EvidenceForm) and isinstance(stored, EvidenceForm):
        stored.offer(form.attachments)


def in_words(field: Field) -> str:
    """What a field holds, as text that can be read and copied."""
    if isinstance(field, FieldList):
        rows = [entry.form for entry in field.entries if not entry.form.is_blank]
        return "\n\n".join(
            "\n".join(
                f"{inner.label.text}: {words}"
                for inner in row
                if not isinstance(inner, HiddenField) and (words := in_words(inner))
            )
            for row in rows
        )
    if isinstance(field, PickerField):
        return ", ".join(choice.label for choice in field.chosen)
    if hasattr(field, "iter_choices"):
        return ", ".join(choice.label for choice in field.iter_choices() if choice.selected)
    return _plain(field.data)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if hasattr(value, "month"):
        return format_month(value)
    return "" if value is None else str(value)
