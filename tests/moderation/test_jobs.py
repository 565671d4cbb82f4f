"""Jobs and mail that wait or failed, and trying again."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.outbox import Message, put
from tests.client import Client
from tests.moderation.failing import failed_job
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People

pytestmark = pytest.mark.expects_failed_work


def test_an_administrator_sees_what_failed_and_why(client: Client, people: People):
    failed_job("innovation:1", "OSError: <no> mail server")
    put("search.sync", "innovation:2")
    page = client.as_user(people.erin).get("/moderation/jobs")
    assert page.status_code == 200
    assert "mail.test" in page.text
    assert "OSError: &lt;no&gt; mail server" in page.text
    assert "tried 7 times" in page.text
    assert "innovation:2" not in page.text
    waiting = client.get("/moderation/jobs?show=waiting")
    assert "innovation:2" in waiting.text
    assert "innovation:1" not in waiting.text
    assert "innovation:1" in client.get("/moderation/jobs?show=all").text


def test_one_is_tried_again(client: Client, people: People):
    first, second = failed_job("innovation:1"), failed_job("innovation:2")
    response = client.as_user(people.erin).post(f"/moderation/jobs/{first}/retry")
    assert response.status_code == 303
    assert "It will be tried again now." in client.get(response.location).text
    message = db.session.get_one(Message, first)
    assert message.due_at is not None
    assert message.attempts == 0
    assert db.session.get_one(Message, second).due_at is None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "job:retry")).one()
    assert (entry.actor_id, entry.ref) == (people.erin.id, f"outbox:{first}")


def test_all_failed_are_tried_again(client: Client, people: People):
    ids = [failed_job(f"innovation:{n}") for n in range(3)]
    client.as_user(people.erin).post("/moderation/jobs/retry-failed")
    assert "3 jobs will be tried again now." in client.get("/moderation/jobs").text
    assert all(db.session.get_one(Message, id_).due_at for id_ in ids)
    client.post("/moderation/jobs/retry-failed")
    assert "No job has failed." in client.get("/moderation/jobs").text


def test_one_that_waits_for_its_first_try_is_left_alone(client: Client, people: People):
    put("search.sync", "innovation:2")
    db.session.commit()
    message_id = db.session.scalar(select(Message.id))
    client.as_user(people.erin).post(f"/moderation/jobs/{message_id}/retry")
    assert "It has not been tried yet" in client.get("/moderation/jobs").text


def test_one_that_is_done_by_now_is_not_there(client: Client, people: People):
    response = client.as_user(people.erin).post("/moderation/jobs/999999/retry")
    assert response.status_code == 404
    assert "It may be done by now." in response.text


def test_an_empty_list_says_so_and_a_page_beyond_the_end_is_not_there(
    client: Client, people: People
):
    client.as_user(people.erin)
    assert "Everything has been done." in client.get("/moderation/jobs").text
    assert client.get("/moderation/jobs?page=3").status_code == 404
    failed_job("innovation:1")
    assert "There is no page 3" in client.get("/moderation/jobs?page=3").text


def test_the_fragment_is_part_of_the_page(client: Client, people: People):
    failed_job()
    assert is_part_of_its_page(client.as_user(people.erin), "/moderation/jobs?show=all")


def test_the_list_costs_the_same_for_many_as_for_few(
    client: Client, people: People, count_statements
):
    numbers = []
    for total in (1, 15):
        for n in range(total):
            failed_job(f"innovation:{n}")
        client.as_user(people.erin)
        with count_statements() as statements:
            client.get("/moderation/jobs")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 10


@pytest.mark.parametrize("action", ["", "/1/retry", "/retry-failed"])
def test_only_administrators(client: Client, people: People, action: str):
    url = f"/moderation/jobs{action}"
    ask = client.post if action else client.get
    for person in (people.amina, people.bilal, people.dev):
        assert client.as_user(person).open(url, method=ask.__name__.upper()).status_code == 403
    wrong = "GET" if action else "POST"
    assert client.as_user(people.erin).open(url, method=wrong).status_code == 405
    anonymous = client.as_user(None).open(url, method=ask.__name__.upper())
    assert anonymous.status_code == (401 if action else 302)


def test_moderators_see_no_links_to_what_they_may_not_open(client: Client, people: People):
    assert "/moderation/audit" not in client.as_user(people.bilal).get("/moderation").text
    assert "/moderation/audit" in client.as_user(people.erin).get("/moderation").text
