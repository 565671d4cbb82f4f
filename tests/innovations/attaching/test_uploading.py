"""Files are put to a record: several at once, and one that is bad keeps no other out."""

import io

import pytest
from flask import Flask

from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_innovation
from tests.files import making
from tests.innovations.attaching.records import files_of, fresh, send, with_files
from tests.people import People


@pytest.fixture
def draft(people: People) -> Innovation:
    return make_innovation(people.amina, "draft")


def names(record: Innovation) -> list[str]:
    return [row["file_name"] for row in fresh(record).attachments]


def test_several_files_are_put_to_a_draft_at_once(client: Client, people: People, draft):
    response = send(
        client.as_user(people.amina), draft, ("Our_plan.pdf", making.pdf()), ("b.txt", b"words")
    )
    assert response.status_code == 303
    assert response.headers["Location"] == f"/innovations/{draft.id}/edit/attachments"
    assert names(draft) == ["Our_plan.pdf", "b.txt"]
    row = fresh(draft).attachments[0]
    assert row["title"] == "Our plan"
    assert row["media_type"] == "application/pdf"
    assert row["licence"] == draft.licence


def test_a_bad_file_does_not_keep_the_good_ones_out(client: Client, people: People, draft):
    response = send(
        client.as_user(people.amina), draft, ("a.doc", b"\xd0\xcf\x11\xe0"), ("b.txt", b"words")
    )
    assert response.status_code == 422
    assert "a.doc: " in response.text
    assert names(draft) == ["b.txt"]


def test_nothing_chosen_is_said_at_the_field(client: Client, people: People, draft):
    client.as_user(people.amina)
    for fields in ({}, {"files": "words, not a file"}):
        response = client.post(f"/innovations/{draft.id}/files", data=fields)
        assert response.status_code == 422
        assert "Choose at least 1 file" in response.text


def test_a_script_gets_the_outcome_of_its_file(client: Client, people: People, draft):
    client.as_user(people.amina)
    hx = {"HX-Request": "true"}
    good = send(client, draft, ("b.txt", b"words"), headers=hx)
    bad = send(client, draft, ("b.pdf", b"words"), headers=hx)
    assert (good.status_code, bad.status_code) == (200, 422)
    assert "b.txt" in good.text
    assert "<html" not in good.text
    assert "not a .pdf file" in bad.text
    page = client.get(f"/innovations/{draft.id}/files")
    part = client.fragment(f"/innovations/{draft.id}/files")
    assert part.text.strip() in page.text


def test_the_same_file_twice_is_one_file(client: Client, people: People, draft):
    client.as_user(people.amina)
    for name in ("a.txt", "b.txt"):
        assert send(client, draft, (name, b"words")).status_code == 303
    assert names(draft) == ["a.txt"]
    assert len(files_of(draft)) == 1


def test_no_more_files_than_a_record_can_have(app: Flask, client: Client, people: People, draft):
    app.config["ATTACHMENTS_MAX"] = 2
    client.as_user(people.amina)
    response = send(client, draft, *((f"{n}.txt", b"words %d" % n) for n in range(3)))
    assert response.status_code == 422
    assert "The record has 2 files already" in response.text
    assert names(draft) == ["0.txt", "1.txt"]


def test_several_large_files_fit_into_one_form(app: Flask, client: Client, people: People, draft):
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    large = b"words " * 100_000
    response = send(
        client.as_user(people.amina), draft, ("a.txt", large), ("b.txt", large + b"more")
    )
    assert response.status_code == 303
    assert len(names(draft)) == 2


def test_a_file_that_is_too_large_is_refused_alone(
    app: Flask, client: Client, people: People, draft
):
    app.config["UPLOAD_MEGABYTES"] = 1
    response = send(
        client.as_user(people.amina), draft, ("a.txt", b"w" * 1_100_000), ("b.txt", b"words")
    )
    assert response.status_code == 422
    assert "It is larger than 1 MB" in response.text
    assert names(draft) == ["b.txt"]


def test_names_are_cleaned(client: Client, people: People, draft):
    send(client.as_user(people.amina), draft, ("<b>plan\u202e 1.txt", b"words"))
    assert names(draft) == ["bplan 1.txt"]


