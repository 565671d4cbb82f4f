"""The map of what is known in how few heads, and the page of one topic or system on it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.organisations import queries as organisations
from portal.outbox import commit
from portal.people.actions import keeping as actions
from portal.people.forms.keeping import ImportanceForm
from portal.people.places import Place, anywhere, managed_by
from portal.people.queries import captures, risk
from portal.people.queries.holding import Scope, held
from portal.people.queries.risk import STATES, Known
from portal.people.vocabulary import CAPTURE_KINDS, IMPORTANCES, LEVELS
from portal.permissions import Action, Role, require
from portal.web.access import checks, requires
from portal.web.forms import clean
from portal.web.pagination import paginate_rows
from portal.web.render import render

bp = Blueprint("knowing", __name__, url_prefix="/knowledge")

STATE_WORDS = {
    "none": "Nobody",
    "one": "One person",
    "two": "Two people",
    "more": "Three or more",
}


class Looked(NamedTuple):
    """Whose knowledge is looked at, and by which filters."""

    scope: Scope
    organisation: str
    region: str
    name: str
    managed: Sequence[int]
    """The organisations that the reader manages."""
    regions: Sequence[tuple[int, str, str]] = ()
    """Those to choose from."""

    def url(self, path: str = "/knowledge", **more: str | int) -> str:
        """The address of a page with these filters."""
        pairs: dict[str, Any] = {"organisation": self.organisation, "region": self.region, **more}
        query = urlencode({key: value for key, value in pairs.items() if value})
        return f"{path}?{query}" if query else path


@bp.get("")
@checks(Action.KNOWLEDGE_VIEW)
@requires(Action.PERSON_VIEW)
def index() -> Response:
    looked = looked_at()
    words = clean(request.args.get("q", ""))[:100]
    everything = risk.known(current_user, looked.scope, words)
    holds = _one_of(STATES, "holders")
    importance = _one_of([str(key) for key in IMPORTANCES], "importance")
    found = [
        row
        for row in everything
        if holds in ("", row.state) and importance in ("", str(row.importance))
    ]
    page = paginate_rows(found)
    return render(
        "people/keeping/map.html",
        block="results",
        status=page.status,
        page=page,
        looked=looked,
        words=words,
        picture=_picture(everything),
        total=len(everything),
        holds=holds,
        importance=importance,
        importances=IMPORTANCES,
        state_words=STATE_WORDS,
        managed=_named(looked.managed),
    )


@bp.get("/topics/<slug>", defaults={"kind": "topic"})
@bp.get("/systems/<slug>", defaults={"kind": "system"})
@checks(Action.KNOWLEDGE_VIEW)
@requires(Action.PERSON_VIEW)
def show(kind: str, slug: str) -> Response:
    looked = looked_at()
    known = load(kind, slug)
    holders = held(current_user, looked.scope, [known.ref]).get(known.ref, [])
    page = paginate_rows(holders)
    return render(
        "people/keeping/known.html",
        block="results",
        status=page.status,
        known=known,
        kind=kind,
        slug=slug,
        looked=looked,
        page=page,
        captures=captures.open_on(known.ref, current_user),
        importances=IMPORTANCES,
        kinds=CAPTURE_KINDS,
        levels=LEVELS,
    )


@bp.route("/topics/<slug>/importance", methods=["GET", "POST"], defaults={"kind": "topic"})
@bp.route("/systems/<slug>/importance", methods=["GET", "POST"], defaults={"kind": "system"})
@checks(Action.KNOWLEDGE_RATE)
@requires(Action.PERSON_VIEW)
def importance(kind: str, slug: str) -> Response | BaseResponse:
    require(Action.KNOWLEDGE_RATE, anywhere(current_user))
    known = load(kind, slug)
    form = open_form(ImportanceForm, data={"importance": str(known.importance)})
    if form.is_sent():
        if first_time(form):
            actions.rate(current_user, known.ref, int(form.importance.data))
            commit()
        flash("Saved.")
        return redirect(known.path, 303)
    return render(
        "people/keeping/importance.html", block="form", form=form, known=known, status=form.status
    )


def load(kind: str, slug: str) -> Known:
    """The topic or the system."""
    return risk.one(kind, slug) or abort(404)


def looked_at() -> Looked:
    """What the request asks for, if the reader may look at it; managers see what they manage."""
    code, region = request.args.get("organisation", ""), request.args.get("region", "")
    managed = managed_by(current_user)
    mine = sorted(managed)
    regions = organisations.regions() if current_user.has_role(Role.MODERATOR) else ()
    if code:
        organisation = organisations.by_code(code) or organisations.by_name(code) or abort(404)
        require(Action.KNOWLEDGE_VIEW, Place(organisation.id, organisation.id in managed))
        scope = Scope(organisation_ids=frozenset({organisation.id}))
        return Looked(scope, organisation.ods_code, "", organisation.name, mine, regions)
    require(Action.KNOWLEDGE_VIEW, Place(None, bool(managed)))
    if not regions:
        everyone = current_user.has_role(Role.MODERATOR)
        return Looked(Scope(None if everyone else managed), "", "", "", mine)
    for region_id, name, region_code in regions:
        if region_code == region:
            return Looked(Scope(region_id=region_id), "", region, name, mine, regions)
    return Looked(Scope(), "", "", "", mine, regions)


def _picture(rows: Sequence[Known]) -> list[tuple[int, list[tuple[str, int, int, int]]]]:
    """For each importance, the highest first: state, number, how many of it somebody leaves, and
    the risk.
    """
    numbers = Counter((row.importance, row.state) for row in rows)
    leaving = Counter((row.importance, row.state) for row in rows if row.leaving)
    return [
        (
            key,
            [
                (state, numbers[key, state], leaving[key, state], risk.risk_of(key, people))
                for people, state in enumerate(STATES)
            ],
        )
        for key in sorted(IMPORTANCES, reverse=True)
    ]


def _named(ids: Sequence[int]) -> list[tuple[str, str]]:
    """Code and name of organisations."""
    found = organisations.by_ids(ids) if ids else ()
    return [(hint.split(",")[0], name) for _, name, hint in found]


def _one_of(keys: Sequence[str], name: str) -> str:
    asked = request.args.get(name, "")
    return asked if asked in keys else ""
