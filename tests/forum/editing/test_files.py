"""Files of posts: they survive a form that is not right, and go with the post."""

import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.extensions import db
from portal.files import store
from portal.forum.models import Post, PostFile
from portal.forum.views.attaching import ENDPOINTS
from portal.outbox import drain
from portal.records import Actor
from tests.client import Client
from tests.factories import make_community, make_reply, make_thread
from tests.files import making
from tests.innovations.attaching.records import files_of as files_of_record
from tests.innovations.attaching.records import with_files
from tests.people import People

PDF = making.pdf()


@pytest.fixture
def post(people: People) -> Post:
    community = make_community(people.bilal, members=[people.amina])
    return make_reply(people.amina, make_thread(people.carys, community))


def send(client: Client, post: Post, *files: tuple[str, bytes], **fields: Any) -> TestResponse:
    db.session.rollback()
    version = db.session.get_one(Post, post.id, populate_existing=True).version
    parts: dict[str, Any] = {"text": "We froze them for a day.", "version": str(version), **fields}
    parts["files"] = [FileStorage(io.BytesIO(content), name) for name, content in files]
    boundary, body = encode_multipart(parts)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"/posts/{post.id}/edit", data=body, content_type=kind)


def rows_in(page: str) -> dict[str, str]:
    """The hidden rows of the files that a page has kept."""
    found = re.findall(r'name="(attached-\d+-token)"[^>]* value="([^"]+)"', page)
    return {name: html.unescape(value) for name, value in found}


def files_of(post: Post) -> list[PostFile]:
    db.session.rollback()
    query = select(PostFile).where(PostFile.post_id == post.id).order_by(PostFile.id)
    return list(db.session.scalars(query))


def drain_all() -> None:
    while drain():
        pass
    db.session.remove()


def test_a_file_is_attached(client: Client, people: People, post: Post):
    answer = send(client.as_user(people.amina), post, ("Plan für 2026.pdf", PDF))
    assert answer.status_code == 303, answer.text
    (file,) = files_of(post)
    assert (file.name, file.media_type, file.size) == (
        "Plan für 2026.pdf",
        "application/pdf",
        len(PDF),
    )
    page = client.get(f"/posts/{post.id}/edit").text
    assert "Plan für 2026.pdf" in page
    assert len(rows_in(page)) == 1


def test_a_form_that_is_not_right_keeps_the_files(client: Client, people: People, post: Post):
    files = (("a.pdf", PDF), ("map.png", making.picture()))
    answer = send(client.as_user(people.amina), post, *files, text="")
    assert answer.status_code == 422
    rows = rows_in(answer.text)
    assert len(rows) == 2
    again = send(client, post, **rows, **{"attached-1-alternative_text": "The ground floor"})
    assert again.status_code == 303
    assert [(file.name, file.alternative_text) for file in files_of(post)] == [
        ("a.pdf", ""),
        ("map.png", "The ground floor"),
    ]


def test_a_file_of_a_kind_that_is_not_taken_is_refused_and_the_others_stay(
    client: Client, people: People, post: Post
):
    answer = send(client.as_user(people.amina), post, ("a.pdf", PDF), ("b.exe", b"MZ\x00\x00"))
    assert answer.status_code == 422
    assert "b.exe: " in answer.text
    assert list(rows_in(answer.text)) == ["attached-0-token"]
    assert files_of(post) == []


def test_the_remove_button_takes_a_file_out_of_the_form(client: Client, people: People, post: Post):
    send(client.as_user(people.amina), post, ("a.pdf", PDF), ("b.txt", b"words"))
    rows = rows_in(client.get(f"/posts/{post.id}/edit").text)
    answer = send(client, post, **rows, remove_row="attached-0")
    assert answer.status_code == 200
    assert list(rows_in(answer.text)) == ["attached-1-token"]
    assert len(files_of(post)) == 2
    digest = files_of(post)[0].digest
    assert send(client, post, **rows_in(answer.text)).status_code == 303
    assert [file.name for file in files_of(post)] == ["b.txt"]
    drain_all()
    assert not store().exists(digest)


def test_a_draft_keeps_the_files(client: Client, people: People, post: Post):
    path = f"/posts/{post.id}/edit"
    rows = rows_in(send(client.as_user(people.amina), post, ("a.pdf", PDF), text="").text)
    draft = {"draft_place": path, "draft_key": "one", "text": "Changed", **rows}
    client.post("/drafts", data=draft)
    page = client.get(path).text
    assert rows_in(page) == rows
    assert "Attached 0" not in client.get("/drafts").text
    assert "Changed" in page
    db.session.rollback()
    for kept in list(store().every()):
        store().delete(kept.digest)
    assert "not there any more" in client.get(path).text


def test_files_of_another_window_are_not_taken_away(client: Client, people: People, post: Post):
    old = str(post.version)
    send(client.as_user(people.amina), post, ("a.pdf", PDF))
    answer = send(client, post, ("b.txt", b"words"), version=old)
    assert answer.status_code == 409
    assert "The other window saved these files: a.pdf." in answer.text
    assert len(rows_in(answer.text)) == 1
    assert [file.name for file in files_of(post)] == ["a.pdf"]


