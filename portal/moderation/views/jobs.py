"""Work after commits, as an administrator sees it: what waits, what failed, try again."""

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.extensions import db
from portal.moderation.actions import try_again
from portal.moderation.queries import jobs as queries
from portal.outbox import Message, commit
from portal.permissions import Action
from portal.web.access import requires
from portal.web.filters import count
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("jobs", __name__, url_prefix="/moderation/jobs")


@bp.get("")
@requires(Action.JOB_VIEW)
def index() -> Response:
    asked = request.args.get("show", "")
    filter_name = asked if asked in queries.FILTERS else "failed"
    page = paginate(queries.messages(filter_name))
    topics = queries.topics()
    return render(
        "moderation/jobs.html",
        block="jobs",
        status=page.status,
        page=page,
        topics=topics,
        failed=sum(row.failed for row in topics),
        waiting=sum(row.waiting for row in topics),
        filters=[
            (words, f"/moderation/jobs?show={name}", name == filter_name)
            for name, words in queries.FILTERS.items()
        ],
    )


@bp.post("/<int:message_id>/retry")
@requires(Action.JOB_RETRY)
def retry(message_id: int) -> BaseResponse:
    message = db.session.get(Message, message_id)
    if message is None:
        abort(404, "There is no such job. It may be done by now.")
    if message.attempts:
        try_again([message], current_user)
        commit()
        flash("It will be tried again now.")
    else:
        flash("It has not been tried yet, and will be soon.", "info")
    return redirect("/moderation/jobs", 303)


@bp.post("/retry-failed")
@requires(Action.JOB_RETRY)
def retry_failed() -> BaseResponse:
    failed = queries.failed()
    try_again(failed, current_user)
    commit()
    flash(f"{count(failed, 'job')} will be tried again now." if failed else "No job has failed.")
    return redirect("/moderation/jobs", 303)
