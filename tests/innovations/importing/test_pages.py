"""The pages of imports: from an upload to records."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.innovations.importing.models import ImportBatch
from portal.innovations.models import Innovation
from tests.client import Client
from tests.innovations.importing.builders import csv_text, records, upload, workbook
from tests.innovations.importing.pages import (
    COLUMNS,
    NEW,
    checked,
    kept_files,
    send,
    work,
)
from tests.people import People


def test_from_an_upload_to_records(client: Client, app: Flask, people: People) -> None:
    client.as_user(people.amina)
    path = send(client, records(3) + "\r\nshort")
    page = client.get(f"{path}/columns").text
    assert '<option value="Title" selected>' in page
    assert client.post(f"{path}/columns", data=COLUMNS).location == path
    assert "Looking at row 0 of 4" in client.get(path).text
    assert len(kept_files(app)) == 1
    work()
    page = client.get(path).text
    assert "3 of 4 rows can be imported. Nothing is imported yet." in page
    assert "What record 1 is about" in page
    assert "has 1 cells, but the heading has 3" in page
    assert db.session.scalars(select(Innovation)).all() == []
    client.post(f"{path}/run")
    assert "Importing row 0 of 4" in client.get(path).text
    work()
    page = client.get(path).text
    assert "3 of 4 rows were imported as drafts." in page
    assert "Record 2" in client.get(f"{path}/records").text
    assert {r.author_id for r in db.session.scalars(select(Innovation))} == {people.amina.id}
    assert kept_files(app) == []
    assert "records.csv" in client.get("/innovations/imports").text


def test_values_of_a_closed_list_are_asked_for(client: Client, people: People) -> None:
    client.as_user(people.amina)
    text = csv_text(["Title", "State", "Type"], ["A", "Live", "project"], ["B", "", "Gadget"])
    path = send(client, text)
    columns = {"from_title": "Title", "from_stage": "State", "from_kind": "Type"}
    assert client.post(f"{path}/columns", data=columns).location == f"{path}/values"
    page = client.get(f"{path}/values").text
    assert "Kind: “Gadget”" in page
    assert "Stage: “Live”" in page
    assert "“project”" not in page
    client.post(f"{path}/values", data={"value_0": "tool", "value_1": "local_use"})
    work()
    client.post(f"{path}/run")
    work()
    found = db.session.scalars(select(Innovation).order_by(Innovation.id)).all()
    assert [(r.title, r.kind, r.stage) for r in found] == [
        ("A", "project", "local_use"),
        ("B", "tool", None),
    ]


def test_a_shipped_mapping_needs_no_matching(client: Client, people: People) -> None:
    client.as_user(people.amina)
    line = '{"id": "1", "title": "Beds", "summary": "Short", "kind": "article", "tags": [], '
    line += '"category": [], "origin": "", "date": "", "authors": [], "text": "Body", "url": ""}'
    path = send(client, line, mapping="nhs_datascience", name="a.jsonl")
    work()
    page = client.get(path).text
    assert "1 of 1 row can be imported" in page
    assert "Initiative" in page


def test_columns_can_be_changed_after_a_look(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(2), {"from_title": "Summary"})
    assert "What record 1 is about" in client.get(path).text
    assert '<option value="Summary" selected>' in client.get(f"{path}/columns").text
    client.post(f"{path}/columns", data=COLUMNS)
    work()
    assert "2 of 2 rows can be imported" in client.get(path).text


@pytest.mark.parametrize(
    ("data", "fields", "words"),
    [
        ("", {}, "It is empty"),
        ("Title\n", {}, "a heading and no rows"),
        (b"%PDF", {}, "It is a PDF"),
        ("Title\nx", {"mapping": "ukri_gtr"}, "The file has no column"),
        ("Title\nx", {"mapping": "made up"}, "Not a valid choice"),
        ("Title\nx", {"sheet": "x" * 101}, "Use 100 characters or fewer"),
    ],
)
def test_a_bad_upload_is_refused_at_its_field_and_choices_are_kept(
    client: Client,
    app: Flask,
    people: People,
    data: bytes | str,
    fields: dict[str, str],
    words: str,
) -> None:
    client.as_user(people.amina)
    response = client.post(NEW, data=upload(data, **{"sheet": "Kept", **fields}))
    assert response.status_code == 422
    assert words in response.text
    assert "Kept" in response.text or "sheet" in fields
    assert kept_files(app) == []
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_an_upload_needs_a_file(client: Client, people: People) -> None:
    client.as_user(people.amina)
    for form in ({}, {"mapping": "ukri_gtr"}, {"file": "text"}):
        response = client.post(NEW, data=form)
        assert response.status_code == 422
        assert "Choose a file" in response.text
    assert (
        '<option value="ukri_gtr" selected>' in client.post(NEW, data={"mapping": "ukri_gtr"}).text
    )


def test_a_title_column_is_needed_and_other_choices_are_kept(
    client: Client, people: People
) -> None:
    client.as_user(people.amina)
    path = send(client, records(1))
    response = client.post(f"{path}/columns", data={"from_summary": "Link"})
    assert response.status_code == 422
    assert "Choose the column that holds the title" in response.text
    assert '<option value="Link" selected>' in response.text
    assert client.post(f"{path}/columns", data={"from_title": "None"}).status_code == 422


def test_a_sheet_can_be_chosen(client: Client, people: People, tmp_path: Path) -> None:
    client.as_user(people.amina)
    data = workbook(tmp_path / "a.xlsx", [["Title"], ["One"]], "Notes").read_bytes()
    assert "2 sheets" in client.post(NEW, data=upload(data)).text
    path = send(client, data, sheet="Records")
    client.post(f"{path}/columns", data={"from_title": "Title"})
    work()
    assert "1 of 1 row can be imported" in client.get(path).text


def test_findings_are_paged(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, csv_text(["Title", "Summary", "Link"], *[["", "x", ""]] * 25))
    page = client.get(path).text
    assert "0 of 25 rows can be imported" in page
    assert "Import 0 rows" not in page
    assert "What is said most often" in page
    assert client.get(f"{path}?page=2").text.count("is missing, and no record") == 5


def test_texts_of_a_file_are_shown_and_never_run(client: Client, people: People) -> None:
    client.as_user(people.amina)
    evil = "<script>alert(1)</script>"
    text = csv_text(["Title", evil], [evil, "x"], ["‏مرحبا 📚", "x"])
    response = client.post(NEW, data=upload(text, name=f"../{evil}\x00.csv"))
    path = response.location.removesuffix("/columns")
    assert evil not in client.get(f"{path}/columns").text
    client.post(f"{path}/columns", data={"from_title": "Title", "from_stage": evil})
    assert evil not in client.get(f"{path}/values").text
    client.post(f"{path}/values")
    work()
    for page in (path, "/innovations/imports"):
        assert evil not in client.get(page).text
