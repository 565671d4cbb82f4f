"""The pages of imports: upload, match the columns, look, run, follow, take back."""

import unicodedata
from pathlib import PurePath

from flask import Blueprint, Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from portal.innovations import vocabulary
from portal.innovations.importing import batches, queries
from portal.innovations.importing.forms import (
    RunForm,
    UploadForm,
    columns_form,
    unknown_values,
    values_form,
)
from portal.innovations.importing.jobs import limits
from portal.innovations.importing.mapping import SHIPPED, MappingError, mapping_of
from portal.innovations.importing.models import ImportBatch, State
from portal.innovations.importing.reading import read
from portal.innovations.importing.running import fitting
from portal.innovations.importing.storage import Storage
from portal.intake import UnreadableFileError
from portal.outbox import commit
from portal.permissions import Action, can, require
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("imports", __name__, url_prefix="/innovations/imports")

# The words and the colour of each state.
STATES = {
    State.UPLOADED: ("Columns to match", "yellow"),
    State.CHECKING: ("Being checked", "blue"),
    State.CHECKED: ("Ready to import", "yellow"),
    State.RUNNING: ("Being imported", "blue"),
    State.DONE: ("Imported", "green"),
    State.FAILED: ("Not possible", "red"),
    State.UNDOING: ("Being undone", "blue"),
    State.UNDONE: ("Undone", "grey"),
}
TOO_LATE = "This import has moved on, so nothing was changed."


def load(batch_id: int) -> ImportBatch:
    """The import; 404 when it is not there for this reader."""
    batch = queries.get(batch_id, current_user)
    if batch is None:
        abort(404)
    return batch


@bp.get("")
@requires(Action.INNOVATION_IMPORT)
def index() -> Response:
    page = paginate(queries.imports(current_user))
    return render(
        "innovations/imports/index.html",
        block="results",
        status=page.status,
        page=page,
        states=STATES,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Action.INNOVATION_IMPORT)
def new() -> Response | BaseResponse:
    form = UploadForm()
    if form.is_sent() and (batch := _receive(form)):
        commit()
        if batch.state == State.UPLOADED:
            return redirect(f"{batch.path}/columns", 303)
        return redirect(batch.path, 303)
    return render(
        "innovations/imports/new.html",
        form=form,
        status=form.status,
        megabytes=current_app.config["UPLOAD_MEGABYTES"],
        most_rows=current_app.config["IMPORT_MAX_ROWS"],
    )


@bp.route("/<int:batch_id>/columns", methods=["GET", "POST"])
@requires(Action.INNOVATION_IMPORT)
def columns(batch_id: int) -> Response | BaseResponse:
    batch = load(batch_id)
    form = columns_form(batch)
    if form.is_sent():
        if not batches.match_columns(batch, mapping_of(batch.columns, form.chosen())):
            return _too_late(batch)
        if unknown_values(batch):
            commit()
            return redirect(f"{batch.path}/values", 303)
        return _check(batch)
    return render("innovations/imports/columns.html", form=form, status=form.status, batch=batch)


@bp.route("/<int:batch_id>/values", methods=["GET", "POST"])
@requires(Action.INNOVATION_IMPORT)
def values(batch_id: int) -> Response | BaseResponse:
    batch = load(batch_id)
    unknown = unknown_values(batch)
    form = values_form(batch, unknown)
    if form.is_sent():
        if not batches.match_columns(batch, form.mapping(batch, unknown)):
            return _too_late(batch)
        return _check(batch)
    return render("innovations/imports/values.html", form=form, status=form.status, batch=batch)


@bp.get("/<int:batch_id>")
@requires(Action.INNOVATION_IMPORT)
def show(batch_id: int) -> Response:
    """Where the import stands; while the worker is at it, htmx asks for the block every second."""
    batch = load(batch_id)
    page = paginate(queries.findings(batch))
    return render(
        "innovations/imports/show.html",
        block="state",
        status=page.status,
        batch=batch,
        states=STATES,
        page=page,
        levels=queries.level_counts(batch),
        counted=queries.counted_findings(batch),
        touched=queries.touched(batch) if batch.state == State.UNDONE else (),
        run_form=RunForm(formdata=None) if can(Action.INNOVATION_IMPORT_PUBLISHED) else None,
        vocabulary=vocabulary,
    )


