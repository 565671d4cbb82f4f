"""``flask communities``."""

from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.clock import now
from portal.extensions import db
from portal.forum.models import Community, Membership
from tests.factories import make_community
from tests.people import People


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["communities", *words])


def roles() -> dict[int, str]:
    db.session.rollback()
    query = select(Membership.person_id, Membership.role)
    return {row[0]: row[1] for row in db.session.execute(query)}


def test_one_is_made_filled_and_closed(app: Flask, people: People, tmp_path: Path) -> None:
    made = run(app, "create", "Koha users", "--manager", "AMINA@portal.example")
    assert "made /communities/koha-users" in made.output
    assert roles() == {people.amina.id: "manager"}
    two = ("bilal@portal.example", "dev@portal.example")
    dry = run(app, "add-person", "koha-users", *two, "--role", "moderator", "--dry-run")
    assert "bilal@portal.example: put in as moderator" in dry.output
    assert "nothing was changed" in dry.output
    assert roles() == {people.amina.id: "manager"}
    assert run(app, "add-person", "koha-users", *two, "--role", "moderator").exit_code == 0
    assert roles()[people.dev.id] == "moderator"
    again = run(app, "add-person", "koha-users", "dev@portal.example")
    assert "is member now" in again.output
    assert "taken out" in run(app, "remove-person", "koha-users", "dev@portal.example").output
    assert "was not in it" in run(app, "remove-person", "koha-users", "dev@portal.example").output
    report = tmp_path / "report.md"
    report.write_text("It is *done*.")
    assert run(app, "close", "koha-users", "--report", str(report)).exit_code == 0
    assert "koha-users: Koha users (Community of practice, open, closed), 2 people" in (
        run(app, "list").output
    )
    assert "closed already" in run(app, "close", "koha-users", "--report", str(report)).output
    assert run(app, "reopen", "koha-users").exit_code == 0
    community = db.session.scalars(select(Community)).one()
    assert community.closing_report_html == "<p>It is <em>done</em>.</p>\n"
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.ref == community.ref)).all()
    assert {entry.actor_id for entry in entries} == {None}
    assert [entry.action.removeprefix("community:") for entry in entries] == [
        *("create", "add", "add", "role", "remove", "close", "reopen")
    ]


def test_a_community_without_a_manager_gets_one(app: Flask, people: People) -> None:
    make_community(people.amina, "Steering", privacy="confidential")
    people.amina.disabled_at = now()
    db.session.commit()
    assert "NO MANAGER" in run(app, "list", "--without-manager").output
    assert "is manager" not in run(app, "set-manager", "steering", "dev@portal.example").output
    assert roles()[people.dev.id] == "manager"
    assert run(app, "list", "--without-manager").output == ""


def test_the_only_manager_stays(app: Flask, people: People) -> None:
    make_community(people.amina)
    for words in (
        ("remove-person", "library-systems", "amina@portal.example"),
        ("add-person", "library-systems", "amina@portal.example", "--role", "member"),
    ):
        refused = run(app, *words)
        assert refused.exit_code == 1
        assert "always keeps a manager" in refused.output
    assert roles() == {people.amina.id: "manager"}


def test_faults_are_said_in_words(app: Flask, people: People) -> None:
    make_community(people.amina)
    for words, said in (
        (("create", "Library Systems", "--manager", "amina@portal.example"), "cannot be used"),
        (("create", "New one", "--manager", "no@portal.example"), "nobody signs in with"),
        (
            ("create", "G", "--manager", "amina@portal.example", "--kind", "working_group"),
            "needs --terms and --ends-on",
        ),
        (("add-person", "nowhere", "amina@portal.example"), "there is no community nowhere"),
        (("add-person", "library-systems", "dev@portal.example", "x@y.z"), "nobody signs in"),
    ):
        refused = run(app, *words)
        assert (refused.exit_code, said in refused.output) == (1, True), refused.output
    assert roles() == {people.amina.id: "manager"}
    for command in ("list", "create", "add-person", "set-manager", "close"):
        assert "Example:" in run(app, command, "--help").output
