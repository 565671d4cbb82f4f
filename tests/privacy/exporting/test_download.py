"""The page about one's own data, and the download."""

import re

import pytest
from flask import Flask

from portal.drafts import actions as drafts
from portal.extensions import db
from portal.forum.models import PostFile
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People
from tests.privacy.exporting.archives import DATA, EXPORT, archive_of


@pytest.mark.parametrize("path", [DATA, EXPORT])
def test_it_is_there_for_those_who_sign_in_and_only_to_read(
    client: Client, people: People, path: str
):
    assert client.get(path).status_code == 302
    client.as_user(people.carys)
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405


def test_the_file_is_announced_as_what_it_is_and_kept_by_nobody(client: Client, people: People):
    client.as_user(people.amina)
    response, head = client.get(EXPORT), client.head(EXPORT)
    for headers in (response.headers, head.headers):
        assert headers["Content-Type"] == "application/zip"
        name = r'attachment; filename="my-data-\d{4}-\d\d-\d\d\.zip"'
        assert re.fullmatch(name, headers["Content-Disposition"])
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Robots-Tag"] == "noindex"
    assert int(response.headers["Content-Length"]) == len(response.data) > 0
    assert head.data == b""


def test_the_page_says_how_much_there_is(client: Client, people: People):
    community = make_community(people.bilal, members=[people.amina])
    make_thread(people.amina, community, "A question", replies=[(people.amina, "And more.")])
    drafts.save(people.amina, "/threads/new", {"text": ["Not yet"]}, key="tab")
    db.session.commit()
    page = client.as_user(people.amina).get(DATA).text
    assert 'href="/account/data/export"' in page
    assert 'href="/account/data/erase"' in page
    assert 'href="/account/profile/listing"' in page
    rows = dict(re.findall(r"<td[^>]*>\s*([^<]+?)\s*</td>\s*<td[^>]*>\s*(\d+)\s*</td>", page))
    assert rows["Posts that you wrote"] == "2"
    assert rows["Texts that you have not sent"] == "1"
    assert "Your experience" not in rows
    assert 'href="/account/data"' in client.get("/account/profile").text


def test_the_page_counts_what_the_file_has(client: Client, people: People):
    make_innovation(people.amina, reviewer=people.bilal)
    archive = archive_of(client, people.amina)
    about = archive.data.pop("about")
    assert about["person"] == people.amina.id
    page = client.get(DATA).text
    numbers = [int(number) for number in re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", page)]
    assert sorted(numbers) == sorted(len(rows) for rows in archive.data.values() if rows)
    assert {key: len(rows) for key, rows in archive.tables.items()} == {
        key: len(rows) for key, rows in archive.data.items() if rows
    }
    for key in archive.tables:
        assert f"{key}.csv: " in archive.readme


def test_a_text_that_a_spreadsheet_would_run_is_only_text_in_the_tables(
    client: Client, people: People
):
    text = "=1+1 is what it says"
    make_thread(people.amina, make_community(people.bilal, members=[people.amina]), text=text)
    archive = archive_of(client, people.amina)
    assert [row["text"] for row in archive.data["posts"]] == [text]
    assert [row["text"] for row in archive.tables["posts"]] == [f"'{text}"]


def test_a_lost_file_is_named_and_the_rest_is_there(app: Flask, client: Client, people: People):
    community = make_community(people.bilal, members=[people.amina])
    thread = make_thread(people.amina, community)
    db.session.add(
        PostFile(
            post_id=thread.last_post_id, digest="0" * 64, name="gone.png",
            media_type="image/png", size=1,
        )
    )  # fmt: skip
    db.session.commit()
    archive = archive_of(client, people.amina)
    assert archive.files == {}
    (row,) = archive.data["post_files"]
    assert "could not be found" in archive.readme
    assert row["file"] in archive.readme
    assert archive.data["posts"]


def test_half_a_character_does_not_spoil_it(client: Client, people: People):
    drafts.save(people.amina, "/threads/new", {"text": ["a\ud800b"]}, key="tab")
    db.session.commit()
    archive = archive_of(client, people.amina)
    assert archive.data["drafts"][0]["fields"] == {"text": ["a?b"]}
