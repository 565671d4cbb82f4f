"""What a person did in the portal; for themself with what they can leave out or dispute."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from portal.people.finding import find
from portal.people.forms.evidence import DisputeForm
from portal.people.queries import evidence as queries
from portal.people.queries.visible import About
from portal.people.views.loading import load_person
from portal.people.views.looking import LONGEST, LookedFor, count, seconds_to_wait
from portal.people.vocabulary import EvidenceKind
from portal.permissions import Action, require
from portal.records import ref
from portal.topics import queries as topics
from portal.topics.models import Topic
from portal.web.access import checks, requires
from portal.web.pagination import Page, paginate_listing, paginate_rows
from portal.web.render import render

bp = Blueprint("evidence", __name__)


@bp.get("/people/<int:person_id>/evidence")
@requires(Action.PERSON_VIEW)
def index(person_id: int) -> Response:
    """Everything that counts, or what the finder found; for oneself also what is left out."""
    person = load_person(person_id)
    is_own = person.id == current_user.id
    shows_left_out = is_own and request.args.get("show") == "left-out"
    narrowed = Narrowed.asked()
    is_search, wait = narrowed.is_found and not shows_left_out, 0
    if shows_left_out:
        part = Part(paginate_listing(evidence.left_out(current_user)))
    elif is_search:
        wait = seconds_to_wait()
        part = Part(Page((), number=1, total=0)) if wait else _found(person, narrowed)
    else:
        part = _all(person, narrowed)
    response = render(
        "people/evidence/index.html",
        block="results",
        status=429 if wait else part.page.status,
        person=person,
        is_own=is_own,
        shows_left_out=shows_left_out,
        page=part.page,
        items=queries.with_titles(part.page.items, current_user),
        facets=part.facets,
        chips=narrowed.chips(person) if not shows_left_out else [],
        wait=wait,
    )
    if is_search:
        count(response, wait)
    return response


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
    require(Action.EVIDENCE_CHOOSE, About(load_person(person_id).id))
    record = ref(kind, record_id)
    return record if evidence.is_done_by(current_user, record) else abort(404)


@dataclass(frozen=True)
class Narrowed:
    """What a reader wants to see of all that a person did."""

    kind: EvidenceKind | None
    about: Topic | None
    """Only what is on this topic or on one below it."""
    found_by: LookedFor
    """Only what the finder found by this."""

    @classmethod
    def asked(cls) -> "Narrowed":
        """As the address says; what it names that is not there is left out."""
        text = {name: request.args.get(name, "")[:LONGEST] for name in ("kind", "about")}
        kind = next((kind for kind in EvidenceKind if kind == text["kind"]), None)
        about = topics.by_slug(text["about"]) if text["about"] else None
        return cls(kind, about, LookedFor.in_address())

    @property
    def is_found(self) -> bool:
        """Whether it is what the finder found."""
        return bool(self.found_by.about)

    def address(self, person: User, **changes: str) -> str:
        """The address of the same list, with changes."""
        pairs = {name: value for name, (_, value) in self._parts().items()} | changes
        given = {name: value for name, value in pairs.items() if value}
        return f"/people/{person.id}/evidence" + (f"?{urlencode(given)}" if given else "")

    def chips(self, person: User) -> list[tuple[str, str]]:
        """The words for each of the filters, and the address without it."""
        return [
            (words, self.address(person, **{name: ""}))
            for name, (words, value) in self._parts().items()
            if value
        ]

    def _parts(self) -> dict[str, tuple[str, str]]:
        """Words and value of each parameter; both empty where it is not used."""
        kind, about = self.kind, self.about
        q, topic, system = self.found_by.q, self.found_by.topic, self.found_by.system
        return {
            "q": (f"“{q}”", q),
            "topic": (topic.label, topic.slug) if topic else ("", ""),
            "system": (system.name, system.slug) if system else ("", ""),
            "kind": (_many(kind), str(kind)) if kind else ("", ""),
            "about": (about.label, about.slug) if about else ("", ""),
        }


@dataclass(frozen=True)
class Part:
    """A page of items, and what narrows the list: titles with options."""

    page: Page[Any]
    facets: Sequence[tuple[str, Sequence[dict[str, Any]]]] = ()


def _all(person: User, narrowed: Narrowed) -> Part:
    slug, kind = narrowed.about.slug if narrowed.about else "", narrowed.kind
    listing = evidence.of_person(person.id, current_user, kind=kind, topic=slug)
    of_topics = [
        {
            "text": row.label,
            "count": row.number,
            "selected": row.slug == slug,
            "url": narrowed.address(person, about="" if row.slug == slug else row.slug),
        }
        for row in evidence.topics_of(person.id, current_user, kind=kind)
    ]
    kinds = evidence.kinds_of(person.id, current_user, topic=slug)
    facets = [("What it is", _kinds(person, narrowed, kinds)), ("Topic", of_topics)]
    return Part(paginate_listing(listing), facets if kinds or of_topics else ())


def _found(person: User, narrowed: Narrowed) -> Part:
    """What the finder counts for the person, the best first."""
    people = find(narrowed.found_by.asked, current_user)
    ranked = next((one for one in people if one.person_id == person.id), None)
    items = ranked.items if ranked else []
    kinds = Counter(EvidenceKind(item.kind) for item in items)
    chosen = [item for item in items if narrowed.kind in (None, item.kind)]
    return Part(
        paginate_rows(chosen), [("What it is", _kinds(person, narrowed, kinds))] if items else ()
    )


def _kinds(
    person: User, narrowed: Narrowed, found: Mapping[EvidenceKind, int]
) -> list[dict[str, Any]]:
    return [
        {
            "text": _many(kind),
            "count": found[kind],
            "selected": kind == narrowed.kind,
            "url": narrowed.address(person, kind="" if kind == narrowed.kind else str(kind)),
        }
        for kind in EvidenceKind
        if kind in found
    ]


def _many(kind: EvidenceKind) -> str:
    """What many items of a kind are called."""
    return queries.KINDS[kind][1].capitalize()
