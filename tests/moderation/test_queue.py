"""The queue: what waits, since when, with whom; claimed and put back in place."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_innovation
from tests.moderation.fragments import is_part_of_its_page
from tests.people import People


def waiting_since(record: Innovation, days: int) -> Innovation:
    """The record, submitted so many days ago."""
    record.submitted_at = now() - timedelta(days=days)
    db.session.commit()
    return record


def main_of(page) -> str:
    return page.text.partition('<div id="queue">')[2]


def test_it_lists_what_waits_the_longest_wait_first(client: Client, people: People):
    make_innovation(people.amina, "submitted", title="Young")
    old = make_innovation(people.dev, "in_review", reviewer=people.bilal, title="Old")
    waiting_since(old, 30)
    for status in ("draft", "changes_requested", "declined", "published", "hidden"):
        make_innovation(people.amina, status, title=f"Not {status}")
    page = client.as_user(people.erin).get("/moderation")
    assert page.status_code == 200
    assert page.text.index("Old") < page.text.index("Young")
    assert "Not draft" not in page.text
    assert "Not published" not in page.text
    assert "Bilal Haddad has it." in page.text
    assert "Dev Patel, Ashbourne Trust" in page.text
    assert "<strong>2</strong> records" in page.text


def test_what_is_overdue_is_marked_and_counted(client: Client, people: People):
    waiting_since(make_innovation(people.amina, "submitted", title="Late"), 21)
    waiting_since(make_innovation(people.amina, "submitted", title="Soon"), 7)
    make_innovation(people.amina, "submitted", title="New")
    page = client.as_user(people.bilal).get("/moderation")
    assert "<strong>1 overdue.</strong>" in page.text
    assert page.text.count(">Overdue</strong>") == 1
    assert page.text.count(">Claim now</strong>") == 1
    assert "Claim within 3 working days, decide within 6 working days." in page.text
    only = client.get("/moderation?show=overdue")
    assert "Late" in only.text
    assert "Soon" not in only.text


def test_filters_and_orders_are_links(client: Client, people: People):
    make_innovation(people.amina, "submitted", title="Bees", topic_suggestion="Hives")
    make_innovation(people.amina, "in_review", reviewer=people.bilal, title="Ants")
    appeal = make_innovation(people.amina, "declined", reviewer=people.erin, title="Cats")
    actions.appeal(appeal, people.amina, words="Again")
    client.as_user(people.bilal)
    shown = {
        "unclaimed": {"Bees", "Cats"},
        "mine": {"Ants"},
        "overdue": set(),
        "appeals": {"Cats"},
        "topics": {"Bees"},
        "all": {"Ants", "Bees", "Cats"},
        "nonsense": {"Ants", "Bees", "Cats"},
    }
    for name, titles in shown.items():
        text = client.get(f"/moderation?show={name}").text
        assert {title for title in ("Ants", "Bees", "Cats") if title in text} == titles
    text = client.get("/moderation?sort=title").text
    assert text.index("Ants") < text.index("Bees") < text.index("Cats")
    text = client.get("/moderation?sort=newest").text
    assert text.index("Cats") < text.index("Bees")
    assert "Suggests the topic “Hives”" in text
    assert ">Appeal<" in text


def test_a_resubmission_is_told_from_a_submission(client: Client, people: People):
    record = make_innovation(people.amina, "changes_requested", reviewer=people.bilal)
    actions.submit(record, people.amina)
    page = client.as_user(people.bilal).get("/moderation")
    assert "Back with changes" in page.text
    assert "You have it." in page.text


def test_claiming_without_javascript_comes_back_to_the_same_list(client: Client, people: People):
    record = make_innovation(people.amina, "submitted")
    response = client.as_user(people.bilal).post(
        f"/moderation/innovations/{record.id}/claim?show=unclaimed&sort=title"
    )
    assert response.status_code == 303
    assert response.location == "/moderation?show=unclaimed&sort=title"
    page = client.get(response.location)
    assert "You claimed “One catalogue for six libraries”." in page.text
    assert "Nothing is waiting here" in page.text


def test_claiming_with_htmx_refreshes_the_list_in_place(client: Client, people: People):
    record = make_innovation(people.amina, "submitted")
    client.as_user(people.bilal)
    headers = {"HX-Request": "true"}
    url = f"/moderation/innovations/{record.id}"
    response = client.post(f"{url}/claim", headers=headers)
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "You claimed “One catalogue for six libraries”." in response.text
    assert f'action="{url}/release"' in response.text
    assert f'href="/innovations/{record.id}/review">Review it now' in response.text
    response = client.post(f"{url}/release", headers=headers)
    assert "Review it now" not in response.text
    assert "is back in the queue" in response.text
    assert f'action="{url}/claim"' in response.text
    assert 'href="/moderation?show=mine"' in response.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_claiming_what_someone_else_has_just_claimed_says_so(
    client: Client, people: People, headers: dict[str, str]
):
    record = make_innovation(people.amina, "in_review", reviewer=people.erin)
    response = client.as_user(people.bilal).post(
        f"/moderation/innovations/{record.id}/claim", headers=headers
    )
    assert response.status_code == 409
    assert "Another moderator has claimed this record" in response.text
    assert "Erin Walsh has it." in response.text


def test_nobody_is_offered_their_own_record(client: Client, people: People):
    record = make_innovation(people.bilal, "submitted", reviewer=people.erin)
    page = client.as_user(people.bilal).get("/moderation")
    assert "You have a part in this record" in page.text
    assert "/claim" not in page.text
    url = f"/moderation/innovations/{record.id}/claim"
    assert client.post(url).status_code == 403


def test_who_declined_is_not_offered_the_appeal(client: Client, people: People):
    record = make_innovation(people.amina, "declined", reviewer=people.bilal)
    actions.appeal(record, people.amina, words="Again")
    page = client.as_user(people.bilal).get("/moderation")
    assert "You declined this record, so another moderator decides." in page.text
    assert "/claim" not in page.text
    assert "/claim" not in client.get(f"{record.path}/review").text
    assert "/claim" in client.as_user(people.erin).get("/moderation").text


def test_a_long_queue_has_pages_that_keep_the_filter(client: Client, people: People):
    for n in range(23):
        make_innovation(people.amina, "submitted", title=f"Number {n:02}")
    client.as_user(people.bilal)
    first = client.get("/moderation?sort=title&show=unclaimed")
    assert "Number 19" in first.text
    assert "Number 20" not in first.text
    assert "/moderation?show=unclaimed&amp;sort=title&amp;page=2" in first.text
    second = client.get("/moderation?sort=title&show=unclaimed&page=2")
    assert "Number 22" in second.text
    beyond = client.get("/moderation?page=9")
    assert beyond.status_code == 404
    assert "There is no page 9" in beyond.text


def test_the_fragment_is_part_of_the_page(client: Client, people: People):
    make_innovation(people.amina, "submitted")
    assert is_part_of_its_page(client.as_user(people.bilal), "/moderation?show=all")


def test_the_queue_costs_the_same_for_many_as_for_few(
    client: Client, people: People, count_statements
):
    numbers = []
    for total in (2, 15):
        for n in range(total):
            make_innovation(people.amina, "submitted", title=f"Number {total} {n}")
        client.as_user(people.bilal)
        with count_statements() as statements:
            client.get("/moderation")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 10


def test_who_may(client: Client, people: People):
    url = f"/moderation/innovations/{make_innovation(people.amina, 'submitted').id}/claim"
    draft = make_innovation(people.amina, "draft")
    for person in (people.amina, people.carys, people.dev):
        assert client.as_user(person).get("/moderation").status_code == 403
        assert client.post(url).status_code == 403
    for person in (people.bilal, people.erin):
        assert client.as_user(person).get("/moderation").status_code == 200
    assert client.get(url).status_code == 405
    assert client.post("/moderation").status_code == 405
    assert client.post("/moderation/innovations/999999/claim").status_code == 404
    assert client.post(f"/moderation/innovations/{draft.id}/claim").status_code == 404
    response = client.as_user(None).get("/moderation?show=mine")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/moderation%3Fshow%3Dmine"
    assert client.post(url).status_code == 401
