"""Starting a thread: where, what, and whether somebody has asked it before."""

from flask import Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import lead_to, open_form
from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.audience import would_tell
from portal.forum.errors import NotPossibleError
from portal.forum.forms.posting import KIND_HINTS, ThreadForm
from portal.forum.limits import Limits, TooManyError, must_be_within
from portal.forum.models import Community
from portal.forum.queries import alike, places
from portal.forum.seats import Seat, seat_in
from portal.forum.views.attaching import keep_uploads
from portal.forum.views.posting.blueprint import bp
from portal.forum.views.posting.sending import Sending, must, similar_key
from portal.outbox import commit
from portal.permissions import Action, can
from portal.web.access import checks, public, requires
from portal.web.forms import clean_line
from portal.web.pagination import paginate
from portal.web.render import render


@bp.get("/threads/new")
@requires(Action.THREAD_MARK)
def choose() -> Response | BaseResponse:
    """Where to start a thread; the address with a community leads on to its form."""
    if slug := request.args.get("community"):
        community = places.community(slug, current_user) or abort(404)
        return redirect(f"{community.path}/threads/new")
    page = paginate(places.to_post_in(current_user))
    return render("forum/posting/choose.html", block="results", page=page, status=page.status)


@bp.route("/communities/<slug>/threads/new", methods=["GET", "POST"])
@checks(Action.THREAD_START)
def new(slug: str) -> Response | BaseResponse:
    """Write the first post of a thread."""
    community, seat = _load(slug)
    form = open_form(
        ThreadForm, data={"text": community.posting_template, "title": _title_asked_for()}
    )
    form.offer(seat, can_announce=can(Action.THREAD_ANNOUNCE, seat))
    if request.method == "POST" and keep_uploads(form):
        community, seat = _load(slug)
    sending = Sending(form, community)
    if sending.is_ready() and sending.prepared and sending.is_first():
        try:
            must_be_within(current_user, Limits.of(current_app.config), starts_thread=True)
            thread = posting.start_thread(
                current_user,
                community,
                text=sending.prepared,
                files=form.taken(),
                **form.fields(),
            )
            lead_to(form, thread.path)
            commit()
            flash("Your thread is there for others to read.")
            return redirect(thread.path, 303)
        except (NotPossibleError, TooManyError) as error:
            db.session.rollback()
            sending.refuse(error)
    elif path := sending.led_before():
        return redirect(path, 303)
    tells = would_tell(
        community, current_user.id, topic_ids=form.topics.data, mentioned=sending.mentioned
    )
    response = render(
        "forum/posting/new.html",
        block="preview" if sending.is_preview else "form",
        status=sending.status,
        community=community,
        form=form,
        sending=sending,
        tells=tells,
        kind_hints=KIND_HINTS,
    )
    return sending.answer(response)


@bp.get("/threads/similar")
@public
def similar() -> Response:
    """Threads and innovations with a title like the one that is typed."""
    title = _title_asked_for()
    return render(
        "forum/posting/similar.html",
        block="similar",
        title=title,
        cards=alike.similar_to(title, current_user),
        key=similar_key(title),
    )


def _load(slug: str) -> tuple[Community, Seat]:
    community = places.community(slug, current_user) or abort(404)
    seat = seat_in(community, current_user)
    must(Action.THREAD_START, seat, _why_not(community.name, seat))
    return community, seat


def _title_asked_for() -> str:
    most = current_app.config["THREAD_TITLE_MOST"]
    return " ".join(str(clean_line(request.args.get("title", "")))[:most].split())


def _why_not(name: str, seat: Seat) -> str:
    if seat.is_closed:
        return f"{name} is closed. You can read it, and nobody posts there any more."
    return f"Only members of {name} can post there. Join it first."
