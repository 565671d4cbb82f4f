"""JSON as a program reads it."""

import json
from datetime import datetime

import pytest

from portal.extensions import db
from portal.innovations.models import Innovation, InnovationFile
from tests.client import Client
from tests.exports.conftest import Publish
from tests.exports.files import RESULTS, everything_in, titles_in

pytestmark = pytest.mark.any_database


def test_the_file_says_what_it_is(client: Client, publish: Publish):
    publish(title="Laptops")
    found = json.loads(client.get("/search/export.json?q=laptops&kind=project&page=3").data)
    assert list(found) == ["generated_at", "query", "records", "total"]
    assert datetime.fromisoformat(found["generated_at"]).tzinfo is not None
    assert found["query"].endswith("/search?q=laptops&kind=project")
    assert found["total"] == 1


def test_keys_stay_and_values_are_those_of_the_vocabularies(client: Client, publish: Publish):
    record_id = publish(title="Laptops", what_we_did="Lent *twenty*.")
    (record,) = json.loads(client.get("/innovations/export.json").data)["records"]
    assert record["kind"] == "project"
    assert record["stage"] == "local_use"
    assert record["url"].endswith(f"/innovations/{record_id}")
    assert record["topics"] == [
        {"slug": "library-management-systems", "label": "Library management systems"}
    ]
    assert record["organisation"] == {"name": "Ashbourne Trust", "ods_code": "ZZ01"}
    assert record["people"] == [{"name": "Amina Yusuf", "role": "owner"}]
    assert record["what_we_did"] == "Lent twenty."
    assert (record["started"], record["cost_setup"]) == ("2024-03", 12500)
    assert record["measures"][0]["baseline"] == "40"
    assert record["lessons"][0]["audience"] == "system_managers"
    assert record["evidence_rating"]["rating"] == "moderate"
    assert record["product"] is None
    assert record["licence_url"].startswith("https://")


def test_only_the_columns_of_a_row_are_given(client: Client, publish: Publish):
    record_id = publish()
    row = {"name": "Loans", "note": "for the owners only"}
    db.session.get_one(Innovation, record_id).measures = [row]
    db.session.commit()
    assert "for the owners only" not in client.get("/search/export.json").text


def test_half_a_character_spoils_no_file(client: Client, publish: Publish):
    record_id = publish(title="Laptops")
    db.session.get_one(Innovation, record_id).measures = [{"name": "a\ud800b"}]
    db.session.commit()
    for address in (*(f"/search/export.{end}" for end in RESULTS), f"/innovations/{record_id}.md"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Laptops" in everything_in(response)


def test_files_of_the_record_are_linked_and_older_ones_are_not(client: Client, publish: Publish):
    record_id = publish()
    record = db.session.get_one(Innovation, record_id)
    kinds = {"media_type": "application/pdf", "size": 1, "uploaded_by_id": record.author_id}
    files = [
        InnovationFile(innovation_id=record_id, digest=name[0] * 64, name=name, **kinds)
        for name in ("now.pdf", "before.pdf")
    ]
    db.session.add_all(files)
    db.session.flush()
    record.attachments = [{"file_id": files[0].id, "title": "Our rules", "licence": "OGL-3.0"}]
    db.session.commit()
    (found,) = json.loads(client.get("/search/export.json").data)["records"]
    (file,) = found["attachments"]
    assert (file["title"], file["licence"]) == ("Our rules", "OGL-3.0")
    for address in ("/search/export.csv", f"/innovations/{record_id}.md", f"{record.path}/print"):
        text = client.get(address).text
        assert "Our rules" in text
        assert file["url"] in text
        assert "before.pdf" not in text


def test_the_order_is_that_of_the_page(client: Client, publish: Publish):
    names = ["Cats", "Apes", "Bats"]
    for name in names:
        publish(title=name)
    assert titles_in(client.get("/search/export.json?sort=title")) == sorted(names)
    assert titles_in(client.get("/search/export.json?sort=oldest")) == names
    assert titles_in(client.get("/innovations/export.json")) == names[::-1]


def test_nothing_found_is_an_object_without_records(client: Client, publish: Publish):
    assert titles_in(client.get("/search/export.json?q=xyzzy")) == []
