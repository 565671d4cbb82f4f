"""Changing a post, and what it said before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.actions import new_key
from portal.drafts.opening import claimed, open_form
from portal.extensions import db
from portal.forum.actions import attaching
from portal.forum.actions import editing as actions
from portal.forum.errors import NotPossibleError, StaleTextError
from portal.forum.forms.editing import EditPostForm
from portal.forum.mentions import as_typed
from portal.forum.models import Post, PostFile
from portal.forum.queries import posts
from portal.forum.queries.posts import Held
from portal.forum.texts import Prepared
from portal.forum.views.attaching import keep_uploads
from portal.forum.views.posting.sending import Sending
from portal.outbox import commit
from portal.permissions import Action, require
from portal.web.access import checks, public, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("editing", __name__)

# In no text: forms take it out.
_BETWEEN = "\n\n\x1e\n\n"


class Newest(NamedTuple):
    """What a post says now, and since when."""

    text: str
    at: datetime | None


class Change(NamedTuple):
    """One change of a post."""

    number: int
    reason: str
    at: datetime | None
    before: str
    after: str


def load(post_id: int) -> Held:
    """The post, if the reader may read it."""
    return posts.held(post_id, current_user) or abort(404)


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@checks(Action.POST_EDIT)
@requires(Action.DRAFT_SAVE)
def edit(post_id: int) -> Response | BaseResponse:
    held = _load_own(post_id)
    form = open_form(EditPostForm, data=_as_read(held.post))
    form.offer_anonymity(is_offered=False)
    if request.method == "GET" and form.draft is None:
        form.show(attaching.files_of(post_id))
    if request.method == "POST" and keep_uploads(form):
        held = _load_own(post_id)
    sending = Sending(form, held.thread.community, kept=posts.mentioned(post_id))
    if sending.is_ready() and sending.prepared:
        try:
            if claimed(form):
                _save(held.post, form, sending.prepared)
                commit()
            elif held.post.text != sending.prepared.text:
                # Sent before, and changed since: what is new is not lost.
                form.draft_key = new_key()
                raise StaleTextError
            flash("Saved.")
            return redirect(held.post.path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            sending.refuse(error)
            held = _load_own(post_id)
        except (StaleTextError, StaleDataError):
            db.session.rollback()
            return _conflict(_load_own(post_id), form, sending)
    return _page(held, form, sending)


@bp.get("/posts/<int:post_id>/revisions")
@public
def revisions(post_id: int) -> Response:
    """What the post said before, each with what took its place."""
    held = load(post_id)
    page = paginate(posts.revisions(post_id), per_page=10)
    return render(
        "forum/editing/revisions.html",
        block="revisions",
        held=held,
        page=page,
        changes=_changes(held.post, page.items),
        is_named=held.is_named,
        status=page.status,
    )


def _load_own(post_id: int) -> Held:
    held = load(post_id)
    require(Action.POST_EDIT, held.seat)
    return held


def _as_read(post: Post) -> dict[str, Any]:
    return {"text": as_typed(post.text), "version": str(post.version)}


def _save(post: Post, form: EditPostForm, prepared: Prepared) -> None:
    """Raises StaleTextError, NotPossibleError."""
    actions.edit(
        post,
        current_user,
        prepared,
        version=form.read_version,
        reason=str(form.reason.data or ""),
        files=form.taken(),
        grace=timedelta(minutes=current_app.config["POST_GRACE_MINUTES"]),
    )


def _conflict(held: Held, form: EditPostForm, sending: Sending) -> Response:
    """Show both texts; saving again is then done knowingly."""
    form.version.data = str(held.post.version)
    sending.status = 409
    return _page(
        held,
        form,
        sending,
        theirs=as_typed(held.post.text),
        saved_files=attaching.files_of(held.post.id),
    )


def _page(
    held: Held,
    form: EditPostForm,
    sending: Sending,
    *,
    theirs: str | None = None,
    saved_files: Sequence[PostFile] = (),
) -> Response:
    return render(
        "forum/editing/edit.html",
        block="preview" if sending.is_preview else "form",
        held=held,
        form=form,
        sending=sending,
        theirs=theirs,
        saved_files=saved_files,
        status=sending.status,
    )


def _changes(post: Post, items: Sequence[Any]) -> list[Change]:
    """The changes that took the texts of revisions away."""
    if not items:
        return []
    following = posts.revision(post.id, items[0].number + 1)
    newer = [following or Newest(post.text, post.edited_at), *items[:-1]]
    # One statement for the names of all who are mentioned.
    texts_of = [row.text for row in items] + [row.text for row in newer]
    typed = as_typed(_BETWEEN.join(texts_of)).split(_BETWEEN)
    return [
        Change(row.number, row.reason, after.at, before, text)
        for row, after, before, text in zip(
            items, newer, typed[: len(items)], typed[len(items) :], strict=True
        )
    ]
