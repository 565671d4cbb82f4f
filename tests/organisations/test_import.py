"""Bringing the files of ODS and our own into the directory."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.organisations import queries
from portal.organisations.models import LibraryService, Organisation
from portal.outbox import Message
from tests.organisations.conftest import BOARDS, REGIONS, ods_row

OWN = (
    "ods_code,name,kind,parent_code,region_code,opened_on,closed_on,merged_into\n"
    "Y56,London,region,,Y56,,,\n"
    "ZZ01,Old Trust,trust,Y56,Y56,2001-04-01,2024-03-31,ZZ02\n"
    "ZZ02,New Trust,trust,Y56,Y56,2024-04-01,,\n"
)


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_the_ods_file_fills_the_directory_under_its_regions_and_boards(bring):
    assert "2 added" in bring(REGIONS).output
    assert "1 added" in bring(BOARDS).output
    result = bring(ods_row("RJ7", "ST GEORGE'S UNIVERSITY HOSPITALS NHS FOUNDATION TRUST"))
    assert result.exit_code == 0, result.output
    assert "ODS file: 1 rows: 1 added" in result.output
    trust = queries.with_its_place("RJ7")
    assert trust.name == "St George's University Hospitals NHS Foundation Trust"
    assert (trust.kind, trust.town, trust.opened_on) == ("trust", "King's Lynn", date(2001, 4, 1))
    assert trust.region.name == "London"
    assert trust.parent.name == "NHS North Central London Integrated Care Board"


def test_importing_again_changes_nothing_and_a_new_name_updates(bring):
    bring(REGIONS)
    bring(BOARDS)
    bring(ods_row("RJ7", "ONE TRUST") + ods_row("RJ8", "TWO TRUST"))
    assert (
        "0 added, 0 updated, 2 as before"
        in bring(ods_row("RJ7", "ONE TRUST") + ods_row("RJ8", "TWO TRUST")).output
    )
    assert "0 added, 1 updated" in bring(ods_row("RJ7", "FIRST TRUST")).output
    assert queries.by_code("rj7").name == "First Trust"
    assert queries.by_code("RJ8").closed_on is None, "what is not in the file stays as it is"


def test_a_closing_date_closes_and_an_empty_one_does_not_open_again(bring):
    bring(REGIONS + "")
    assert "1 closed" in bring(ods_row("RRP", "OLD TRUST", closed="20241031")).output
    assert queries.by_code("RRP").closed_on == date(2024, 10, 31)
    assert "0 closed" in bring(ods_row("RRP", "OLD TRUST")).output
    assert queries.by_code("RRP").closed_on == date(2024, 10, 31)


def test_our_own_file_keeps_mergers_and_a_successor_may_stand_further_down(bring):
    assert "3 added" in bring(OWN).output
    assert queries.with_its_place("ZZ01").merged_into.name == "New Trust"
    assert "3 as before" in bring(OWN).output


def test_library_services_go_to_their_organisation(bring):
    bring(OWN)
    services = (
        "slug,name,organisation_code,region_code\n"
        "old-kls,Old Library,ZZ01,Y56\nlost-kls,Lost Library,ZZ99,Y56\n"
    )
    result = bring(services)
    assert "1 added" in result.output
    assert "row 3, organisation_code: ZZ99 is not known" in result.output
    assert db.session.scalar(select(LibraryService.name)) == "Old Library"
    assert "1 as before" in bring(services).output


def test_a_dry_run_says_the_same_and_changes_nothing(bring):
    result = bring(OWN, "--dry-run")
    assert "3 added" in result.output
    assert "nothing was changed" in result.output
    assert how_many() == 0


def test_the_kind_can_be_said(bring):
    bring(REGIONS)
    bring(ods_row("AB1", "A HOSPICE"), "--kind", "other")
    assert queries.by_code("AB1").kind == "other"
    assert bring(ods_row("AB1", "A HOSPICE"), "--kind", "pub").exit_code == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ods_row("R!", "A TRUST"), "row 2, column 1 (ods_code): 'R!' is not an ODS code"),
        (ods_row("RX1", ""), "row 2, column 2 (name): is empty"),
        (ods_row("RX1", "A" * 201), "row 2, column 2 (name): is too long (201 characters)"),
        (ods_row("RX1", "A\0B"), "holds a character that is no text"),
        (ods_row("RX1", "A TRUST", closed="20240231"), "'20240231' is not a date"),
        (ods_row("RX1", "A TRUST", closed="19990101"), "closes before it opens"),
        (ods_row("RJ7", "A TRUST"), "row 2, ods_code: RJ7 is in row 1"),
        ("RX1,A TRUST\n", "row 2: has 2 columns instead of 27"),
    ],
)
def test_a_faulty_row_is_named_by_row_and_column_and_the_good_ones_go_in(bring, row, words):
    result = bring(ods_row("RJ7", "GOOD TRUST") + row)
    assert result.exit_code == 0
    assert words in result.output
    assert "1 left out" in result.output
    assert how_many() == 1


def test_an_unknown_region_is_said_and_the_row_goes_in(bring):
    result = bring(ods_row("RQF", "VELINDRE NHS TRUST", region="W00"))
    assert "row 1, region_code: W00 is not known" in result.output
    assert queries.by_code("RQF").region_id is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "is a spreadsheet or a zip file, not text"),
        (b"%PDF-1.7", "is a PDF"),
        (b"a\0b\0c\0", "is not text"),
        (b"\x1f\x8bbroken", "gzipped and damaged"),
        (b"name,\x81\x8d\n", "neither UTF-8 nor Windows text"),
        (b"colour,size\nred,3\n", "neither an ODS file"),
        (b'ods_code,name\nAB1,"never closed\n', "Check its quotation marks"),
        (b"ods_code,name,name\nAB1,A,B\n", "two columns have the same name"),
    ],
)
def test_a_file_that_cannot_be_used_is_met_with_clear_words(bring, content, words):
    result = bring(content)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
    assert how_many() == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_marks_and_windows_encodings_are_read(bring, encoding):
    bring("ods_code;name\r\nab1;Ysbyty Môn’s Trust\r\n".encode(encoding))
    assert queries.by_code("AB1").name == "Ysbyty Môn’s Trust"


def test_the_help_shows_an_example(run):
    assert "Example: flask --app wsgi organisations import" in run("import", "--help").output


def test_an_organisation_that_changed_has_the_records_indexed_afresh(bring):
    asked = select(Message.id).where(Message.topic == "search.rebuild")
    rows = "ods_code,name,kind\nAA1,First,trust\n"
    bring(rows)
    assert db.session.scalars(asked).all() == []
    bring(rows.replace("First", "Renamed"))
    assert len(db.session.scalars(asked).all()) == 1
