"""The page of a thread, its pages for paper, and what leads to a post of it."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.clock import now
from portal.forum import shown, vocabulary
from portal.forum.queries import finding, page
from portal.forum.shown import ShownThread
from portal.forum.views.noting import note_read
from portal.forum.views.posting.box import box_of, why_not
from portal.permissions import Action
from portal.web.access import public, requires
from portal.web.pagination import PER_PAGE, Page, page_number
from portal.web.render import render

bp = Blueprint("threads", __name__)

# Who replies after so many days is asked whether a new thread would be better.
OLD_DAYS = 180
# A thread on paper; what is longer is printed in several parts.
ON_PAPER = 200


@bp.get("/threads/<int:thread_id>")
@public
def show(thread_id: int) -> Response | BaseResponse:
    thread = shown.thread(thread_id, current_user) or lead_on(thread_id)
    view = request.args.get("view", "all")
    if view not in page.VIEWS:
        view = "all"
    posts = _page(thread, view, PER_PAGE)
    response = render(
        "forum/threads/show.html",
        status=posts.status,
        thread=thread,
        page=posts,
        posts=posts.items,
        view=view,
        vocabulary=vocabulary,
        days_since=(now() - thread.last_post_at).days,
        OLD_DAYS=OLD_DAYS,
        box=box_of(thread, thread.seat),
        why_no_reply=why_not(thread, thread.seat),
    )
    if view == "all" and posts.items:
        note_read(response, thread, posts.items[-1].no)
    return response


@bp.get("/threads/<int:thread_id>/print")
@public
def paper(thread_id: int) -> Response | BaseResponse:
    thread = shown.thread(thread_id, current_user) or lead_on(thread_id, "/print")
    posts = _page(thread, "all", ON_PAPER)
    return render(
        "forum/threads/print.html",
        status=posts.status,
        thread=thread,
        page=posts,
        vocabulary=vocabulary,
        printed_at=now(),
    )


@bp.get("/threads/<int:thread_id>/unread")
@requires(Action.THREAD_MARK)
def unread(thread_id: int) -> BaseResponse:
    """To the first post that the reader has not read; to the last where there is none."""
    post_id = finding.first_unread(thread_id, current_user)
    return _to_post(post_id or lead_on(thread_id, "/unread"))


@bp.get("/posts/<int:post_id>")
@public
def post(post_id: int) -> BaseResponse:
    """The permanent link of a post: to where it stands now."""
    return _to_post(post_id)


@bp.get("/threads/<int:thread_id>/posts/<int:no>")
@public
def numbered(thread_id: int, no: int) -> BaseResponse:
    """The same by the number that it has, or had before a split or a merge."""
    return _to_post(finding.at_number(thread_id, no) or abort(404))


def _page(thread: ShownThread, view: str, per_page: int) -> Page[Any]:
    """The page of posts that the request asks for, with what was done between them."""
    number = page_number()
    total = thread.post_count if view == "all" else page.count(thread.id, view)
    rows = page.posts(thread.id, view=view, limit=per_page, offset=(number - 1) * per_page)
    posts = shown.posts(thread, rows, current_user)
    found = Page(posts, number=number, total=total, per_page=per_page)
    if view == "all":
        shown.add_events(thread, posts, current_user, is_last=number == found.pages)
    return found


def _to_post(post_id: int) -> BaseResponse:
    place = finding.place(post_id, current_user) or abort(404)
    return redirect(place.path(PER_PAGE), 302)


def lead_on(thread_id: int, rest: str = "") -> Any:
    """To the thread into which this one was merged; 404 where there is none for the reader."""
    target = finding.merged_into(thread_id)
    if target is None or page.thread(target, current_user) is None:
        abort(404)
    abort(redirect(f"/threads/{target}{rest}", 301))
