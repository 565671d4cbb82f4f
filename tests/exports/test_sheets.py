"""CSV and XLSX as a spreadsheet reads them."""

import io
from datetime import datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.exports.columns import COLUMNS
from portal.exports.sheets import CUT, MOST_CHARACTERS, is_formula, tidy
from portal.extensions import db
from portal.innovations.models import Innovation
from tests.client import Client
from tests.exports.conftest import Publish
from tests.exports.files import rows_of_csv, rows_of_xlsx, sheet_of

pytestmark = pytest.mark.any_database

FORMULAS = (
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\u200b=1",
    "\ufeff\u00a0+1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "﹣1",
    "\n=1",
)


def row_of(client: Client, ending: str) -> dict[str, Any]:
    """The one record of a result, as a row of a sheet."""
    data = client.get(f"/search/export.{ending}").data
    (row,) = rows_of_csv(data) if ending == "csv" else rows_of_xlsx(data)
    return row


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_row_says_all_that_the_record_says(client: Client, publish: Publish, ending: str):
    record_id = publish(
        title="Laptops",
        what_we_did="We lent **twenty** laptops.\n\n- to students\n- to nurses",
        partners=[],
    )
    row = row_of(client, ending)
    record = db.session.get_one(Innovation, record_id)
    assert row["Identifier"] == record.identifier
    assert str(row["Address"]).endswith(f"/innovations/{record_id}")
    assert (row["Kind"], row["Title"], row["Stage"]) == ("Project", "Laptops", "In local use")
    assert (row["Lead organisation"], row["ODS code"]) == ("Ashbourne Trust", "ZZ01")
    assert row["People"] == "Amina Yusuf, owner"
    assert row["What we did"] == "We lent twenty laptops.\n\n• to students\n• to nurses"
    assert (row["Started"], row["Ended"]) == ("2024-03", "2025-01")
    assert row["Measures"] == (
        "Requests (a month): 40 before, 82 after; 2024; Counted by the system"
    )
    assert Decimal(str(row["Cost to set up (£)"])) == 12500
    assert row["Cost to set up: basis"] == "Measured"
    assert row["Evidence"] == "Before and after: Our own counts"
    assert row["Evidence rating"] == "Moderate"
    assert row["Lessons learned"] == (
        "Clean the data first\nStart six months ahead\n(For: System managers; Step: Migration)"
    )
    assert row["Licence"] == "Open Government Licence 3.0"
    assert str(row["Contact"]).endswith(f"/innovations/{record_id}/contact")
    published = row["Published"]
    day = published.date() if isinstance(published, datetime) else published
    assert str(day) == record.published_at.date().isoformat()


@pytest.mark.parametrize("text", FORMULAS)
def test_what_was_typed_becomes_no_formula(client: Client, publish: Publish, text: str):
    record_id = publish()
    db.session.get_one(Innovation, record_id).summary = text
    db.session.commit()
    summary = row_of(client, "csv")["Summary"]
    assert summary == f"'{tidy(text)}"
    cell = next(cell for cell in sheet_of(client.get("/search/export.xlsx").data)[2][4:5])
    assert cell.data_type == "s"
    assert cell.value == tidy(text).replace("\ufeff", "\ufeff")
    assert cell.quotePrefix


def test_words_with_a_sign_inside_stay_as_they_are(client: Client, publish: Publish):
    publish(summary="A = B, and −5 °C", savings="10 – 20 hours")
    assert row_of(client, "csv")["Summary"] == "A = B, and −5 °C"
    assert row_of(client, "csv")["Savings"] == "10 – 20 hours"


def test_a_negative_number_stays_a_number(client: Client, publish: Publish):
    record_id = publish()
    db.session.get_one(Innovation, record_id).cost_yearly = Decimal("-250.50")
    db.session.commit()
    assert row_of(client, "csv")["Cost per year (£)"] == "-250.50"
    assert row_of(client, "xlsx")["Cost per year (£)"] == -250.5


def test_text_that_looks_like_the_xml_of_a_cell_is_text(client: Client, publish: Publish):
    inner = '</t></is></c><c r="Z9"><f>1+1</f></c><c><is><t>'
    record_id = publish()
    db.session.get_one(Innovation, record_id).product = f"<r>{inner}</r>"
    db.session.commit()
    data = client.get("/search/export.xlsx").data
    assert rows_of_xlsx(data)[0]["Product or system"].strip() == f"<r>{inner}</r>"
    with ZipFile(io.BytesIO(data)) as book:
        sheet = fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not [element for element in sheet.iter() if element.tag.endswith("}f")]


def test_a_long_text_is_cut_and_says_so(client: Client, publish: Publish):
    record_id = publish()
    db.session.get_one(Innovation, record_id).html = {"results": "<p>" + "x" * 40_000 + "</p>"}
    db.session.commit()
    for ending in ("csv", "xlsx"):
        results = row_of(client, ending)["Results"]
        assert len(results) == MOST_CHARACTERS
        assert results.endswith(CUT)


def test_control_characters_are_left_out(client: Client, publish: Publish):
    record_id = publish()
    db.session.get_one(Innovation, record_id).summary = "a\x01b\x0bc\x1fd\r\ne\ufffef"
    db.session.commit()
    for ending in ("csv", "xlsx"):
        assert row_of(client, ending)["Summary"] == "abcd\nef"


def test_the_headings_stay_in_sight_and_columns_have_widths(client: Client, publish: Publish):
    publish()
    sheet = sheet_of(client.get("/search/export.xlsx").data)
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert sheet.column_dimensions["D"].width > 40
    assert sheet.auto_filter.ref.startswith("A1:")


def test_headings_are_different(client: Client):
    headings = [column.heading for column in COLUMNS]
    assert len(set(headings)) == len(headings)


def test_a_result_of_nothing_is_a_sheet_with_headings(client: Client, publish: Publish):
    publish()
    data = client.get("/search/export.csv?q=xyzzy").data
    assert rows_of_csv(data) == []
    assert data.decode("utf-8-sig").startswith("Identifier,Address,")
    assert rows_of_xlsx(client.get("/search/export.xlsx?q=xyzzy").data) == []


@settings(max_examples=500, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", categories=("Cc", "Cf", "Zs", "Zl", "Zp")), max_size=5),
    st.sampled_from("=+-@＝＋－＠﹢﹣﹦﹫"),
    st.text(max_size=10),
)
def test_nothing_unseen_hides_a_formula(before: str, sign: str, after: str):
    assert is_formula(before + sign + after)
    assert is_formula(tidy(before + sign + after)) or "\t" in before + after


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_a_text_is_a_formula_only_by_its_first_sign(text: str):
    seen = text.lstrip()
    if seen[:1].isalnum() and text[0] not in "\t\r":
        assert is_formula(text) == ("\t" in text[: -len(seen)] or "\r" in text[: -len(seen)])


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=50), st.integers(MOST_CHARACTERS - 60, MOST_CHARACTERS * 2))
def test_no_cell_is_too_long(piece: str, length: int):
    text = (piece * length)[:length]
    units = len(tidy(text).encode("utf-16-le", "surrogatepass")) // 2
    assert units <= MOST_CHARACTERS
