"""Organisations close and merge; they do not vanish, and no circle comes about."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.organisations import queries
from portal.records import ref

THREE = (
    "ods_code,name,kind,opened_on\n"
    "AA1,First,trust,2001-04-01\nAA2,Second,trust,\nAA3,Third,trust,\n"
)


@pytest.fixture(autouse=True)
def three(bring):
    assert bring(THREE).exit_code == 0


def acts(code: str) -> list[str]:
    about = ref("organisation", queries.by_code(code).id)
    return list(
        db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.ref == about).order_by(AuditEntry.id)
        )
    )


def test_closing_keeps_the_organisation_and_is_written_down(run, client):
    result = run("close", "aa1", "--on", "2025-03-31")
    assert result.exit_code == 0, result.output
    assert queries.by_code("AA1").closed_on == date(2025, 3, 31)
    assert acts("AA1") == ["organisation:close"]
    assert "Closed on 31 March 2025" in client.get("/organisations/AA1").text


def test_merging_closes_and_both_pages_say_so(run, client):
    assert run("merge", "AA1", "AA2", "--on", "2025-03-31").exit_code == 0
    assert acts("AA1") == ["organisation:close", "organisation:merge"]
    page = client.get("/organisations/AA1").text
    assert "Merged into" in page
    assert "/organisations/AA2" in page
    assert "First" in client.get("/organisations/AA2").text


def test_no_circle_of_mergers(run):
    run("merge", "AA1", "AA2")
    run("merge", "AA2", "AA3")
    for code, into in (("AA3", "AA1"), ("AA3", "AA3")):
        result = run("merge", code, into)
        assert result.exit_code == 1
        assert "the same or was merged into it" in result.output
    assert queries.by_code("AA3").merged_into_id is None


def test_the_commands_refuse_what_cannot_be(run):
    assert "no organisation with the code XX9" in run("close", "XX9", "--on", "2025-01-01").output
    result = run("close", "AA1", "--on", "1999-01-01")
    assert result.exit_code == 1
    assert "opened on 2001-04-01" in result.output
    assert run("close", "AA1", "--on", "soon").exit_code == 2


def test_merging_twice_writes_one_line(run):
    run("merge", "AA1", "AA2")
    run("merge", "AA1", "AA2")
    assert acts("AA1").count("organisation:merge") == 1
