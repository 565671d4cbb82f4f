"""Merging: find the record that is kept, compare the two, say what it takes."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.innovations import queries, twins
from portal.innovations.merging.actions import hindrance, merge
from portal.innovations.merging.choices import Difference, differences, too_many
from portal.innovations.merging.forms import TAKE, KeepForm, MergeForm, merge_form
from portal.innovations.models import Innovation
from portal.innovations.parts import LABELS
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import load
from portal.innovations.views.reviewing import bp
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.render import render

CHANGED_MEANWHILE = (
    "Someone changed one of the records after you opened this page. Compare them again, then "
    "merge. What you typed is still here."
)


@bp.route("/<int:innovation_id>/merge", methods=["GET", "POST"])
@checks(Action.INNOVATION_MERGE)
@requires(Action.QUEUE_VIEW)
def choose(innovation_id: int) -> Response | BaseResponse:
    """Which record is kept."""
    innovation = load(innovation_id)
    require(Action.INNOVATION_MERGE, innovation)
    form = KeepForm()
    form.find_with(
        lambda words: _others(innovation_id, queries.matching_titles(words, current_user)),
        lambda ids: _others(innovation_id, queries.titles(ids, current_user)),
    )
    if not form.is_reworked() and form.is_sent():
        return redirect(f"{innovation.path}/merge/{form.kept_id.one}", 303)
    return _choose(innovation, form, form.status)


@bp.route("/<int:innovation_id>/merge/<int:kept_id>", methods=["GET", "POST"])
@checks(Action.INNOVATION_MERGE)
@requires(Action.QUEUE_VIEW)
def into(innovation_id: int, kept_id: int) -> Response | BaseResponse:
    """The two side by side, and the merge."""
    other, kept = load(innovation_id), _kept(kept_id)
    require(Action.INNOVATION_MERGE, other)
    require(Action.INNOVATION_MERGE, kept)
    if problem := hindrance(other, kept):
        return _choose(other, KeepForm(formdata=None), 409, problem)
    differing = differences(kept, other)
    form = open_form(merge_form(differing), data={"versions": _versions(kept, other)})
    if not form.is_submitted():
        return _compare(other, kept, form, differing)
    if form.versions.data != _versions(kept, other):
        form.versions.data = _versions(kept, other)
        return _compare(other, kept, form, differing, CHANGED_MEANWHILE, 409)
    if not form.validate() or not _fits(kept, other, form):
        return _compare(other, kept, form, differing, status=422)

    def act() -> None:
        if first_time(form):
            merge(other, kept, current_user, choices=form.choices, words=str(form.words.data))

    if problem := attempt(act):
        other, kept = load(innovation_id), _kept(kept_id)
        return _compare(other, kept, form, differences(kept, other), problem, 409)
    flash("Merged. The owners of both records are told.")
    return redirect(f"/innovations/{kept_id}", 303)


def _kept(kept_id: int) -> Innovation:
    return queries.get(kept_id, current_user) or abort(404)


def _choose(innovation: Innovation, form: KeepForm, status: int, problem: str = "") -> Response:
    return render(
        "innovations/merge/choose.html",
        innovation=innovation,
        form=form,
        alike=twins.of_record(innovation, current_user),
        problem=problem,
        status=status,
    )


def _compare(
    other: Innovation,
    kept: Innovation,
    form: MergeForm,
    differing: Sequence[Difference],
    problem: str = "",
    status: int = 200,
) -> Response:
    return render(
        "innovations/merge/compare.html",
        other=other,
        kept=kept,
        form=form,
        rows=[(one, form[TAKE + one.name]) for one in differing if TAKE + one.name in form],
        problem=problem,
        status=status,
    )


def _fits(kept: Innovation, other: Innovation, form: MergeForm) -> bool:
    """Whether no list becomes too long; the fields of those that would say so."""
    found = too_many(kept, other, form.choices)
    for name, (count, most) in found.items():
        words = f"{LABELS[name]}: together there are {count}, and a record can have {most}"
        form[TAKE + name].errors = [words]
    return not found


def _versions(kept: Innovation, other: Innovation) -> str:
    return f"{kept.version}-{other.version}"


def _others(innovation_id: int, found: Sequence[Any]) -> list[tuple[int, str, str | None]]:
    return [(row[0], row[1], row[2]) for row in found if row[0] != innovation_id]
