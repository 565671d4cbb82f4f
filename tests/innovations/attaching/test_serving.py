"""Files go to the readers of their record, and to nobody else; the browser can do nothing there."""

import pytest

from portal.extensions import db
from portal.files import store
from portal.innovations.models import Innovation
from tests.application import MadeOnce
from tests.client import Client
from tests.files import making
from tests.innovations.attaching.records import address, files_of, fresh, with_files
from tests.people import People

PDF = making.pdf()


@pytest.fixture
def record(client: Client, people: People, made_once: MadeOnce) -> Innovation:
    files = (("Plan für 2026.pdf", PDF), ("map.png", making.picture()))
    record_id = made_once(
        record, lambda: with_files(client, people.amina, *files, status="published").id
    )
    client.as_user(people.amina)
    return db.session.get_one(Innovation, record_id)


def test_a_reader_downloads_a_file(client: Client, record: Innovation):
    response = client.as_user(None).get(address(record))
    assert response.status_code == 200
    assert response.data == PDF
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(PDF))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"Plan fur 2026.pdf\"; filename*=UTF-8''Plan%20f%C3%BCr%202026.pdf"
    )
    assert headers["Cache-Control"] == "no-cache"


def test_the_record_page_shows_its_files(client: Client, record: Innovation):
    page = client.as_user(None).get(record.path).text
    picture = files_of(record)[1]
    assert "Plan für 2026" in page
    assert "(PDF, " in page
    assert f'src="/innovations/{record.id}/thumbnails/{picture.id}"' in page
    assert 'alt="A plan"' in page
    assert "Open Government Licence" in page


def test_a_thumbnail_is_shown_in_the_page(client: Client, record: Innovation):
    picture, text = files_of(record)[1], files_of(record)[0]
    response = client.as_user(None).get(f"/innovations/{record.id}/thumbnails/{picture.id}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert client.get(f"/innovations/{record.id}/thumbnails/{text.id}").status_code == 404


def test_a_part_of_a_file_can_be_asked_for(client: Client, record: Innovation):
    response = client.get(address(record), headers={"Range": "bytes=5-9"})
    assert response.status_code == 206
    assert response.data == PDF[5:10]
    assert response.headers["Content-Range"] == f"bytes 5-9/{len(PDF)}"
    nowhere = client.get(address(record), headers={"Range": "bytes=99999999-"})
    assert nowhere.status_code == 416


def test_what_a_browser_has_is_not_sent_again_until_rights_end(
    client: Client, people: People, record: Innovation
):
    client.as_user(people.carys)
    tag = {"If-None-Match": client.get(address(record)).headers["ETag"]}
    assert client.get(address(record), headers=tag).status_code == 304
    fresh(record).audience = "organisation"
    db.session.commit()
    assert client.get(address(record), headers=tag).status_code == 404
    assert client.get(address(record)).status_code == 404


@pytest.mark.parametrize(
    ("status", "audience", "who"),
    [
        ("draft", "public", "carys"),
        ("hidden", "public", "carys"),
        ("hidden", "public", None),
        ("published", "members", None),
        ("published", "organisation", "carys"),
    ],
)
def test_those_who_may_not_see_the_record_get_no_file(
    client: Client, people: People, record: Innovation, status: str, audience: str, who: str
):
    record = fresh(record)
    record.status, record.audience = status, audience
    db.session.commit()
    client.as_user(getattr(people, who) if who else None)
    picture = files_of(record)[1]
    assert client.get(address(record)).status_code == 404
    assert client.get(f"/innovations/{record.id}/thumbnails/{picture.id}").status_code == 404


def test_withdrawn_consent_answers_gone(client: Client, people: People, record: Innovation):
    fresh(record).status = "consent_withdrawn"
    db.session.commit()
    assert client.as_user(people.carys).get(address(record)).status_code == 410


def test_a_file_taken_off_the_record_is_for_its_owners_and_moderators(
    client: Client, people: People, record: Innovation
):
    fresh(record).attachments = []
    db.session.commit()
    path = address(record)
    assert client.as_user(people.carys).get(path).status_code == 404
    assert client.as_user(people.amina).get(path).status_code == 200
    assert client.as_user(people.bilal).get(path).status_code == 200


def test_a_file_is_not_reached_through_another_record(
    client: Client, people: People, record: Innovation
):
    other = with_files(client, people.amina, ("b.txt", b"words"), status="published")
    file = files_of(record)[0]
    assert client.get(f"/innovations/{other.id}/files/{file.id}/{file.name}").status_code == 404
    assert client.get(f"/innovations/{record.id}/files/{file.id}/other.pdf").status_code == 404
    assert client.post(address(record)).status_code == 405
    assert client.get(f"/innovations/{record.id}/files/2147483648/a.pdf").status_code == 404


def test_lost_content_is_not_found(client: Client, record: Innovation):
    store().delete(files_of(record)[0].digest)
    assert client.get(address(record)).status_code == 404


def test_the_page_takes_one_statement_for_any_number_of_files(
    client: Client, people: People, record: Innovation, count_statements
):
    def statements() -> int:
        with count_statements() as sent:
            client.as_user(None).get(record.path)
        return len(sent)

    statements()
    two = statements()
    kept = fresh(record).attachments
    record.attachments = kept[:1]
    db.session.commit()
    one = statements()
    fresh(record).attachments = []
    db.session.commit()
    assert one == two == statements() + 1
