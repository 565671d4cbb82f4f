"""Reading files: what can be used is, and everything else is refused in words."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from portal.innovations.importing.reading import Limits, read
from portal.intake import UnreadableFileError
from tests.innovations.importing.builders import (
    LIMITS,
    csv_text,
    repacked,
    saved,
    table,
    workbook,
)

FEW = Limits(size=20_000, rows=5, columns=4, cell=50)


def refusal(folder: Path, data: bytes | str, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        table(folder, data, limits)
    return str(caught.value)


def refused_workbook(path: Path, sheet: str = "", limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read(path, limits, sheet)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path, csv_text(["Title"], ["Zoë’s 📚 عربي"]).encode(encoding))
    assert found.columns == ("Title",)
    assert found.rows[0].cells["Title"] == "Zoë’s 📚 عربي"
    assert not found.notices


def test_windows_text_is_read_and_said_so(tmp_path: Path) -> None:
    found = table(tmp_path, "Title\r\nCafé “quotes”\r\n".encode("cp1252"))
    assert found.rows[0].cells["Title"] == "Café “quotes”"
    assert "Windows-1252" in found.notices[0]


def test_bytes_of_no_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    assert "line 3" in refusal(tmp_path, b"Title\nGood\nbad \x81\x8d\n")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path: Path, mark: str) -> None:
    found = table(tmp_path, f'Title{mark}"a,;b"\nOne{mark}Two\n')
    assert found.columns == ("Title", "a,;b")
    assert found.rows[0].cells == {"Title": "One", "a,;b": "Two"}


def test_line_ends_in_cells_and_blank_rows_keep_the_numbers_of_rows(tmp_path: Path) -> None:
    found = table(tmp_path, 'Title\n\n"two\r\nlines"\n\nlast\n')
    assert [(row.number, row.cells["Title"]) for row in found.rows] == [
        (3, "two\nlines"),
        (5, "last"),
    ]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    cells = ["=1+1", "+44 20", "-5", "@here", "=cmd|' /C calc'!A0"]
    found = table(tmp_path, csv_text(["a", "b", "c", "d", "e"], cells))
    assert list(found.rows[0].cells.values()) == cells
    assert not found.rows[0].findings


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("one", "has 1 cells, but the heading has 2"),
        ("one,two,three", "has 3 cells, but the heading has 2"),
        ('"one"x,two', "quotation mark"),
        ('"never closed,two', "quotation mark"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_fault_of_that_row(
    tmp_path: Path, line: str, words: str
) -> None:
    found = table(tmp_path, f"Title,Summary\ngood,one\n{line}\n")
    good, bad = found.rows
    assert not good.findings
    assert (bad.number, bad.findings[0].row) == (3, 3)
    assert words in bad.findings[0].words


def test_control_characters_are_taken_out_and_said_so(tmp_path: Path) -> None:
    row = table(tmp_path, "Title\na\x00b\x07c\n").rows[0]
    assert row.cells["Title"] == "abc"
    assert "control characters" in row.findings[0].words
    assert row.findings[0].level == "note"


def test_a_cell_that_is_too_long_is_a_fault(tmp_path: Path) -> None:
    row = table(tmp_path, "Title\n" + "x" * 51 + "\n", FEW).rows[0]
    assert row.findings[0].words == "holds 51 characters; the most is 50"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "It is empty"),
        (b" \r\n\t\n", "It is empty"),
        (b"Title,Summary\n", "a heading and no rows"),
        (b"Title,title \na,b\n", "Columns 1 and 2 are both called"),
        (b"Title,,Summary\na,b,c\n", "Column 2 has no heading"),
        (b"a,b,c,d,e\n1,2,3,4,5\n", "more than 4 columns"),
        (b"Title\n1\n2\n3\n4\n5\n6\n", "more than 5 rows"),
        (b"%PDF-1.7 \n%abc", "It is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel or Word file"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        (b"PK\x03\x04 but not really", "damaged"),
        (b"\x1f\x8b\x08broken", "gzipped and damaged"),
        ("Title\nx\n".encode("utf-16-le"), "encoding that does not say so"),
        (b"<html><table>", "web page"),
        (b'[{"title": "a"}]', "one JSON list"),
        (gzip.compress(b"PK\x03\x04", mtime=0), "packed file inside another"),
        (b"x" * 20_001, "larger than"),
        (gzip.compress(b"Title\n" + b"x" * 200_000, mtime=0), "once unpacked"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refusal(tmp_path, data, FEW)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read(tmp_path / "none.csv", LIMITS)


def test_json_lines_keep_lists_and_name_bad_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"title": "One", "tags": ["a", None, 2], "year": 2024, "ok": True}),
        "not json",
        '{"title": {"en": "x"}}',
        '["a"]',
        '{"title": ' + "[" * 100_000,
        '{"n": ' + "9" * 5000 + "}",
        "",
        json.dumps({"title": "\ud800Two", "new": [["x"]]}),
    ]
    found = table(tmp_path, gzip.compress("\n".join(lines).encode()))
    assert found.columns == ("title", "tags", "year", "ok", "new")
    assert found.rows[0].cells == {"title": "One", "tags": ("a", "2"), "year": "2024", "ok": "yes"}
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 5, 6, 8]
    assert all(row.findings for row in found.rows[1:])
    assert found.rows[-1].cells["title"] == "Two"


def test_a_workbook_is_read_as_people_see_it(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["Title", "Cost", "Done"], ["One", 12.0, True], [], ["b"]]
    )
    rows = read(path, LIMITS).rows
    assert rows[0].cells == {"Title": "One", "Cost": "12", "Done": "yes"}
    assert (rows[1].number, rows[1].cells["Cost"]) == (4, "")


def test_days_of_a_workbook_become_days(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title", "Start"], ["One", ""]])
    book = load_workbook(path)
    book.active["B2"] = __import__("datetime").date(2024, 3, 5)
    book.save(path)
    assert read(path, LIMITS).rows[0].cells["Start"] == "2024-03-05"


def test_a_formula_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    rows = [["Title", "Cost"], ["One", "=1+1"], ["Two", "=HYPERLINK(A1)"], ["Three", 4]]
    found = read(workbook(tmp_path / "a.xlsx", rows), LIMITS).rows
    assert [(f.row, f.column) for row in found for f in row.findings] == [(2, "Cost"), (3, "Cost")]
    assert "formula" in found[0].findings[0].words
    assert found[2].cells["Cost"] == "4"


def test_one_sheet_is_read_and_of_several_one_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title"], ["One"]], "Notes")
    assert "“Records”, “Notes”" in refused_workbook(path)
    assert "no sheet called “Other”" in refused_workbook(path, "Other")
    assert "The sheet is empty" in refused_workbook(path, "Notes")
    assert read(path, LIMITS, "records").rows[0].cells == {"Title": "One"}


def test_a_cell_beyond_the_heading_is_a_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title"], ["One", "", "far"]])
    assert "column 3, which has no heading" in read(path, LIMITS).rows[0].findings[0].words


def test_a_workbook_of_too_many_sheets_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title"]], *(f"s{n}" for n in range(50)))
    assert "more than 50 sheets" in refused_workbook(path)


def test_a_sheet_that_claims_to_be_huge_is_read_by_what_it_holds(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title"], ["One"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    repacked(path, sheet=sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert len(read(path, LIMITS).rows) == 1


@pytest.mark.parametrize("number", [b"500000", b"5000000"])
def test_a_cell_far_below_the_others_is_too_many_rows(tmp_path: Path, number: bytes) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title"], ["One"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b'<row r="2"', b'<row r="%s"' % number).replace(b'"A2"', b'"A%s"' % number)
    assert far != sheet
    assert "more than 100 rows" in refused_workbook(repacked(path, sheet=far))


def test_a_workbook_whose_names_are_no_text_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title"], ["One"]])
    data = bytearray(path.read_bytes())
    first = data.index(b"PK\x01\x02")
    data[first + 9] |= 8  # says that the name is UTF-8, which it is not
    data[first + 46] = 0xFF
    path.write_bytes(data)
    assert "damaged" in refused_workbook(path)


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    zeros = b"<x>" + b"0" * 4_000_000 + b"</x>"
    path = repacked(workbook(tmp_path / "ratio.xlsx", [["Title"], ["One"]]), sheet=zeros)
    assert "files made to do harm" in refused_workbook(path)
    path = repacked(workbook(tmp_path / "size.xlsx", [["Title"], ["One"]]), sheet=zeros * 2)
    assert "once unpacked" in refused_workbook(path)


def test_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si>'
        b"</sst>"
    )
    path = repacked(workbook(tmp_path / "a.xlsx", [["Title"], ["One"]]), strings=bomb)
    assert "damaged" in refused_workbook(path)


def test_other_documents_in_a_zip_are_told_apart(tmp_path: Path) -> None:
    for name, words in (("word/document.xml", "another kind"), ("xl/workbook.bin", "binary")):
        path = tmp_path / "other.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, b"x")
        assert words in refused_workbook(path)


def test_a_workbook_whose_xml_is_broken_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"<worksheet>", b"\x00\x01", b"<a><b></a>"):
        path = repacked(workbook(tmp_path / "a.xlsx", [["Title"], ["One"]]), sheet=data)
        assert refused_workbook(path)


def test_the_name_of_the_file_tells_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Title"], ["One"]])
    assert read(saved(tmp_path, path.read_bytes(), "really.csv"), LIMITS).rows
    assert read(saved(tmp_path, "Title\nOne\n", "sheet.xlsx"), LIMITS).rows
