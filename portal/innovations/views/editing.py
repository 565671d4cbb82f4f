"""Editing a section of a record, or of the changes to a published one that wait."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.extensions import db, reading
from portal.innovations import actions, queries
from portal.innovations.attaching import queries as attaching
from portal.innovations.errors import NotPossibleError, StaleVersionError
from portal.innovations.forms import SECTIONS, Section, SectionForm
from portal.innovations.forms.attachments import AttachmentsForm
from portal.innovations.forms.comparing import differences
from portal.innovations.forms.sections import EvidenceForm, RelatedForm
from portal.innovations.models import Decision, PendingVersion
from portal.innovations.versions import pending as proposing
from portal.innovations.versions import queries as versions
from portal.innovations.views.reading import bp, load
from portal.outbox import commit
from portal.permissions import Action, can, require
from portal.visibility import Status
from portal.web.access import checks, requires
from portal.web.forms import Describe, Lookup
from portal.web.render import render

WAITING = " Readers will see your changes when a moderator has agreed to them."


class EditedText:
    """What is edited: the record itself, or the changes to it that its owners propose."""

    def __init__(self, innovation_id: int) -> None:
        self.innovation = load(innovation_id)
        self.is_proposal = not can(Action.INNOVATION_EDIT, self.innovation)
        require(
            Action.INNOVATION_PROPOSE if self.is_proposal else Action.INNOVATION_EDIT,
            self.innovation,
        )
        self.pending: PendingVersion | None = None
        self.record = self.innovation
        if self.is_proposal:
            self.pending = versions.pending_of(self.innovation)
            self.record = proposing.as_proposed(self.innovation, self.pending)

    @property
    def is_with_moderator(self) -> bool:
        """Whether it cannot be edited until it is taken back."""
        return bool(self.pending and self.pending.status not in proposing.EDITABLE)

    def save(self, form: SectionForm) -> None:
        """Raises StaleVersionError when someone else saved it since it was read."""
        if self.is_proposal:
            seen = str(form.version.data or "")
            proposing.propose(self.innovation, current_user, fields=form.fields(), seen=seen)
        else:
            actions.save(
                self.innovation, current_user, fields=form.fields(), version=form.read_version
            )

    def write(self, fields: Mapping[str, Any]) -> None:
        """Save fields that stand in no form: what is there now is what they were made of."""
        record, user = self.innovation, current_user
        if self.is_proposal:
            proposing.propose(record, user, fields=fields, seen=str(self.record.version))
        else:
            actions.save(record, user, fields=fields, version=record.version)

    def asked(self) -> Decision | None:
        """The decision whose comments stand beside the fields while its owners answer it."""
        status = self.pending.status if self.pending else self.innovation.status
        if status != Status.CHANGES_REQUESTED:
            return None
        return next(iter(queries.decisions(self.innovation)), None)


@bp.route("/<int:innovation_id>/edit/<section_name>", methods=["GET", "POST"])
@checks(Action.INNOVATION_EDIT, Action.INNOVATION_PROPOSE)
@requires(Action.INNOVATION_CREATE)
def edit(innovation_id: int, section_name: str) -> Response | BaseResponse:
    text = EditedText(innovation_id)
    innovation = text.innovation
    section = SECTIONS.get(section_name) or abort(404)
    if text.is_with_moderator and request.method != "POST":
        flash(proposing.TAKE_BACK, "error")
        return redirect(f"{innovation.path}/tasks", 303)
    form = open_form(section.form, data=section.form.read(text.record))
    reworked = form.is_reworked()
    if isinstance(form, RelatedForm):
        form.find_with(*_others_than(innovation_id))
        form.own_id = innovation_id
    elif isinstance(form, AttachmentsForm):
        form.know(attaching.files_of(innovation_id))
    elif isinstance(form, EvidenceForm):
        form.offer(text.record.attachments)
    if not reworked and form.is_sent():
        try:
            if first_time(form):
                text.save(form)
                commit()
        except (StaleVersionError, StaleDataError):
            db.session.rollback()
            return _conflict(innovation_id, section, form)
        except NotPossibleError as error:
            db.session.rollback()
            form.form_errors.append(str(error))
            return _page(EditedText(innovation_id), section, form, status=409)
        flash(f"{section.title}: saved." + (WAITING if text.is_proposal else ""))
        # The task list is its owners'; a moderator who put something right reads the record.
        is_theirs = can(Action.INNOVATION_SUBMIT, innovation)
        return redirect(f"{innovation.path}/tasks" if is_theirs else innovation.path, 303)
    return _page(text, section, form, status=form.status)


def _page(
    text: EditedText,
    section: Section,
    form: SectionForm,
    *,
    status: int,
    theirs: dict[str, tuple[str, str]] | None = None,
) -> Response:
    return render(
        "innovations/edit.html",
        block="form",
        form=form,
        section=section,
        innovation=text.innovation,
        is_proposal=text.is_proposal,
        asked=text.asked(),
        theirs=theirs or {},
        status=status,
    )


def _conflict(innovation_id: int, section: Section, form: SectionForm) -> Response:
    """Show both texts; saving again is then done knowingly."""
    # Comparing takes time, and nobody should wait to write meanwhile.
    with reading():
        text = EditedText(innovation_id)
        theirs = differences(form, text.record)
        form.version.data = str(text.record.version)
        return _page(text, section, form, status=409, theirs=theirs)


def _others_than(innovation_id: int) -> tuple[Lookup, Describe]:
    """How the other records are found; itself is not offered."""

    def lookup(words: str) -> list[tuple[int, str, str | None]]:
        found = queries.matching_titles(words, current_user)
        return [(row[0], row[1], row[2]) for row in found if row[0] != innovation_id]

    def describe(ids: Sequence[int]) -> list[tuple[int, str, str | None]]:
        return [(row[0], row[1], row[2]) for row in queries.titles(ids, current_user)]

    return lookup, describe
