"""Mapping files: those that are wrong, those that are guessed, those that are shipped."""

from datetime import date
from typing import Any

import pytest

from portal.innovations.importing.mapping import (
    SHIPPED,
    Mapper,
    MappingError,
    guess,
    mapping_of,
    parse,
)
from portal.innovations.importing.reading import Cell, Row
from tests.innovations.importing.drafts import TITLE, Known


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ([], "names with values"),
        ({}, "no “fields”"),
        ({"fields": {"title": {"from": "T"}}}, "where “kind” comes from"),
        ({"fields": {**TITLE, "colour": {"from": "C"}}}, "no field “colour”"),
        ({"fields": {**TITLE, "stage": {"form": "C"}}}, "“form” is not known"),
        ({"fields": {**TITLE, "stage": {}}}, "say “from” which columns"),
        ({"fields": {**TITLE, "stage": {"value": "soon"}}}, "“soon” is none of idea"),
        ({"fields": {**TITLE, "stage": {"from": "S", "values": {"x": "y"}}}}, "“y” is none of"),
        ({"fields": {**TITLE, "stage": {"from": [1]}}}, "must be text"),
        ({"fields": {**TITLE, "stage": "S"}}, "in curly brackets"),
        ({"fields": {**TITLE, "people": [{"from": "P", "role": "boss"}]}}, "role"),
        ({"fields": {**TITLE, "started_on": {"from": "S", "dates": ["%d"]}}}, "has no year"),
        ({"fields": {**TITLE, "results": {"from": "R", "tidy": "all"}}}, "tidy"),
        ({"fields": TITLE, "checks": [{"when": "odd"}]}, "check 1, when"),
        ({"fields": TITLE, "checks": [{"when": "same", "columns": [], "say": "x"}]}, "columns"),
        ({"fields": TITLE, "empty": []}, "empty"),
        ({"fields": TITLE, "extra": 1}, "“extra” is not known"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_place(mapping: Any, problem: str) -> None:
    with pytest.raises(MappingError, match=problem.replace("(", r"\(")):
        parse(mapping)


def test_columns_are_guessed_from_their_headings() -> None:
    found = guess(["Project title", "StartDate", "Abstract", "tags", "Trust", "Shoe size", "URL"])
    assert found == {
        "title": "Project title",
        "started_on": "StartDate",
        "summary": "Abstract",
        "topics": "tags",
        "organisation": "Trust",
        "source_url": "URL",
    }
    assert parse(mapping_of(["Project title"], {"title": "Project title"}))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_mappings_are_right(name: str) -> None:
    assert parse(SHIPPED[name]).name


def test_a_grant_becomes_a_draft_with_what_is_doubtful_said() -> None:
    cells: dict[str, Cell] = {
        "ProjectReference": "AH/0001", "Title": "The Archive", "FundingOrgName": "AHRC",
        "LeadROName": "University of Nowhere", "Department": "UNLISTED",
        "ProjectCategory": "Studentship", "PIFirstName": "", "PISurname": "",
        "StartDate": "2012-01-10", "EndDate": "2012-01-10", "AwardPounds": "0.0",
        "Region": "Unknown", "Status": "Closed", "GTRProjectUrl": "https://grants.example/1",
    }  # fmt: skip
    found = Mapper(parse(SHIPPED["ukri_gtr"]), Known()).draft(Row(2, cells))
    assert found.is_good
    assert found.fields["started_on"] == date(2012, 10, 1)
    assert "ended_on" not in found.fields
    assert "£0" not in found.fields["what_we_did"]
    assert "UNLISTED" not in found.fields["what_we_did"]
    columns = {finding.column for finding in found.findings}
    assert {"EndDate", "StartDate", "Abstract", "Region", "PISurname", "AwardPounds"} <= columns
