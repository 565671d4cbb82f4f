"""Bringing a file into the directory: what is new is added, what is known is brought up to date.

Rows are matched by ODS code, library services by slug. An empty cell, and a
code that is not in the file, leave what is known as it is. Nothing commits here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from portal.extensions import db
from portal.intake import Fault
from portal.intake.terminal import Progress
from portal.organisations.actions import NotPossibleError, close, merge
from portal.organisations.layouts import Contents, Entry
from portal.organisations.models import LibraryService, Organisation, OrganisationKind
from portal.outbox import put
from portal.records import ref

PLAIN = ("name", "kind", "town", "postcode")


@dataclass
class Report:
    """What an import did, in numbers, and what was wrong with the file."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    merged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Rows of which nothing went in."""
        return self.rows - self.created - self.updated - self.unchanged


def load(
    contents: Contents,
    *,
    kind: OrganisationKind | None = None,
    progress: Progress[Entry] = lambda items, _: items,
) -> Report:
    """Write the good rows of a file into the session; ``kind`` goes before what the file says."""
    report = Report(rows=contents.rows, faults=list(contents.faults))
    entries = contents.entries
    if contents.layout.is_of_services:
        _load_services(progress(entries, "Library services"), report)
    else:
        _load_organisations(entries, kind, contents.layout.kind, report, progress)
    if report.updated:  # the index holds names
        put("search.rebuild", "search")
    return report


def _load_organisations(
    entries: Sequence[Entry],
    forced_kind: OrganisationKind | None,
    usual_kind: OrganisationKind | None,
    report: Report,
    progress: Progress[Entry],
) -> None:
    known = _organisations()
    before = set(known)
    for entry in entries:
        if entry.key not in known:
            known[entry.key] = Organisation(
                ods_code=entry.key,
                name=entry.values["name"],
                kind=usual_kind or OrganisationKind.OTHER,
            )
            db.session.add(known[entry.key])
    db.session.flush()
    for entry in progress(entries, "Organisations"):
        organisation = known[entry.key]
        set_kind = forced_kind or entry.values.get("kind") or usual_kind
        changed = _fill(organisation, entry, {**entry.values, "kind": set_kind or ""})
        changed |= _place(organisation, entry, known, report)
        changed |= _end(organisation, entry, known, report)
        is_new = entry.key not in before
        _count(report, is_new=is_new, changed=changed)
        if changed and not is_new:
            put("harvest.stamp", ref("organisation", organisation.id))


def _organisations() -> dict[str, Organisation]:
    return {row.ods_code: row for row in db.session.scalars(select(Organisation))}


def _count(report: Report, *, is_new: bool, changed: bool) -> None:
    if is_new:
        report.created += 1
    elif changed:
        report.updated += 1
    else:
        report.unchanged += 1


def _fill(organisation: Organisation, entry: Entry, values: Mapping[str, str]) -> bool:
    """Set the plain fields; whether any of them changed."""
    new: dict[str, object] = {name: values[name] for name in PLAIN if values.get(name)}
    if "opened_on" in entry.dates:
        new["opened_on"] = entry.dates["opened_on"]
    return _set(organisation, new)


def _set(record: Organisation | LibraryService, new: Mapping[str, object]) -> bool:
    changes = {name: value for name, value in new.items() if getattr(record, name) != value}
    for name, value in changes.items():
        setattr(record, name, value)
    return bool(changes)


def _place(
    organisation: Organisation, entry: Entry, known: Mapping[str, Organisation], report: Report
) -> bool:
    """Put the organisation under its region and its board; whether that changed anything."""
    if organisation.kind == OrganisationKind.REGION:
        return _set(organisation, {"region_id": organisation.id})
    new: dict[str, object] = {}
    for code_field, id_field in (("region_code", "region_id"), ("parent_code", "parent_id")):
        code = entry.values.get(code_field)
        if code is None:
            continue
        if code not in known:
            words = f"{code} is not known and was left empty; import its own file, then this again"
            report.faults.append(Fault(entry.row, code_field, words))
        elif code != entry.key:
            new[id_field] = known[code].id
    return _set(organisation, new)


def _end(
    organisation: Organisation, entry: Entry, known: Mapping[str, Organisation], report: Report
) -> bool:
    """Close and merge as the file says; whether that changed anything."""
    closed_before, successor_before = organisation.closed_on, organisation.merged_into_id
    try:
        if "closed_on" in entry.dates:
            close(organisation, on=entry.dates["closed_on"])
        if code := entry.values.get("merged_into"):
            if code not in known:
                report.faults.append(Fault(entry.row, "merged_into", f"{code} is not known"))
            else:
                merge(organisation, into=known[code])
    except NotPossibleError as error:
        report.faults.append(Fault(entry.row, "", str(error)))
    report.closed += organisation.closed_on != closed_before
    report.merged += organisation.merged_into_id != successor_before
    return (closed_before, successor_before) != (
        organisation.closed_on,
        organisation.merged_into_id,
    )


def _load_services(entries: Iterable[Entry], report: Report) -> None:
    organisations = _organisations()
    known = {row.slug: row for row in db.session.scalars(select(LibraryService))}
    successors: list[tuple[Entry, LibraryService]] = []
    for entry in entries:
        home = organisations.get(entry.values["organisation_code"])
        if home is None:
            words = f"{entry.values['organisation_code']} is not known; row left out"
            report.faults.append(Fault(entry.row, "organisation_code", words))
            continue
        region_code = entry.values.get("region_code", "")
        region = organisations.get(region_code)
        if region_code and region is None:
            words = f"{region_code} is not known; the region of its organisation was taken"
            report.faults.append(Fault(entry.row, "region_code", words))
        new: dict[str, object] = {
            "name": entry.values["name"],
            "organisation_id": home.id,
            "region_id": region.id if region else home.region_id,
            **entry.dates,
        }
        service = known.get(entry.key)
        is_new = service is None
        if service is None:
            service = known[entry.key] = LibraryService(slug=entry.key)
            db.session.add(service)
        report.closed += "closed_on" in new and service.closed_on != new["closed_on"]
        _count(report, is_new=is_new, changed=_set(service, new))
        successors.append((entry, service))
    db.session.flush()
    _merge_services(successors, known, report)


def _merge_services(
    loaded: Sequence[tuple[Entry, LibraryService]],
    known: Mapping[str, LibraryService],
    report: Report,
) -> None:
    for entry, service in loaded:
        slug = entry.values.get("merged_into")
        if slug is None:
            continue
        into = known.get(slug)
        if into is None or into is service or into.merged_into_id == service.id:
            report.faults.append(Fault(entry.row, "merged_into", f"cannot merge into {slug}"))
        else:
            report.merged += _set(service, {"merged_into_id": into.id})
