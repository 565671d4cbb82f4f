"""The pages of imports: from an upload to records, and back."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.importing import batches
from portal.innovations.importing.models import ImportBatch, State
from portal.innovations.models import Innovation
from portal.outbox import drain
from portal.outbox.models import Message
from tests.client import Client
from tests.innovations.importing.builders import csv_text, records, upload, workbook
from tests.people import People

NEW = "/innovations/imports/new"
COLUMNS = {"from_title": "Title", "from_summary": "Summary", "from_source_url": "Link"}


def work() -> None:
    """Do all that a worker would do now."""
    while drain():
        pass


def send(client: Client, data: bytes | str, **fields: str) -> str:
    """Upload a file; the path of its import."""
    response = client.post(NEW, data=upload(data, **fields))
    assert response.status_code == 303, response.text
    return response.location.removesuffix("/columns")


def checked(client: Client, data: bytes | str, columns: dict[str, str] | None = None) -> str:
    """Upload a file, match its columns and let it be checked; the path of its import."""
    path = send(client, data)
    assert client.post(f"{path}/columns", data=columns or COLUMNS).location == path
    work()
    return path


def imported(client: Client, data: bytes | str) -> str:
    path = checked(client, data)
    client.post(f"{path}/run")
    work()
    return path


def kept_files(app: Flask) -> list[str]:
    folder = Path(app.config["DATA_DIR"]) / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def state_of(path: str) -> str:
    db.session.expire_all()
    return db.session.get(ImportBatch, int(path.rsplit("/", 1)[1])).state


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


def test_a_second_click_runs_it_once(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(3))
    for _ in range(2):
        assert client.post(f"{path}/run").location == path
    work()
    client.post(f"{path}/run")
    work()
    assert len(db.session.scalars(select(Innovation)).all()) == 3


def test_a_job_that_is_done_twice_imports_once(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(60))
    client.post(f"{path}/run")
    batch = db.session.get(ImportBatch, 1)
    db.session.add(Message(topic=batches.TOPIC, subject=batch.ref))
    db.session.commit()
    work()
    assert len(db.session.scalars(select(Innovation)).all()) == 60
    assert state_of(path) == State.DONE


def test_the_state_refreshes_until_it_is_done(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    assert "every 1s" not in client.get(path).text
    client.post(f"{path}/run")
    whole, part = client.get(path), client.fragment(path)
    assert 'data-hx-trigger="every 1s"' in part.text
    assert part.text.strip() in whole.text
    assert "<h1" not in part.text
    assert f'<a href="{path}">Reload this page</a>' in whole.text
    work()
    assert "every 1s" not in client.fragment(path).text


def test_undo_asks_first_and_keeps_what_was_worked_on(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = imported(client, records(3))
    first = db.session.scalars(select(Innovation).order_by(Innovation.id)).first()
    actions.save(first, people.amina, fields={"summary": "Better"}, version=1)
    db.session.commit()
    page = client.get(f"{path}/undo").text
    assert "2 records of records.csv will be deleted" in page
    assert "Record 1" in page
    assert client.post(f"{path}/undo").location == path
    client.post(f"{path}/undo")
    work()
    page = client.get(path).text
    assert "2 records of this import were removed." in page
    assert "Record 1" in page
    assert [r.title for r in db.session.scalars(select(Innovation))] == ["Record 1"]
    client.post(f"{path}/undo")
    work()
    assert state_of(path) == State.UNDONE
    assert "There is nothing to undo" in client.get(f"{path}/undo").text


def test_an_import_can_be_stopped_and_undone(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.as_user(people.amina)
    path = checked(client, records(120))
    client.post(f"{path}/run")
    whole = batches.import_rows

    def stopped_meanwhile(batch: ImportBatch, *args: Any) -> None:
        whole(batch, *args)
        batches.begin_undo(batch, people.amina)

    monkeypatch.setattr(batches, "import_rows", stopped_meanwhile)
    work()
    assert state_of(path) == State.UNDONE
    assert db.session.scalars(select(Innovation)).all() == []


def test_an_upload_can_be_deleted(client: Client, app: Flask, people: People) -> None:
    client.as_user(people.amina)
    path = send(client, records(1))
    assert client.post(f"{path}/discard").location == "/innovations/imports"
    assert client.get(path).status_code == 404
    assert kept_files(app) == []
    path = imported(client, records(1))
    assert client.post(f"{path}/discard").location == path
    assert client.get(path).status_code == 200


def test_a_lost_file_is_said(client: Client, app: Flask, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    (Path(app.config["DATA_DIR"]) / "imports" / kept_files(app)[0]).unlink()
    client.post(f"{path}/run")
    work()
    assert "The uploaded file is not there any more. Upload it again." in client.get(path).text


def test_only_moderators_may_publish_at_once(client: Client, people: People) -> None:
    path = checked(client.as_user(people.amina), records(1))
    assert "record_status" not in client.get(path).text
    assert client.post(f"{path}/run", data={"record_status": "published"}).status_code == 403
    assert state_of(path) == State.CHECKED
    path = checked(client.as_user(people.bilal), records(1))
    assert "record_status" in client.get(path).text
    client.post(f"{path}/run", data={"record_status": "published"})
    work()
    assert "imported as published records" in client.get(path).text
    assert db.session.scalars(select(Innovation)).one().status == "published"


def test_someone_who_lost_the_right_imports_no_more(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    client.post(f"{path}/run")
    db.session.merge(people.amina).role = "member"
    db.session.commit()
    work()
    assert state_of(path) == State.FAILED
    assert db.session.scalars(select(Innovation)).all() == []


PAGES = ("", "/columns", "/values", "/undo", "/records")
POSTS = ("/columns", "/values", "/run", "/undo", "/discard")


def test_imports_of_others_are_not_there(client: Client, people: People) -> None:
    path = checked(client.as_user(people.amina), records(1))
    client.as_user(people.bilal)
    for page in PAGES:
        assert client.get(path + page).status_code == 404
    for post in POSTS:
        assert client.post(path + post).status_code == 404
    assert "records.csv" not in client.get("/innovations/imports").text


def test_administrators_see_all_imports_and_undo_them(client: Client, people: People) -> None:
    path = imported(client.as_user(people.amina), records(1))
    client.as_user(people.erin)
    assert "by Amina Yusuf" in client.get("/innovations/imports").text
    for page in PAGES:
        assert client.get(path + page).status_code == 200
    client.post(f"{path}/undo")
    work()
    assert state_of(path) == State.UNDONE


def test_members_may_not_import_and_visitors_sign_in(client: Client, people: People) -> None:
    path = checked(client.as_user(people.amina), records(1))
    pages = ["/innovations/imports", NEW, *(path + page for page in PAGES)]
    client.as_user(people.dev)
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(path + post).status_code for post in POSTS} == {403}
    client.as_user(None)
    for page in pages:
        assert client.get(page).location.startswith("/sign-in?next=")
    for post in POSTS:
        assert client.post(path + post).status_code == 401


def test_odd_addresses_are_not_found(client: Client, people: People) -> None:
    client.as_user(people.amina)
    path = checked(client, records(1))
    for page in ("99", str(2**63), "0", "x"):
        assert client.get(f"/innovations/imports/{page}").status_code == 404
    assert client.get(f"{path}?page=99").status_code == 404
    assert client.get("/innovations/imports?page=99").status_code == 404
    assert client.get(f"{path}/run").status_code == 405


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