def test_a_row_is_of_use_only_to_the_person_who_uploaded_it(
    client: Client, people: People, post: Post
):
    rows = rows_in(send(client.as_user(people.amina), post, ("a.pdf", PDF), text="").text)
    thread = make_thread(people.carys, make_community(people.bilal, "Elsewhere"))
    other = make_reply(people.carys, thread)
    answer = send(client.as_user(people.carys), other, **rows)
    assert answer.status_code == 422
    assert files_of(other) == []
    assert send(client, other, **{"attached-0-token": "spoiled"}).status_code == 422


def test_more_files_than_a_post_can_have_are_refused(
    client: Client, people: People, post: Post, app: Flask
):
    app.config["ATTACHMENTS_AT_ONCE"] = 2
    answer = send(client.as_user(people.amina), post, ("a.txt", b"a"), ("b.txt", b"b"))
    rows = rows_in(client.get(f"/posts/{post.id}/edit").text)
    answer = send(client, post, ("c.txt", b"c"), **rows)
    assert answer.status_code == 422
    assert "Attach 2 files or fewer" in answer.text
    assert len(files_of(post)) == 2


@pytest.mark.parametrize("kind", ["files", "thumbnails"])
def test_who_sees_the_post_may_have_its_files(
    client: Client, people: People, post: Post, kind: str
):
    send(client.as_user(people.amina), post, ("map.png", making.picture()))
    (file,) = files_of(post)
    path = f"/posts/{post.id}/{kind}/{file.id}" + ("/map.png" if kind == "files" else "")
    answer = client.as_user(people.carys).get(path)
    assert answer.status_code == 200
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    shown = "attachment" if kind == "files" else "inline"
    assert headers["Content-Disposition"].startswith(shown)
    assert client.get(path, headers={"If-None-Match": headers["ETag"]}).status_code == 304
    assert client.as_user(None).get(path).status_code == 404
    assert client.as_user(people.carys).post(path).status_code == 405
    assert client.get(path.replace(f"/{file.id}", "/999")).status_code == 404
    assert client.get(path.replace(f"/{post.id}/", "/1/")).status_code == 404
    client.as_user(people.bilal).post(f"/posts/{post.id}/hide", data={"reason": "A name"})
    assert client.as_user(people.carys).get(path).status_code == 404
    assert client.as_user(people.amina).get(path).status_code == 200
    client.post(f"/posts/{post.id}/withdraw")
    client.as_user(people.bilal).post(f"/posts/{post.id}/restore")
    for person in (people.amina, people.bilal, people.carys):
        assert client.as_user(person).get(path).status_code == 404


def test_the_files_of_a_private_community_stay_there(client: Client, people: People):
    community = make_community(people.bilal, privacy="confidential", members=[people.amina])
    post = make_reply(people.amina, make_thread(people.amina, community))
    send(client.as_user(people.amina), post, ("a.txt", b"words"))
    (file,) = files_of(post)
    path = f"/posts/{post.id}/files/{file.id}/a.txt"
    assert client.get(path).data == b"words"
    for person in (people.carys, people.erin):
        assert client.as_user(person).get(path).status_code == 404


def withdraw(client: Client, author: Actor, post: Post) -> None:
    client.as_user(author).post(f"/posts/{post.id}/withdraw")  # type: ignore[arg-type]
    drain_all()


def test_content_goes_with_the_last_post_or_record_that_has_it(
    client: Client, people: People, post: Post
):
    record = with_files(client, people.amina, ("b.txt", b"words"))
    send(client.as_user(people.amina), post, ("a.txt", b"words"))
    digest = files_of(post)[0].digest
    assert files_of_record(record)[0].digest == digest
    post_id = post.id
    client.post(f"/innovations/{record.id}/delete")
    drain_all()
    assert store().exists(digest)
    client.post(f"/posts/{post_id}/withdraw")
    drain_all()
    assert not store().exists(digest)


def test_what_a_record_has_stays_when_a_post_goes(client: Client, people: People, post: Post):
    record = with_files(client, people.amina, ("b.txt", b"words"))
    send(client.as_user(people.amina), post, ("a.txt", b"words"))
    digest = files_of(post)[0].digest
    withdraw(client, people.amina, post)
    assert store().exists(digest)
    assert files_of_record(record)[0].digest == digest


def test_the_check_knows_the_files_of_posts(client: Client, people: People, post: Post, app: Flask):
    send(client.as_user(people.amina), post, ("a.txt", b"words"))
    store().delete(files_of(post)[0].digest)
    post_id = post.id
    db.session.remove()
    run = app.test_cli_runner().invoke(args=["files", "check", "--dry-run"])
    assert run.exit_code == 1
    assert f"“a.txt” of post {post_id}" in run.output


def test_several_files_may_be_larger_together_than_one(
    client: Client, people: People, post: Post, app: Flask
):
    app.config["MAX_CONTENT_LENGTH"] = 500
    answer = send(client.as_user(people.amina), post, ("a.pdf", PDF), ("b.txt", b"words" * 100))
    assert answer.status_code == 303
    assert set(app.view_functions) >= ENDPOINTS
