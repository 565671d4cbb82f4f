"""Files in the form of a post.

What was uploaded comes back with the form as signed rows, so that no file has to be chosen again
when the form was not right, when it was only looked at, or when it is opened from a draft.
"""

from collections.abc import Iterable
from typing import Any, Final

from flask import current_app
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import FormField, HiddenField, MultipleFileField, StringField, ValidationError
from wtforms.validators import Length

from portal.files import ENDINGS, KINDS, Taken, size_in_words, store
from portal.forum.models import PostFile
from portal.web.fields import RowList
from portal.web.forms import TOO_LONG, PortalForm, RowForm

GONE: Final = "A file that you attached is not there any more. Attach it again"


class AttachedRow(RowForm):
    """One file that is in the store; ``token`` says what and whose it is."""

    token = HiddenField("File")
    alternative_text = StringField(
        "What the picture shows",
        [Length(max=300, message=TOO_LONG)],
        description="It is read out to people who cannot see the picture.",
    )
    taken: Taken | None = None

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        self.taken = _read(str(self.token.data or ""))

    @property
    def is_blank(self) -> bool:
        return self.taken is None

    @property
    def is_picture(self) -> bool:
        return self.taken is not None and KINDS[self.taken.media_type].is_picture

    @property
    def words(self) -> str:
        """What it is and how large, such as “PDF, 2.1 MB”."""
        if self.taken is None:
            return ""
        return f"{KINDS[self.taken.media_type].words}, {size_in_words(self.taken.size)}"


class FilesForm(PortalForm):
    """A form that takes files; ``keep_uploads`` fills its rows."""

    files = MultipleFileField(
        "Attach files",
        render_kw={
            "optional": True,
            "multiple": True,
            "accept": ",".join(f".{ending}" for ending in ENDINGS),
        },
    )
    attached = RowList(FormField(AttachedRow), most=100, can_add=False)
    lost = False
    """Whether a file that stood here cannot be attached any more."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        kept = [entry for entry in self.attached.entries if _is_there(entry.form.taken)]
        self.lost = len(kept) < len(self.attached.entries)
        self.attached.entries = kept

    def show(self, files: Iterable[PostFile]) -> None:
        """Put the files of a post into the rows."""
        for file in files:
            self.attached.append_entry(
                {"token": token_of(taken_of(file)), "alternative_text": file.alternative_text}
            )

    def keep(self, taken: Taken) -> None:
        """Put a new file into the rows, unless the same is there."""
        if all(row.digest != taken.digest for row, _ in self.taken()):
            self.attached.append_entry({"token": token_of(taken), "alternative_text": ""})

    def refuse(self, words: str) -> None:
        """Say why a file was not taken."""
        self.files.process_errors = [*self.files.process_errors, words]

    def taken(self) -> list[tuple[Taken, str]]:
        """The files that the post is to have, each with what it shows if it is a picture."""
        rows = (entry.form for entry in self.attached.entries)
        return [(row.taken, row.alternative_text.data or "") for row in rows if row.taken]

    def validate_files(self, _field: MultipleFileField) -> None:
        most = current_app.config["ATTACHMENTS_AT_ONCE"]
        if len(self.attached.entries) > most:
            raise ValidationError(f"Attach {most} files or fewer")
        if self.lost:
            raise ValidationError(GONE)


def taken_of(file: PostFile) -> Taken:
    """A file of a post as ``portal.files`` describes it."""
    return Taken(*(getattr(file, name) for name in Taken._fields))


def token_of(taken: Taken) -> str:
    """What the form carries: only the person who uploaded the file can use it."""
    return str(_signer().dumps(list(taken)))


def _read(token: str) -> Taken | None:
    try:
        return Taken(*_signer().loads(token))
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"post-file-{current_user.id}")


def _is_there(taken: Taken | None) -> bool:
    return taken is not None and store().exists(taken.digest)
