"""Changes to organisations: they close, or merge into another. They are never deleted."""

from datetime import date

from portal.audit import record
from portal.clock import today
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.records import Actor, ref


class NotPossibleError(ValueError):
    """The change would make the directory untrue; the message says why."""


def close(organisation: Organisation, *, on: date, actor: Actor | None = None) -> None:
    """Note the day after which the organisation is no more.

    Raises NotPossibleError when it opened later than that.
    """
    if organisation.opened_on and on < organisation.opened_on:
        raise NotPossibleError(
            f"{organisation.ods_code} opened on {organisation.opened_on}, after {on}"
        )
    if organisation.closed_on == on:
        return
    organisation.closed_on = on
    _record(actor, "organisation:close", organisation, on=on.isoformat())


def merge(
    organisation: Organisation,
    *,
    into: Organisation,
    on: date | None = None,
    actor: Actor | None = None,
) -> None:
    """Note that ``into`` took the organisation over; it closes ``on`` that day, or today.

    Raises NotPossibleError when ``into`` is itself, or was merged into it.
    """
    if organisation.merged_into_id == into.id:
        return
    successor: Organisation | None = into
    while successor is not None:
        if successor.id == organisation.id:
            raise NotPossibleError(
                f"{organisation.ods_code} cannot merge into {into.ods_code}, "
                "which is the same or was merged into it"
            )
        after = successor.merged_into_id
        successor = db.session.get(Organisation, after) if after else None
    organisation.merged_into_id = into.id
    if organisation.closed_on is None:
        close(organisation, on=on or today(), actor=actor)
    _record(actor, "organisation:merge", organisation, into=into.ods_code)


def _record(actor: Actor | None, act: str, organisation: Organisation, **details: str) -> None:
    record(actor, act, ref("organisation", organisation.id), **details)
