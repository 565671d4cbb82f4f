"""Withdrawing one's own post; hiding and restoring one as a moderator."""

from flask import Blueprint, Response, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.forum.actions import editing as actions
from portal.forum.errors import NotPossibleError
from portal.forum.forms.editing import ActForm, HideForm
from portal.forum.mentions import with_names
from portal.forum.queries import posts
from portal.forum.queries.posts import Held
from portal.forum.views.editing import load
from portal.outbox import commit
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.render import render

bp = Blueprint("withdrawing", __name__)


@bp.route("/posts/<int:post_id>/withdraw", methods=["GET", "POST"])
@requires(Action.DRAFT_SAVE)
def withdraw(post_id: int) -> Response | BaseResponse:
    """Sent twice, the second finds nothing: that is said, not refused."""
    if request.method == "POST" and posts.held(post_id, current_user) is None:
        return _gone()
    held = load(post_id)
    require(Action.POST_WITHDRAW, held.seat)
    form = ActForm()
    if form.is_sent():
        thread_path, post_path = held.thread.path, held.post.path
        community_path, is_thread = held.thread.community.path, posts.is_opening(held.post)
        try:
            gone = actions.withdraw(held.post, current_user)
            commit()
        except NotPossibleError as error:
            db.session.rollback()
            return _gone(str(error))
        if gone and is_thread:
            flash("Your thread is withdrawn.")
            return redirect(community_path, 303)
        flash("Your post is withdrawn.")
        return redirect(thread_path if gone else post_path, 303)
    return render(
        "forum/editing/withdraw.html",
        held=held,
        html=with_names([held.post.html])[0],
        form=form,
        is_answered=posts.is_answered(held.post),
        is_opening=posts.is_opening(held.post),
        status=form.status,
    )


@bp.route("/posts/<int:post_id>/hide", methods=["GET", "POST"])
@checks(Action.POST_HIDE)
@requires(Action.DRAFT_SAVE)
def hide(post_id: int) -> Response | BaseResponse:
    held = _load_for_moderator(post_id)
    form = open_form(HideForm)
    problem = ""
    if form.is_sent():
        try:
            if first_time(form):
                actions.hide(held.post, current_user, reason=str(form.reason.data))
                commit()
            flash("The post is hidden. Its author is told why.")
            return redirect(held.post.path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            held, problem = _load_for_moderator(post_id), str(error)
    return render(
        "forum/editing/hide.html",
        block="form",
        held=held,
        html=with_names([held.post.html])[0],
        form=form,
        problem=problem,
        is_opening=posts.is_opening(held.post),
        status=409 if problem else form.status,
    )


@bp.route("/posts/<int:post_id>/restore", methods=["GET", "POST"])
@checks(Action.POST_HIDE)
@requires(Action.DRAFT_SAVE)
def restore(post_id: int) -> Response | BaseResponse:
    held = _load_for_moderator(post_id)
    form = ActForm()
    problem = ""
    if form.is_sent():
        try:
            actions.restore(held.post, current_user)
            commit()
            flash("The post is restored. Its author is told.")
            return redirect(held.post.path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            held, problem = _load_for_moderator(post_id), str(error)
    return render(
        "forum/editing/restore.html",
        held=held,
        html=with_names([held.post.html])[0],
        form=form,
        problem=problem,
        status=409 if problem else form.status,
    )


def _load_for_moderator(post_id: int) -> Held:
    held = load(post_id)
    require(Action.POST_HIDE, held.seat)
    return held


def _gone(words: str = "That post is not there. It may be withdrawn already.") -> BaseResponse:
    """Sent twice, or from two tabs; what the reader may not see looks like what is gone."""
    flash(words, "info")
    return redirect("/threads", 303)