@bp.get("/<int:batch_id>/records")
@requires(Action.INNOVATION_IMPORT)
def records(batch_id: int) -> Response:
    batch = load(batch_id)
    page = paginate(queries.records(batch))
    return render(
        "innovations/imports/records.html",
        block="results",
        status=page.status,
        batch=batch,
        page=page,
        vocabulary=vocabulary,
    )


@bp.post("/<int:batch_id>/run")
@requires(Action.INNOVATION_IMPORT)
def run(batch_id: int) -> BaseResponse:
    batch = load(batch_id)
    form = RunForm()
    record_status = form.record_status.data if form.is_sent() else "draft"
    if record_status == "published":
        require(Action.INNOVATION_IMPORT_PUBLISHED)
    # A second click finds it running already, and only goes to the page that says so.
    batches.start(batch, record_status=record_status)
    commit()
    return redirect(batch.path, 303)


@bp.route("/<int:batch_id>/undo", methods=["GET", "POST"])
@requires(Action.INNOVATION_IMPORT)
@checks(Action.INNOVATION_UNDO_IMPORT)
def undo(batch_id: int) -> Response | BaseResponse:
    batch = load(batch_id)
    require(Action.INNOVATION_UNDO_IMPORT, batch)
    if request.method == "POST":
        batches.begin_undo(batch, current_user)
        commit()
        return redirect(batch.path, 303)
    gone, staying = queries.undo_counts(batch)
    return render(
        "innovations/imports/undo.html",
        batch=batch,
        gone=gone,
        touched=queries.touched(batch) if staying else (),
        vocabulary=vocabulary,
    )


@bp.post("/<int:batch_id>/discard")
@requires(Action.INNOVATION_IMPORT)
def discard(batch_id: int) -> BaseResponse:
    batch = load(batch_id)
    path, digest = batch.path, batch.digest
    is_gone = batches.discard(batch)
    commit()
    if not is_gone:
        flash(TOO_LATE, "error")
        return redirect(path, 303)
    _storage().drop_unused(digest)
    flash("The uploaded file was deleted. Nothing was imported.", "success")
    return redirect("/innovations/imports", 303)


def _receive(form: UploadForm) -> ImportBatch | None:
    """An import of the uploaded file; None when the form then says what is wrong with it.

    It is read here and not in the background, so that a file that cannot be
    read is refused at its field, while the person still has it in front of them.
    """
    upload: FileStorage = form.file.data
    storage = _storage()
    digest = storage.keep(upload.stream)  # type: ignore[arg-type]  # an IO[bytes]
    try:
        table = read(storage.path(digest), limits(), form.sheet.data or "")
        chosen = SHIPPED.get(form.mapping.data or "")
        if chosen is not None:
            fitting(chosen, table.columns)
    except UnreadableFileError as error:
        form.file.errors = [f"This file was not read. {error}"]
    except MappingError as error:
        form.mapping.errors = [str(error)]
    else:
        batch = batches.open_batch(
            current_user,
            file_name=_plain_name(upload.filename or ""),
            digest=digest,
            table=table,
            sheet=form.sheet.data or "",
        )
        if chosen is not None:
            batches.match_columns(batch, chosen)
            batches.check(batch)
        return batch
    storage.drop_unused(digest)
    return None


def _check(batch: ImportBatch) -> BaseResponse:
    batches.check(batch)
    commit()
    return redirect(batch.path, 303)


def _too_late(batch: ImportBatch) -> BaseResponse:
    commit()
    flash(TOO_LATE, "error")
    return redirect(batch.path, 303)


def _storage() -> Storage:
    return Storage(current_app.config["DATA_DIR"])


def _plain_name(name: str) -> str:
    """The last part of a path, without what cannot be shown."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if unicodedata.category(c)[0] != "C")[:200] or "file"