def test_others_cannot_upload(client: Client, people: People, draft):
    path = f"/innovations/{draft.id}/files"
    client.as_user(None)
    assert client.get(path).headers["Location"].startswith("/sign-in")
    assert client.as_user(people.carys).get(path).status_code == 404
    published = make_innovation(people.amina, "published")
    path = f"/innovations/{published.id}/files"
    assert client.get(path).status_code == 403
    assert send(client, published, ("a.txt", b"words")).status_code == 403
    assert client.put(path).status_code == 405
    assert client.get("/innovations/2147483648/files").status_code == 404


def test_files_of_a_published_record_wait_with_its_changes(client: Client, people: People):
    record = make_innovation(people.amina, "published")
    response = send(client.as_user(people.amina), record, ("a.txt", b"words"), ("b.txt", b"more"))
    assert response.status_code == 303
    assert fresh(record).attachments == []
    page = client.get(f"/innovations/{record.id}/edit/attachments")
    assert "a.txt" in page.text
    assert "b.txt" in page.text
    assert "a.txt" not in client.as_user(None).get(record.path).text


def test_titles_and_licences_are_asked(client: Client, people: People):
    record = with_files(client, people.amina, ("a.png", making.picture()), ("b.txt", b"words"))
    picture, text = files_of(record)
    path = f"/innovations/{record.id}/edit/attachments"
    page = client.get(path)
    assert page.text.count("What the picture shows") == 1
    data = {
        "version": str(fresh(record).version),
        "attachments-0-file_id": str(text.id),
        "attachments-0-title": "The rules",
        "attachments-0-licence": "CC-BY-4.0",
        "attachments-1-file_id": str(picture.id),
        "attachments-1-title": "The plan",
        "attachments-1-alternative_text": "Two rooms",
        "attachments-1-licence": "",
    }
    assert client.post(path, data=data).status_code == 303
    rows = fresh(record).attachments
    assert [row["title"] for row in rows] == ["The rules", "The plan"]
    assert rows[0]["media_type"] == "text/plain"
    assert rows[1]["alternative_text"] == "Two rooms"
    assert (
        "Give every attachment a title and a licence"
        in client.get(path.replace("edit/attachments", "tasks")).text
    )


def test_a_file_of_another_record_cannot_be_named(client: Client, people: People):
    other = with_files(client, people.amina, ("secret.txt", b"words"))
    record = with_files(client, people.amina, ("a.txt", b"other words"))
    path = f"/innovations/{record.id}/edit/attachments"
    data = {
        "version": str(record.version),
        "attachments-0-file_id": str(files_of(other)[0].id),
        "attachments-0-title": "Mine now",
    }
    response = client.post(path, data=data)
    assert response.status_code == 422
    assert "This file is not there any more" in response.text
    assert names(record) == ["a.txt"]


def test_a_file_can_stand_with_a_piece_of_evidence(client: Client, people: People):
    other = with_files(client, people.amina, ("secret.txt", b"words"))
    record = with_files(client, people.amina, ("counts.txt", b"words"))
    data = {
        "version": str(record.version),
        "evidence-0-kind": "survey",
        "evidence-0-file_id": str(files_of(other)[0].id),
    }
    path = f"/innovations/{record.id}/edit/evidence"
    assert client.post(path, data=data).status_code == 422
    file_id = files_of(record)[0].id
    assert client.post(path, data=data | {"evidence-0-file_id": str(file_id)}).status_code == 303
    assert fresh(record).evidence[0]["file_id"] == file_id
    address = f"/innovations/{record.id}/files/{file_id}/counts.txt"
    assert address in client.get(record.path).text
    # Readers are not led to a file that is on the record no more.
    version = {"version": str(fresh(record).version)}
    assert (
        client.post(f"/innovations/{record.id}/edit/attachments", data=version).status_code == 303
    )
    assert address not in client.get(record.path).text


def test_a_large_form_of_nobody_is_refused(app: Flask, client: Client, draft):
    app.config["MAX_CONTENT_LENGTH"] = 1024
    data = {"files": (io.BytesIO(bytes(5000)), "a.txt")}
    path = f"/innovations/{draft.id}/files"
    response = client.post(path, data=data, content_type="multipart/form-data")
    assert response.status_code in (302, 401, 413)
