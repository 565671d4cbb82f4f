"""Uploading files to a record, and giving them out to its readers."""

from typing import Any, NamedTuple

from flask import Response, abort, current_app, flash, redirect, request, session
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from portal.extensions import db
from portal.files import THUMBNAIL_TYPE, RefusedError, clean_name, disposition, give, take
from portal.innovations import signposting, vocabulary
from portal.innovations.attaching import queries
from portal.innovations.attaching.attached import attachments, file_ids
from portal.innovations.attaching.uploading import attach
from portal.innovations.errors import StaleVersionError
from portal.innovations.forms.attachments import UploadForm
from portal.innovations.models import Innovation, InnovationFile
from portal.innovations.versions import pending as proposing
from portal.innovations.views.attempts import AT_THE_SAME_MOMENT, attempt
from portal.innovations.views.editing import EditedText
from portal.innovations.views.reading import bp, load
from portal.permissions import Action, can
from portal.web.access import checks, public, requires
from portal.web.render import render, wants_part

UPLOAD = "innovations.files"


class Outcome(NamedTuple):
    """What became of one file; no words where it was taken."""

    name: str
    words: str


@bp.url_value_preprocessor
def _let_many_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before the form is read: of several files each may be as large as one alone."""
    if endpoint == UPLOAD and "_user_id" in session:
        most = current_app.config["ATTACHMENTS_AT_ONCE"] * _most_bytes()
        request.max_content_length = most + 1024 * 1024


@bp.route("/<int:innovation_id>/files", methods=["GET", "POST"])
@checks(Action.INNOVATION_EDIT, Action.INNOVATION_PROPOSE)
@requires(Action.INNOVATION_CREATE)
def files(innovation_id: int) -> Response | BaseResponse:
    text = EditedText(innovation_id)
    if text.is_with_moderator:
        flash(proposing.TAKE_BACK, "error")
        return redirect(f"{text.innovation.path}/tasks", 303)
    form = UploadForm()
    if request.method != "POST":
        return _page(text, form)
    # Not the form's own data: text sent under the name of the files would stand there too.
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    most = current_app.config["ATTACHMENTS_AT_ONCE"]
    if not form.is_sent() or not uploads:
        form.files.errors = ["Choose at least 1 file"]
        return _page(text, form, status=422)
    # To look into a file takes time, and nobody should wait to write meanwhile.
    db.session.rollback()
    outcomes = [_take(innovation_id, upload) for upload in uploads[:most]]
    outcomes += [
        Outcome(clean_name(str(upload.filename)), f"Upload {most} files at a time, not more.")
        for upload in uploads[most:]
    ]
    refused = [outcome for outcome in outcomes if outcome.words]
    if not refused and not wants_part():
        flash("Uploaded. Now say what each file is.")
        return redirect(f"/innovations/{innovation_id}/edit/attachments", 303)
    form.files.errors = [f"{outcome.name}: {outcome.words}" for outcome in refused]
    status = 422 if refused else 200
    return _page(EditedText(innovation_id), form, outcomes=outcomes, status=status)


@bp.get("/<int:innovation_id>/files/<int:file_id>/<name>")
@public
def file(innovation_id: int, file_id: int, name: str) -> Response:
    innovation = load(innovation_id)
    found = _file(innovation, file_id)
    if found.name != name:
        abort(404)
    response = give(found.digest, found.media_type, disposition(found.name))
    record_url = f"{current_app.config['BASE_URL']}{innovation.path}"
    response.headers["Link"] = str(signposting.Link("collection", record_url, "text/html"))
    return response


@bp.get("/<int:innovation_id>/thumbnails/<int:file_id>")
@public
def thumbnail(innovation_id: int, file_id: int) -> Response:
    found = _file(load(innovation_id), file_id)
    digest = found.thumbnail_digest or abort(404)
    return give(digest, THUMBNAIL_TYPE, disposition("thumbnail.webp", inline=True))


def _take(innovation_id: int, upload: FileStorage) -> Outcome:
    """Keep one file and put it on the record; what goes wrong stops no other file."""
    name = clean_name(str(upload.filename))
    try:
        taken = take(upload.stream, name, _most_bytes())
    except RefusedError as refused:
        return Outcome(name, str(refused))
    finally:
        upload.close()

    def act() -> None:
        text = EditedText(innovation_id)
        attach(
            text.record,
            current_user,
            taken,
            most=current_app.config["ATTACHMENTS_MAX"],
            write=text.write,
        )

    try:
        return Outcome(name, attempt(act))
    except StaleVersionError:
        db.session.rollback()
        return Outcome(name, AT_THE_SAME_MOMENT)


def _page(
    text: EditedText, form: UploadForm, *, outcomes: list[Outcome] | None = None, status: int = 200
) -> Response:
    record = text.record
    return render(
        "innovations/attaching/upload.html",
        block="outcome",
        innovation=text.innovation,
        is_proposal=text.is_proposal,
        form=form,
        attachments=attachments(record, queries.files_of(record.id)),
        outcomes=outcomes or [],
        vocabulary=vocabulary,
        most=current_app.config["ATTACHMENTS_MAX"],
        at_once=current_app.config["ATTACHMENTS_AT_ONCE"],
        megabytes=current_app.config["UPLOAD_MEGABYTES"],
        status=status,
    )


def _file(innovation: Innovation, file_id: int) -> InnovationFile:
    """A file that the record shows; its owners and moderators may have those of any version."""
    found = queries.file_of(innovation.id, file_id)
    is_shown = file_id in file_ids(innovation.attachments)
    if found is None or not (is_shown or can(Action.INNOVATION_HISTORY, innovation)):
        abort(404)
    return found


def _most_bytes() -> int:
    return int(current_app.config["UPLOAD_MEGABYTES"]) * 1024 * 1024
