"""Endorsing a person, and answering and taking back endorsements."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.outbox import commit
from portal.people import vocabulary
from portal.people.actions import endorsing as actions
from portal.people.errors import NotPossibleError
from portal.people.finding import topics_of
from portal.people.forms.evidence import EndorseForm
from portal.people.models import Endorsement
from portal.people.queries import endorsements as queries
from portal.people.queries.visible import About
from portal.people.views.loading import load_person
from portal.people.views.looking import LONGEST, LookedFor
from portal.permissions import Action, require
from portal.records import Actor
from portal.topics import queries as topics
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("endorsing", __name__)


@bp.route("/people/<int:person_id>/endorse", methods=["GET", "POST"])
@checks(Action.ENDORSEMENT_OFFER)
@requires(Action.PERSON_VIEW)
def offer(person_id: int) -> Response | BaseResponse:
    person = load_person(person_id)
    require(Action.ENDORSEMENT_OFFER, About(person.id))
    topic = topics.by_slug(request.args.get("topic", "")[:120])
    form = open_form(EndorseForm, data={"topic": topic.id if topic else None})
    problem = ""
    if not form.is_reworked() and form.is_sent():
        try:
            if first_time(form):
                actions.offer(
                    current_user,
                    person,
                    topic_id=form.topic.one or 0,
                    reason=str(form.reason.data),
                    words=str(form.words.data),
                    a_day=current_app.config["ENDORSEMENTS_PER_DAY"],
                )
                commit()
            flash(f"Thank you. It is shown on the profile once {person.name} accepts it.")
            return redirect(f"/people/{person_id}", 303)
        except NotPossibleError as error:
            db.session.rollback()
            person, problem = load_person(person_id), str(error)
    return render(
        "people/endorsements/offer.html",
        block="form",
        form=form,
        person=person,
        problem=problem,
        status=409 if problem else form.status,
    )


@bp.get("/people/<int:person_id>/endorsements")
@requires(Action.PERSON_VIEW)
def index(person_id: int) -> Response:
    """The endorsements that a person accepted, of all topics or of some."""
    person = load_person(person_id)
    about = topics.by_slug(request.args.get("about", "")[:LONGEST])
    # The finder leads here with what was looked for: on the topics that it names, and those below.
    found_by = topics_of(LookedFor.in_address().asked)
    on = {about.id} if about else found_by
    page = paginate(queries.shown(person.id, on, or_below=not about))
    return render(
        "people/endorsements/index.html",
        block="results",
        status=page.status,
        person=person,
        chosen=", ".join(sorted(topics.labels(on).values())),
        page=page,
        topics=queries.topics_of(person.id),
        reasons=vocabulary.ENDORSEMENT_REASONS,
    )


@bp.get("/account/endorsements")
@requires(Action.PERSON_VIEW)
def mine() -> Response:
    """What others said for oneself, or what one said for others."""
    is_given = request.args.get("show") == "given"
    query = queries.given_by(current_user) if is_given else queries.about(current_user)
    page = paginate(query)
    return render(
        "people/endorsements/mine.html",
        block="results",
        status=page.status,
        page=page,
        is_given=is_given,
        reasons=vocabulary.ENDORSEMENT_REASONS,
    )


@bp.post("/account/endorsements/<int:endorsement_id>/accept")
@checks(Action.ENDORSEMENT_ANSWER)
@requires(Action.PERSON_VIEW)
def accept(endorsement_id: int) -> BaseResponse:
    held = _load(endorsement_id, Action.ENDORSEMENT_ANSWER)
    return _act(held, actions.accept, "Accepted. It is on your profile now.")


@bp.post("/account/endorsements/<int:endorsement_id>/decline")
@checks(Action.ENDORSEMENT_ANSWER)
@requires(Action.PERSON_VIEW)
def decline(endorsement_id: int) -> BaseResponse:
    held = _load(endorsement_id, Action.ENDORSEMENT_ANSWER)
    return _act(held, actions.decline, "It is not on your profile.")


@bp.post("/account/endorsements/<int:endorsement_id>/withdraw")
@checks(Action.ENDORSEMENT_WITHDRAW)
@requires(Action.PERSON_VIEW)
def withdraw(endorsement_id: int) -> BaseResponse:
    held = _load(endorsement_id, Action.ENDORSEMENT_WITHDRAW)
    return _act(held, actions.withdraw, "You took it back.", "?show=given")


@bp.post("/account/endorsements/<int:endorsement_id>/renew")
@checks(Action.ENDORSEMENT_RENEW)
@requires(Action.PERSON_VIEW)
def renew(endorsement_id: int) -> BaseResponse:
    held = _load(endorsement_id, Action.ENDORSEMENT_RENEW)
    return _act(held, actions.renew, "Renewed. It lapses in 3 years.", "?show=given")


def _load(endorsement_id: int, right: Action) -> Endorsement:
    held = queries.held(endorsement_id, current_user) or abort(404)
    require(right, held)
    return held


def _act(
    held: Endorsement, act: Callable[[Endorsement, Actor], None], done: str, back: str = ""
) -> BaseResponse:
    try:
        act(held, current_user)
        commit()
        flash(done)
    except NotPossibleError as error:
        db.session.rollback()
        flash(str(error), "error")
    return redirect(f"/account/endorsements{back}", 303)
