"""The one way in which something is done to a thread.

Load it or 404; ask for the right; show a form; do what it asks once; commit; go back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, lead_to, led_before, open_form
from portal.extensions import db
from portal.forum.errors import NotPossibleError
from portal.forum.models import Post, Thread
from portal.forum.queries import curating
from portal.forum.views.threads import lead_on
from portal.outbox import commit
from portal.permissions import Action, require
from portal.web.forms import PortalForm
from portal.web.render import render


@dataclass(frozen=True)
class Act:
    """Something that is done to a thread after a form was filled in."""

    form: type[PortalForm]
    heading: str
    words: str
    button: str
    done: str
    do: Callable[[Thread, Any], Thread | None]
    """Does it, and says to which thread its page leads if not to the same."""
    at: str = "reason"
    """The field at which it is said why it cannot be done."""
    right: Action = Action.THREAD_CURATE
    fits: Callable[[Thread], bool] = field(default=lambda _: True)
    """Whether there is such a page of the thread."""
    is_grave: bool = False
    template: str = "forum/acts/act.html"
    first: Callable[[Thread], dict[str, Any]] = field(default=lambda _: {})
    """What the fields hold on a first visit."""
    prepare: Callable[[Thread, Any], dict[str, Any]] = field(default=lambda *_: {})
    """Gives the fields their choices, and the template what else it shows."""


def load(thread_id: int, right: Action) -> Thread:
    """The thread, if the reader may do this to it; a merged one leads to where it went."""
    thread = curating.thread(thread_id, current_user) or lead_on(thread_id)
    require(right, curating.seat_at(thread, current_user))
    return thread


def load_post(post_id: int, right: Action) -> Post:
    """The published post, if the reader may do this in its thread."""
    post = curating.post(post_id, current_user) or abort(404)
    require(right, curating.seat_at(post.thread, current_user))
    return post


def by_form(act: Act, thread_id: int) -> Response | BaseResponse:
    """Show the form of an act, or do it."""
    thread = load(thread_id, act.right)
    if not act.fits(thread):
        abort(404)
    form = open_form(act.form, data=act.first(thread))
    context = act.prepare(thread, form)
    if not form.is_reworked() and form.is_sent():
        if not first_time(form):
            return redirect(led_before(form, thread.path), 303)
        try:
            path = (act.do(thread, form) or thread).path
            lead_to(form, path)
            commit()
            flash(act.done)
            return redirect(path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            thread = load(thread_id, act.right)
            context = act.prepare(thread, form)
            form[act.at].errors = [str(error)]
    return render(
        act.template, block="form", thread=thread, form=form, act=act, status=form.status, **context
    )


def at_once(do: Callable[[], None], done: str, path: str) -> BaseResponse:
    """Do what needs no form but a button; done already or impossible is said, not refused."""
    try:
        do()
        commit()
        flash(done)
    except NotPossibleError as error:
        db.session.rollback()
        flash(str(error), "info")
    return redirect(path, 303)
