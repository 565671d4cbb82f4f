"""What a record needs before it can go on: to be submitted, and to be published."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.innovations.models import Innovation


@dataclass(frozen=True)
class Requirement:
    """``section`` is the page where it is put right, ``field`` the field there."""

    section: str
    field: str
    words: str
    is_met: Callable[[Innovation], bool]


def _filled(name: str) -> Callable[[Innovation], bool]:
    return lambda record: bool(getattr(record, name))


TO_SUBMIT = (
    Requirement("summary", "summary", "Write a summary", _filled("summary")),
    Requirement("summary", "topics", "Choose at least 1 topic", lambda r: 1 <= len(r.topics) <= 8),
    Requirement(
        "summary", "organisation", "Choose the lead organisation", _filled("organisation_id")
    ),
    Requirement(
        "summary",
        "people",
        "Name at least 1 owner",
        lambda r: any(person.role == "owner" for person in r.people),
    ),
    Requirement("summary", "problem", "Say what problem you had", _filled("problem")),
    Requirement("summary", "what_we_did", "Say what you did", _filled("what_we_did")),
    Requirement("summary", "stage", "Choose the stage", _filled("stage")),
    Requirement("summary", "started_on", "Say when it started", _filled("started_on")),
)

TO_PUBLISH = (
    Requirement("results", "outcome", "Say how it turned out", _filled("outcome")),
    Requirement("results", "results", "Describe the results", _filled("results")),
    *(
        Requirement(
            "costs", f"{name}_basis", f"Say how you know the {words}", _filled(f"{name}_basis")
        )
        for name, words in (
            ("cost_setup", "cost to set up"),
            ("cost_yearly", "cost per year"),
            ("staff_time", "staff time"),
            ("savings", "savings"),
        )
    ),
    Requirement(
        "evidence", "evidence", "Add evidence, or say that there is none yet", _filled("evidence")
    ),
    Requirement(
        "attachments",
        "attachments",
        "Give every attachment a title and a licence",
        lambda r: all(row.get("title") and row.get("licence") for row in r.attachments or ()),
    ),
    Requirement(
        "attachments",
        "attachments",
        "Say what every picture shows",
        lambda r: all(
            row.get("alternative_text") or not row["media_type"].startswith("image/")
            for row in r.attachments or ()
        ),
    ),
    Requirement("lessons", "lessons", "Add at least 1 lesson learned", _filled("lessons")),
    Requirement(
        "permissions",
        "agreed_by_organisation",
        "Confirm that your organisation agrees",
        _filled("agreed_by_organisation"),
    ),
    Requirement(
        "permissions",
        "agreed_by_people",
        "Confirm that the people named agree",
        _filled("agreed_by_people"),
    ),
    Requirement(
        "permissions",
        "no_patient_data",
        "Confirm that it holds no patient data",
        _filled("no_patient_data"),
    ),
    Requirement("permissions", "licence", "Choose a licence", _filled("licence")),
)


def missing_to_submit(record: Innovation) -> list[Requirement]:
    """What the record still needs before it can be submitted."""
    return [requirement for requirement in TO_SUBMIT if not requirement.is_met(record)]


def missing_to_publish(record: Innovation) -> list[Requirement]:
    """What it still needs before a moderator can publish it, besides their evidence rating."""
    return [
        requirement for requirement in (*TO_SUBMIT, *TO_PUBLISH) if not requirement.is_met(record)
    ]
