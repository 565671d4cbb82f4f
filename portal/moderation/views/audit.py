"""The audit log: who did what, when; also as a file for a spreadsheet."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from wtforms.fields.choices import SelectChoice

from portal.extensions import db
from portal.innovations import queries as innovations
from portal.moderation.forms import AuditFilter
from portal.moderation.queries import audit as queries
from portal.permissions import Action
from portal.records import AnyRow, ref
from portal.web.access import requires
from portal.web.pagination import Page, paginate
from portal.web.render import render

bp = Blueprint("audit", __name__, url_prefix="/moderation")

# More than this is asked for in pieces, by dates: the file is made in memory.
MOST_ROWS = 50_000
HEADINGS = ("At (UTC)", "Person", "Action", "Record", "Details")
BY_COMMAND = "A command"


@bp.get("/audit")
@requires(Action.AUDIT_VIEW)
def index() -> Response:
    form, is_right = _filter()
    page: Page[Any] = Page([], number=1, total=0)
    if is_right:
        page = paginate(queries.entries(_wanted(form)))
    return render(
        "moderation/audit.html",
        block="entries",
        status=page.status if is_right else 422,
        form=form,
        page=page,
        rows=[(row, _details(row)) for row in page.items],
        export="/moderation/audit.csv?" + urlencode(_asked()),
        most_rows=MOST_ROWS,
        is_filtered=bool(_asked()),
    )


@bp.get("/audit.csv")
@requires(Action.AUDIT_VIEW)
def export() -> Response:
    form, is_right = _filter()
    if not is_right:
        abort(422, "Check the filters of the audit log, then download it again.")
    file = io.StringIO()
    # The mark makes spreadsheets read UTF-8.
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for row in db.session.execute(queries.entries(_wanted(form)).limit(MOST_ROWS)):
        cells = (f"{row.at:%Y-%m-%d %H:%M:%S}", _actor(row), row.action, row.ref, _details(row))
        writer.writerow([harmless(cell) for cell in cells])
    response = Response(file.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=audit-log.csv"
    return response


def harmless(cell: str) -> str:
    """The cell as a spreadsheet shows it: never a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def _filter() -> tuple[AuditFilter, bool]:
    form = AuditFilter(request.args)
    form.action.choices = [
        SelectChoice("", "Anything"),
        *(SelectChoice(action, action) for action in queries.actions()),
    ]
    return form, bool(form.validate())


def _wanted(form: AuditFilter) -> queries.Wanted:
    return queries.Wanted(
        action=form.action.data or "",
        person=form.person.data or "",
        ref=_ref(form.ref.data or ""),
        since=form.since.data,
        until=form.until.data,
    )


def _ref(text: str) -> str:
    """A ref; for the identifier of a record, the ref of that record."""
    if text.upper().startswith("INN-"):
        found = innovations.id_of(text)
        return ref("innovation", found) if found else text
    return text


def _asked() -> dict[str, str]:
    """What was filled in, as it was typed."""
    names = ("action", "person", "ref", "since", "until")
    return {name: value for name in names if (value := request.args.get(name, "")[:100])}


def _actor(row: AnyRow) -> str:
    return str(row.actor or BY_COMMAND)


def _details(row: AnyRow) -> str:
    return "; ".join(f"{name}: {_words(value)}" for name, value in row.details.items() if value)


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
