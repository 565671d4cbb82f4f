"""Hiding, showing again and retiring: each with a reason, and its page afterwards."""

import pytest

from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import current, last_decision
from tests.people import People

WORDS = "It names a patient on page 2."


def test_a_moderator_hides_a_record_from_all_but_its_owners(client: Client, people: People):
    record = make_innovation(people.amina)
    client.as_user(people.bilal)
    assert client.get(f"{record.path}/hide").status_code == 200
    data = {"reason": "privacy", "words": WORDS}
    response = client.post(f"{record.path}/hide", data=data)
    assert response.status_code == 303
    assert response.location == record.path
    assert (last_decision(record).kind, last_decision(record).words) == ("hidden", WORDS)
    for reader, status in ((people.amina, 200), (people.carys, 404), (None, 404)):
        assert client.as_user(reader).get(record.path).status_code == status


def test_a_hidden_record_is_shown_again_in_its_old_state(client: Client, people: People):
    record = make_innovation(people.amina, "hidden")
    client.as_user(people.bilal)
    assert client.get(f"{record.path}/restore").status_code == 200
    assert client.post(f"{record.path}/restore", data={"words": "Mended."}).status_code == 303
    assert current(record).status == "published"
    assert client.as_user(None).get(record.path).status_code == 200


def test_an_owner_retires_a_record_and_its_page_says_so(client: Client, people: People):
    record = make_innovation(people.amina)
    client.as_user(people.amina)
    data = {"reason": "no_longer_used", "words": "The system was replaced."}
    assert client.post(f"{record.path}/retire", data=data).status_code == 303
    assert current(record).retire_reason == "no_longer_used"
    assert client.as_user(None).get(record.path).status_code == 200
    assert record.title not in client.get("/innovations").text


def test_a_record_whose_consent_was_withdrawn_is_gone(client: Client, people: People):
    record = make_innovation(people.amina)
    data = {"reason": "consent_withdrawn", "words": "A person asked us."}
    assert client.as_user(people.bilal).post(f"{record.path}/retire", data=data).status_code == 303
    response = client.as_user(None).get(record.path)
    assert response.status_code == 410
    assert record.title not in response.text


def test_a_superseded_record_names_the_one_that_replaces_it(client: Client, people: People):
    record = make_innovation(people.amina)
    newer = make_innovation(people.dev, title="A newer catalogue")
    secret = make_innovation(people.carys, "draft", title="A secret catalogue")
    client.as_user(people.amina)
    path = f"{record.path}/retire"
    found = client.post(
        path,
        data={
            "find": "superseded_by_id",
            "superseded_by_id-find": "catalogue",
            "reason": "superseded",
            "words": WORDS,
        },
    )
    assert found.status_code == 200
    assert f'value="{newer.id}"' in found.text
    assert f'value="{record.id}"' not in found.text
    assert "A secret catalogue" not in found.text
    assert WORDS in found.text
    data = {"reason": "superseded", "words": WORDS}
    for picked in ("", str(record.id), str(secret.id), "999999", "x"):
        response = client.post(path, data={**data, "superseded_by_id": picked})
        assert response.status_code == 422
        assert WORDS in response.text
    data["superseded_by_id"] = str(newer.id)
    assert client.post(path, data=data).status_code == 303
    assert current(record).superseded_by_id == newer.id


def test_only_the_reason_superseded_keeps_a_replacement(client: Client, people: People):
    record, newer = make_innovation(people.amina), make_innovation(people.dev, title="Newer")
    data = {"reason": "wrong", "words": WORDS, "superseded_by_id": str(newer.id)}
    assert client.as_user(people.amina).post(f"{record.path}/retire", data=data).status_code == 303
    assert current(record).superseded_by_id is None


@pytest.mark.parametrize("verb", ["hide", "retire"])
def test_reason_and_words_are_required_and_kept(client: Client, people: People, verb: str):
    record = make_innovation(people.amina)
    client.as_user(people.bilal)
    path = f"{record.path}/{verb}"
    for data, words in (
        ({"words": WORDS}, "Choose a reason"),
        ({"words": WORDS, "reason": "boredom"}, "Choose one of the listed options"),
        ({"words": " ", "reason": "privacy"}, "Say why, in your own words"),
        ({"words": "x" * 5001, "reason": "privacy"}, "Use 5000 characters or fewer"),
    ):
        response = client.post(path, data=data)
        assert response.status_code == 422
        assert words in response.text
        assert data["words"].strip() in response.text
    assert current(record).status == "published"


@pytest.mark.parametrize(
    ("status", "verb", "data", "words"),
    [
        ("submitted", "hide", {"reason": "other"}, "Only a record that others can see"),
        ("published", "restore", {}, "This record is not hidden"),
        ("retired", "retire", {"reason": "wrong"}, "Only a published record can be retired"),
    ],
)
def test_what_came_too_late_says_so_and_keeps_the_words(
    client: Client, people: People, status: str, verb: str, data: dict[str, str], words: str
):
    record = make_innovation(people.amina, status)
    response = client.as_user(people.bilal).post(
        f"{record.path}/{verb}", data={**data, "words": WORDS}
    )
    assert response.status_code == 409
    assert words in response.text
    assert WORDS in response.text


@pytest.mark.parametrize("verb", ["hide", "restore", "retire"])
def test_who_may(client: Client, people: People, verb: str):
    path = make_innovation(people.amina).path + f"/{verb}"
    secret = make_innovation(people.amina, "draft").path + f"/{verb}"
    for person in (people.carys, people.dev):
        assert client.as_user(person).get(path).status_code == 403
        assert client.post(path, data={"words": WORDS}).status_code == 403
    expected = 200 if verb == "retire" else 403
    assert client.as_user(people.amina).get(path).status_code == expected
    for person in (people.bilal, people.erin):
        assert client.as_user(person).get(path).status_code == 200
        assert client.get(secret).status_code == 404
    assert client.get(f"/innovations/999999/{verb}").status_code == 404
    assert client.delete(path).status_code == 405
    assert client.as_user(None).get(path).status_code == 302


@pytest.mark.parametrize("text", ["a\x00b", "👩‍⚕️", "مرحبا", "<script>alert(1)</script>"])
def test_odd_words_are_kept_as_text(client: Client, people: People, text: str):
    record = make_innovation(people.amina)
    data = {"reason": "other", "words": text}
    assert client.as_user(people.bilal).post(f"{record.path}/hide", data=data).status_code == 303
    assert last_decision(record).words == text.replace("\x00", "")
    assert "<script>alert" not in client.get(f"{record.path}/review").text
