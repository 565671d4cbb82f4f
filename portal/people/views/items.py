"""What a person did in the portal; for themself with what they can leave out or dispute."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.outbox import commit
from portal.people import evidence
from portal.people.actions import evidence as actions
from portal.people.errors import NotPossibleError
from portal.people.forms.evidence import DisputeForm
from portal.people.queries import evidence as queries
from portal.people.queries import visible
from portal.people.queries.visible import About
from portal.people.vocabulary import EvidenceKind
from portal.permissions import Action, require
from portal.records import ref
from portal.topics import queries as topics
from portal.web.access import checks, requires
from portal.web.pagination import paginate_listing
from portal.web.render import render

bp = Blueprint("evidence", __name__)


def load(person_id: int) -> User:
    """The person, if the reader may open their page."""
    return visible.person(person_id, current_user) or abort(404)


@bp.get("/people/<int:person_id>/evidence")
@requires(Action.PERSON_VIEW)
def index(person_id: int) -> Response:
    person = load(person_id)
    is_own = person.id == current_user.id
    if is_own and request.args.get("show") == "left-out":
        listing = evidence.left_out(current_user)
        kind, topic = None, None
    else:
        kind = _kind()
        topic = topics.by_slug(request.args.get("about", "")[:120])
        slug = topic.slug if topic else ""
        listing = evidence.of_person(person.id, current_user, kind=kind, topic=slug)
    page = paginate_listing(listing)
    return render(
        "people/evidence/index.html",
        block="results",
        status=page.status,
        person=person,
        page=page,
        items=queries.with_titles(page.items, current_user),
        is_own=is_own,
        shows_left_out=is_own and request.args.get("show") == "left-out",
        facets=_facets(person, kind, topic),
        chips=_chips(person, kind, topic),
    )


@bp.post("/people/<int:person_id>/evidence/<kind>/<int:record_id>/exclude")
@checks(Action.EVIDENCE_CHOOSE)
@requires(Action.PERSON_VIEW)
def exclude(person_id: int, kind: str, record_id: int) -> BaseResponse:
    record = _load_own(person_id, kind, record_id)
    actions.exclude(current_user, record)
    commit()
    flash("It does not count for you any more.")
    return redirect(f"/people/{person_id}/evidence", 303)


@bp.post("/people/<int:person_id>/evidence/<kind>/<int:record_id>/include")
@checks(Action.EVIDENCE_CHOOSE)
@requires(Action.PERSON_VIEW)
def include(person_id: int, kind: str, record_id: int) -> BaseResponse:
    record = _load_own(person_id, kind, record_id)
    actions.include(current_user, record)
    commit()
    flash("It counts for you again.")
    return redirect(f"/people/{person_id}/evidence?show=left-out", 303)


@bp.route(
    "/people/<int:person_id>/evidence/<kind>/<int:record_id>/dispute", methods=["GET", "POST"]
)
@checks(Action.EVIDENCE_CHOOSE)
@requires(Action.PERSON_VIEW)
def dispute(person_id: int, kind: str, record_id: int) -> Response | BaseResponse:
    record = _load_own(person_id, kind, record_id)
    form = open_form(DisputeForm)
    problem = ""
    if form.is_sent():
        try:
            if first_time(form):
                actions.dispute(current_user, record, reason=str(form.reason.data))
                commit()
            flash("Thank you. It does not count while a moderator looks at it.")
            return redirect(f"/people/{person_id}/evidence?show=left-out", 303)
        except NotPossibleError as error:
            db.session.rollback()
            problem = str(error)
    named = queries.titles([record], current_user)
    return render(
        "people/evidence/dispute.html",
        block="form",
        form=form,
        problem=problem,
        title=named.get(record, ("", ""))[0],
        back=f"/people/{person_id}/evidence",
        status=409 if problem else form.status,
    )


def _load_own(person_id: int, kind: str, record_id: int) -> str:
    """The ref of a record on which the reader did something."""
    require(Action.EVIDENCE_CHOOSE, About(load(person_id).id))
    record = ref(kind, record_id)
    return record if evidence.is_done_by(current_user, record) else abort(404)


def _kind() -> EvidenceKind | None:
    """The kind that the address names, if it is one."""
    try:
        return EvidenceKind(request.args.get("kind", ""))
    except ValueError:
        return None


def _facets(person: User, kind: EvidenceKind | None, topic: Any) -> list[tuple[str, Any]]:
    """What narrows the list: title, and options as links with their numbers."""
    slug = topic.slug if topic else ""
    found = evidence.kinds_of(person.id, current_user, topic=slug)
    kinds = [
        {
            "text": words[1][0].upper() + words[1][1:],
            "count": found[key],
            "selected": key == kind,
            "url": _address(person, kind="" if key == kind else key, about=slug),
        }
        for key, words in queries.KINDS.items()
        if key in found
    ]
    of_topics = [
        {
            "text": row.label,
            "count": row.number,
            "selected": row.slug == slug,
            "url": _address(person, kind=kind or "", about="" if row.slug == slug else row.slug),
        }
        for row in evidence.topics_of(person.id, current_user, kind=kind)
    ]
    return [("What it is", kinds), ("Topic", of_topics)]


def _chips(person: User, kind: EvidenceKind | None, topic: Any) -> list[tuple[str, str]]:
    """The filters in use, with addresses that take each away."""
    chips = []
    if kind:
        words = queries.KINDS[kind][1]
        left = _address(person, kind="", about=topic.slug if topic else "")
        chips.append((words[0].upper() + words[1:], left))
    if topic:
        chips.append((topic.label, _address(person, kind=kind or "", about="")))
    return chips


def _address(person: User, **chosen: str) -> str:
    pairs = {name: str(value) for name, value in chosen.items() if value}
    return f"/people/{person.id}/evidence" + (f"?{urlencode(pairs)}" if pairs else "")
