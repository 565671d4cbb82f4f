"""The records of the invented community, taken through the same actions as real ones."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from portal.organisations.models import LibraryService, Organisation
from portal.outbox import Message
from portal.seed.people import FOLDER
from portal.topics.models import Topic

Ids = Mapping[str, int]
_COPIED = (
    "kind", "title", "summary", "problem", "what_we_did", "stage", "audience", "outcome", "results",
    "cost_setup", "cost_yearly", "staff_time", "savings", "would_do_differently",
    "starting_advice", "sustaining_advice", "risks", "setting", "consortium", "product", "supplier",
    "competing_interest", "licence", "lessons", "champion_quote", "champion_name", "champion_role",
)  # fmt: skip
_BASES = ("cost_setup_basis", "cost_yearly_basis", "staff_time_basis", "savings_basis")
_TICKS = ("agreed_by_organisation", "agreed_by_people", "no_patient_data")
_MAIL = ("innovations.submitted", "innovations.decided")


def load_records(people: Mapping[str, User]) -> int:
    """Record, submit and decide all of them, each at its own time; returns how many."""
    records = [
        json.loads(path.read_text()) for path in sorted((FOLDER / "innovations").glob("*.json"))
    ]
    records.sort(key=lambda record: (-record["days_ago"], record["key"]))
    ids: tuple[Ids, Ids, Ids] = (
        dict(db.session.execute(select(Organisation.ods_code, Organisation.id)).all()),
        dict(db.session.execute(select(LibraryService.slug, LibraryService.id)).all()),
        dict(db.session.execute(select(Topic.slug, Topic.id)).all()),
    )
    made: dict[str, Innovation] = {}
    today = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    running_from = clock.now()
    for record in records:
        # Everything that happens to a record is stamped with its time, not with now.
        clock.start_at(today - timedelta(days=record["days_ago"]))
        author = people[record["author"]]
        made[record["key"]] = actions.create(author, fields=_fields(record, people, *ids))
        _live(made[record["key"]], record, people)
    clock.start_at(running_from)
    _relate(records, made)
    # Nobody is to be told of what never happened.
    db.session.execute(delete(Message).where(Message.topic.in_(_MAIL)))
    return len(made)


def _fields(
    record: Mapping[str, Any],
    people: Mapping[str, User],
    organisations: Ids,
    services: Ids,
    topics: Ids,
) -> dict[str, Any]:
    fields = {name: record[name] for name in _COPIED if record.get(name) is not None}
    fields |= {name: record["cost_basis"] for name in _BASES if record.get("cost_basis")}
    fields |= dict.fromkeys(_TICKS, bool(record.get("licence")))
    fields["measures"] = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in record["measures"]
    ]
    fields["evidence"] = [
        {name: value or "" for name, value in row.items()} for row in record["evidence"]
    ]
    fields["topics"] = [topics[slug] for slug in record["topics"]]
    fields["partners"] = [organisations[code] for code in record["partners"]]
    fields["organisation_id"] = organisations.get(record["lead_organisation"])
    fields["library_service_id"] = services.get(record["library_service"])
    fields["region_id"] = organisations.get(record["region"])
    fields["started_on"], fields["ended_on"] = _month(record["started"]), _month(record["ended"])
    fields["people"] = [
        {
            "user_id": people[row["person"]].id if row["person"] else None,
            "name": row["name"],
            "role": row["role"],
            "is_shown": row["shown"],
        }
        for row in record["people"]
    ]
    return fields


def _live(innovation: Innovation, record: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """Take a new draft to the state it has in the story."""
    status, owner = record["status"], people[record["author"]]
    if status == "draft":
        return
    actions.submit(innovation, owner)
    if status == "submitted":
        return
    decision = record.get("decision") or {}
    moderator = people[decision["moderator"]] if decision else _moderator(innovation, people)
    actions.claim(innovation, moderator)
    words = decision.get("words", "")
    if status == "changes_requested":
        actions.request_changes(innovation, moderator, words=words, comments=decision["comments"])
    elif status == "declined":
        actions.decline(innovation, moderator, reason="not_enough", words=words)
    elif status in ("published", "retired", "hidden"):
        rating = record.get("evidence_rating") or {"rating": "none", "reason": ""}
        actions.approve(
            innovation, moderator, rating=rating["rating"], rating_reason=rating["reason"]
        )
    if status == "retired":
        actions.retire(innovation, owner, reason="no_longer_used", words="The service has ended.")
    elif status == "hidden":
        actions.hide(
            innovation,
            moderator,
            reason="rights",
            words="A supplier says that the pictures are theirs.",
        )


def _moderator(innovation: Innovation, people: Mapping[str, User]) -> User:
    return next(
        person
        for person in people.values()
        if person.role == "moderator" and person.id not in innovation.involved_ids
    )


def _relate(records: list[dict[str, Any]], made: Mapping[str, Innovation]) -> None:
    for record in records:
        if record["related"]:
            innovation = made[record["key"]]
            rows = [
                {"target_id": made[row["key"]].id, "relation": row["relation"]}
                for row in record["related"]
            ]
            editor = db.session.get_one(User, innovation.author_id)
            actions.save(innovation, editor, fields={"related": rows}, version=innovation.version)


def _month(text: str | None) -> date | None:
    return datetime.strptime(text, "%Y-%m").date() if text else None
