"""Splitting a thread, merging it into another, and what was done to it."""

from typing import Any, Final

from flask import Response
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.forum import shown
from portal.forum.actions import rearranging as actions
from portal.forum.errors import NotPossibleError
from portal.forum.forms.curating import MergeForm, SplitForm
from portal.forum.models import Post, Thread
from portal.forum.queries import curating as queries
from portal.forum.queries import events
from portal.forum.views.acts.acting import Act, by_form
from portal.forum.views.acts.blueprint import bp
from portal.forum.views.acts.curating import chosen
from portal.forum.views.acts.targets import named
from portal.forum.views.threads import lead_on
from portal.markdown import plain
from portal.permissions import Action, allowed
from portal.records import bounded_int
from portal.web.access import checks, public, requires
from portal.web.pagination import paginate, paginate_listing
from portal.web.render import render

# Posts to choose from on one page.
_PER_PAGE: Final = 100
_EXCERPT: Final = 90


@bp.route("/threads/<int:thread_id>/split", methods=["GET", "POST"])
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def split(thread_id: int) -> Response | BaseResponse:
    return by_form(_SPLIT, thread_id)


@bp.route("/threads/<int:thread_id>/merge", methods=["GET", "POST"])
@checks(Action.THREAD_CURATE)
@requires(Action.DRAFT_SAVE)
def merge(thread_id: int) -> Response | BaseResponse:
    return by_form(_MERGE, thread_id)


@bp.get("/threads/<int:thread_id>/history")
@public
def history(thread_id: int) -> Response | BaseResponse:
    """Everything that was done to the thread, for whoever may read it."""
    thread = shown.thread(thread_id, current_user) or lead_on(thread_id, "/history")
    page = paginate_listing(events.history(thread_id, current_user))
    lines = [shown.event(thread, row) for row in page.items]
    return render(
        "forum/acts/history.html",
        block="results",
        thread=thread,
        page=page,
        lines=lines,
        status=page.status,
    )


def _offer_posts(thread: Thread, form: SplitForm) -> dict[str, Any]:
    page = paginate(queries.to_split(thread.id), per_page=_PER_PAGE)
    form.posts.choices = [(str(post.id), _line(post)) for post in page.items]
    places = queries.run_by(current_user)
    form.community.choices = [(place.slug, place.name) for place in places]
    return {"page": page}


def _line(post: Post) -> str:
    if post.state == "withdrawn":
        return f"#{post.no}: withdrawn by its author"
    words = " ".join(plain(post.html).split())
    if len(words) > _EXCERPT:
        words = words[:_EXCERPT].rsplit(" ", 1)[0] + "…"
    return f"#{post.no} by {post.author.name}: {words}"


def _split(thread: Thread, form: SplitForm) -> Thread:
    return actions.split(
        thread,
        current_user,
        chosen(form.community.data),
        post_ids=[key for text in form.posts.data if (key := bounded_int(text)) is not None],
        with_later=bool(form.with_later.data),
        title=form.clean_title,
        kind=form.kind.data,
        reason=form.reason.data or "",
    )


def _merge(thread: Thread, form: MergeForm) -> Thread:
    target = named(form.target.data)
    if not allowed(current_user, Action.THREAD_CURATE, queries.seat_at(target, current_user)):
        raise NotPossibleError("You do not run the community of that thread.")
    actions.merge(thread, current_user, target, reason=form.reason.data or "")
    return target


_SPLIT = Act(
    form=SplitForm,
    heading="Split this thread",
    words="The posts that you choose go to a new thread. The first post stays. Links to the posts "
    "stay, and who has read them has read them there.",
    button="Move the posts",
    done="The posts are in this new thread. Their authors are told.",
    do=_split,
    at="posts",
    template="forum/acts/split.html",
    first=lambda thread: {"community": thread.community.slug},
    prepare=_offer_posts,
)
_MERGE = Act(
    form=MergeForm,
    heading="Merge this thread into another",
    words="All its posts are put behind those of the other thread, and people who follow it "
    "follow the other. Whoever reads the other thread can read them then. The link of this "
    "thread leads there for ever. You cannot undo this, but you can split the posts off again.",
    button="Merge the threads",
    done="The threads are merged. The authors are told.",
    do=_merge,
    at="target",
    is_grave=True,
)
