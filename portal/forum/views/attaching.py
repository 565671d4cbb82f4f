"""Taking the files of a post's form, and giving them out to those who see the post."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, request, session
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from portal.extensions import db
from portal.files import THUMBNAIL_TYPE, RefusedError, Taken, clean_name, disposition, give, take
from portal.forum.actions.attaching import files_of
from portal.forum.forms.attaching import FilesForm
from portal.forum.models import PostFile
from portal.forum.queries import posts
from portal.web.access import public

bp = Blueprint("post_files", __name__)

# The forms that take files.
ENDPOINTS = frozenset({"editing.edit", "posting.new", "posting.reply"})


@bp.app_url_value_preprocessor
def _let_many_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before the form is read: of several files each may be as large as one alone."""
    if endpoint in ENDPOINTS and "_user_id" in session:
        most = current_app.config["ATTACHMENTS_AT_ONCE"] * _most_bytes()
        request.max_content_length = most + 1024 * 1024


def keep_uploads(form: FilesForm) -> bool:
    """Examine the files of this request, keep them, and put them into the rows of the form.

    Called when the rights have been asked. True when there were any: then everything that was
    loaded before has to be loaded again, because nobody waits to write while a file is examined.
    """
    uploads = [upload for upload in request.files.getlist(form.files.name) if upload.filename]
    if not uploads:
        return False
    most = current_app.config["ATTACHMENTS_AT_ONCE"]
    db.session.rollback()
    # All of them first: what the form does with them asks the database who the person is.
    outcomes = [_take(upload) for upload in uploads[:most]]
    for outcome in outcomes:
        if isinstance(outcome, Taken):
            form.keep(outcome)
        else:
            form.refuse(outcome)
    if uploads[most:]:
        form.refuse(f"Attach {most} files at a time, not more")
    return True


@bp.get("/posts/<int:post_id>/files/<int:file_id>/<name>")
@public
def file(post_id: int, file_id: int, name: str) -> Response:
    found = _file(post_id, file_id)
    if found.name != name:
        abort(404)
    return give(found.digest, found.media_type, disposition(found.name))


@bp.get("/posts/<int:post_id>/thumbnails/<int:file_id>")
@public
def thumbnail(post_id: int, file_id: int) -> Response:
    digest = _file(post_id, file_id).thumbnail_digest or abort(404)
    return give(digest, THUMBNAIL_TYPE, disposition("thumbnail.webp", inline=True))


def _take(upload: FileStorage) -> Taken | str:
    """The file in the store, or in words why it was not taken."""
    name = clean_name(str(upload.filename))
    try:
        return take(upload.stream, name, _most_bytes())
    except RefusedError as refused:
        return f"{name}: {refused}"
    finally:
        upload.close()


def _file(post_id: int, file_id: int) -> PostFile:
    if posts.held(post_id, current_user) is None:
        abort(404)
    found = (file for file in files_of(post_id) if file.id == file_id)
    return next(found, None) or abort(404)


def _most_bytes() -> int:
    return int(current_app.config["UPLOAD_MEGABYTES"]) * 1024 * 1024
