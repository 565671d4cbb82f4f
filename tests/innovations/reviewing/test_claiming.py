"""Claiming a review, putting it back, and two moderators at once."""

import threading

import pytest
from flask import Flask

from portal.innovations import actions
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import current
from tests.people import People


def test_a_moderator_claims_a_submission_and_gets_the_boxes_for_comments(
    client: Client, people: People
):
    record = make_innovation(people.amina, "submitted")
    client.as_user(people.bilal)
    assert "What do you want to tell the owners?" not in client.get(f"{record.path}/review").text
    response = client.post(f"{record.path}/claim")
    assert response.status_code == 303
    assert response.location == f"{record.path}/review"
    assert "What do you want to tell the owners?" in client.get(response.location).text
    assert current(record).reviewer_id == people.bilal.id


def test_what_one_has_claimed_another_cannot(client: Client, people: People):
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal)
    response = client.as_user(people.erin).post(f"{record.path}/claim")
    assert response.status_code == 409
    assert "Another moderator has claimed this record" in response.text
    assert current(record).reviewer_id == people.bilal.id


def test_a_second_click_claims_once(client: Client, people: People):
    record = make_innovation(people.amina, "submitted")
    client.as_user(people.bilal)
    assert [client.post(f"{record.path}/claim").status_code for _ in range(2)] == [303, 303]


def test_putting_back_keeps_the_place_in_the_queue(client: Client, people: People):
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal)
    submitted_at = record.submitted_at
    response = client.as_user(people.bilal).post(f"{record.path}/release")
    assert response.status_code == 303
    assert "Its place is kept" in client.get(response.location).text
    now = current(record)
    assert (now.status, now.reviewer_id) == ("submitted", None)
    assert now.submitted_at == submitted_at
    again = client.post(f"{record.path}/release")
    assert again.status_code == 409
    assert "This record is not in review" in again.text


def test_who_declined_cannot_claim_the_appeal(client: Client, people: People):
    record = make_innovation(people.amina, "declined", reviewer=people.bilal)
    actions.appeal(current(record), people.amina, words="Please look at the appendix.")
    response = client.as_user(people.bilal).post(f"{record.path}/claim")
    assert response.status_code == 409
    assert "Another moderator must decide the appeal" in response.text
    assert "Please look at the appendix." in response.text
    assert client.as_user(people.erin).post(f"{record.path}/claim").status_code == 303


def test_only_one_of_two_moderators_who_click_together_gets_it(
    app: Flask, client: Client, people: People
):
    record = make_innovation(people.amina, "submitted")
    clients = [
        app.test_client().as_user(person)  # type: ignore[attr-defined]
        for person in (people.bilal, people.erin)
    ]
    statuses: list[int] = []
    start = threading.Barrier(len(clients))

    def click(moderator: Client) -> None:
        start.wait()
        with app.app_context():
            statuses.append(moderator.post(f"{record.path}/claim").status_code)

    threads = [threading.Thread(target=click, args=(moderator,)) for moderator in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409]
    assert current(record).status == "in_review"


@pytest.mark.parametrize("verb", ["claim", "release"])
def test_who_may_claim_and_release(client: Client, people: People, verb: str):
    path = make_innovation(people.amina, "submitted").path + f"/{verb}"
    own = make_innovation(people.bilal, "submitted", reviewer=people.erin).path + f"/{verb}"
    draft = make_innovation(people.amina, "draft").path + f"/{verb}"
    for person in (people.amina, people.carys, people.dev):
        assert client.as_user(person).post(path).status_code == 403
    assert client.as_user(people.bilal).post(own).status_code == 403
    assert client.post(draft).status_code == 404
    assert client.post(f"/innovations/999999/{verb}").status_code == 404
    assert client.get(path).status_code == 405
    assert client.as_user(None).post(path).status_code == 401
