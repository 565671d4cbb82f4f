"""The section of the attachments: what each file is called, shows and may be used for."""

from collections.abc import Mapping
from typing import Any

from wtforms import FormField, HiddenField, MultipleFileField, SelectField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.files import ENDINGS, KINDS, size_in_words
from portal.innovations import vocabulary as v
from portal.innovations.forms.section import SectionForm
from portal.innovations.models import InnovationFile
from portal.records import bounded_int
from portal.web.fields import RowList
from portal.web.forms import TOO_LONG, PortalForm, RowForm, choices, rows_of

# More than a record can have files: how many those are is a setting.
MOST_ROWS = 100


class UploadForm(PortalForm):
    """Files from the person's own disk."""

    files = MultipleFileField(
        "Choose files",
        render_kw={"multiple": True, "accept": ",".join(f".{ending}" for ending in ENDINGS)},
    )


class AttachmentRow(RowForm):
    file_id = HiddenField("File")
    title = StringField("Title", [DataRequired("Enter a title"), Length(max=200, message=TOO_LONG)])
    alternative_text = StringField(
        "What the picture shows",
        [Length(max=500, message=TOO_LONG)],
        description="It is read out to people who cannot see the picture.",
    )
    licence = SelectField("How may others reuse it?", choices=choices(v.LICENCES, "Choose one"))
    # The file, if it is one of the record's; whoever opens the form says so.
    file: InnovationFile | None = None

    @property
    def number(self) -> int:
        """The id of the file; 0 when the field was spoiled."""
        return bounded_int(str(self.file_id.data or "")) or 0

    @property
    def is_blank(self) -> bool:
        return not self.file_id.data

    def validate_title(self, _field: StringField) -> None:
        if self.file is None:
            raise ValidationError("This file is not there any more. Remove it from the list")


class AttachmentsForm(SectionForm):
    row_names = {"attachments": ("attachment", "Attachments", "")}

    attachments = RowList(FormField(AttachmentRow), most=MOST_ROWS, can_add=False)
    # The files of the record, by their ids.
    files: Mapping[int, InnovationFile] = {}

    def know(self, files: Mapping[int, InnovationFile]) -> None:
        """Name the file of each row, and ask what it shows only where it is a picture."""
        self.files = files
        for entry in self.attachments.entries:
            row = entry.form
            row.file = self.files.get(row.number)
            if row.file is not None:
                kind = KINDS[row.file.media_type]
                size = size_in_words(row.file.size)
                row.title.description = f"{row.file.name} ({kind.words}, {size})"
                if not kind.is_picture:
                    del row.alternative_text

    def fields(self) -> dict[str, Any]:
        """The rows; a file that is named twice is taken once."""
        rows: dict[int, dict[str, Any]] = {}
        for row in rows_of(self.attachments):
            file = self.files[bounded_int(row["file_id"]) or 0]
            rows.setdefault(
                file.id,
                {
                    "file_id": file.id,
                    "file_name": file.name,
                    "media_type": file.media_type,
                    "title": row["title"],
                    "alternative_text": row.get("alternative_text") or "",
                    "licence": row["licence"] or None,
                },
            )
        return {"attachments": list(rows.values())}
