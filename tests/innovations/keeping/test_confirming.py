"""Saying that a record is still true, and what its page says when nobody does."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.innovations import search
from portal.innovations.keeping.dates import midnight, next_review
from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.keeping.times import (
    DUE_ON,
    PUBLISHED_ON,
    a_record,
    current,
    days_before_due,
    drain_all,
    go_to,
    mails,
)
from tests.people import People

BANNER = "This record may be out of date"
STALE_ON = DUE_ON + timedelta(days=90)


def without_tokens(text: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def confirmations(record_id: int) -> int:
    query = select(AuditEntry).where(
        AuditEntry.action == "innovation:confirm", AuditEntry.ref == f"innovation:{record_id}"
    )
    return len(db.session.scalars(query).all())


@pytest.mark.parametrize("who", ["amina", "carys", "bilal", "erin"])
def test_owners_the_backup_owner_and_moderators_say_it_with_one_post(
    client: Client, people: People, who: str
):
    record_id = a_record(people)
    current(record_id).backup_owner_id = people.carys.id
    db.session.commit()
    days_before_due(10)
    version = current(record_id).version
    client.as_user(getattr(people, who))
    page = client.get(f"/innovations/{record_id}")
    assert f'action="/innovations/{record_id}/confirm"' in page.text
    answer = client.post(f"/innovations/{record_id}/confirm")
    assert (answer.status_code, answer.location) == (303, f"/innovations/{record_id}")
    record = current(record_id)
    assert record.review_on == next_review(DUE_ON - timedelta(days=10))
    assert record.reviewed_by_id == getattr(people, who).id
    assert record.last_reminder is None
    assert record.version == version
    assert confirmations(record_id) == 1
    assert client.post(f"/innovations/{record_id}/confirm").status_code == 303
    assert confirmations(record_id) == 1


def test_nobody_else_can(client: Client, people: People):
    record_id = a_record(people)
    hidden = make_innovation(people.amina, audience="organisation").id
    path = f"/innovations/{record_id}/confirm"
    assert client.as_user(people.dev).post(path).status_code == 403
    assert "Still true" not in client.get(f"/innovations/{record_id}").text
    assert client.as_user(people.carys).post(f"/innovations/{hidden}/confirm").status_code == 404
    assert client.as_user(None).post(path).status_code == 401
    assert client.as_user(people.amina).get(path).status_code == 405
    assert client.post("/innovations/9999999/confirm").status_code == 404
    assert client.post(f"/innovations/{2**63}/confirm").status_code == 404


def test_only_what_is_published_can_be_confirmed(client: Client, people: People):
    record = make_innovation(people.amina, "retired")
    answer = client.as_user(people.amina).post(f"/innovations/{record.id}/confirm")
    page = client.get(answer.location)
    assert "Only a published record can be confirmed." in page.text


def test_the_page_says_who_confirmed_it_as_far_as_it_shows_them(client: Client, people: People):
    record_id = a_record(people)
    page = f"/innovations/{record_id}"
    assert "22 November 2026, by a moderator" in client.get(page).text.replace("&#39;", "'")
    days_before_due(0)
    client.as_user(people.amina).post(f"{page}/confirm")
    assert "22 November 2027, by Amina Yusuf" in client.as_user(None).get(page).text
    current(record_id).people[0].is_shown = False
    db.session.commit()
    text = client.get(page).text
    assert "22 November 2027, by its owners" in text
    assert "Amina" not in text


def test_after_90_days_without_it_the_page_says_so_to_everyone(client: Client, people: People):
    record_id = a_record(people)
    page = f"/innovations/{record_id}"
    go_to(STALE_ON - timedelta(days=1))
    assert BANNER not in client.get(page).text
    go_to(STALE_ON)
    text = client.get(page).text
    assert BANNER in text
    assert "Nobody has confirmed that it is still true since 22 November 2026." in text
    client.as_user(people.amina).post(f"{page}/confirm")
    assert BANNER not in client.get(page).text


def test_a_stale_record_ranks_lower_and_is_still_found(client: Client, people: People):
    older = a_record(people, title="Zebrafish loans")
    go_to(PUBLISHED_ON + timedelta(days=1))
    newer = make_innovation(people.amina, title="Zebrafish loans", reviewer=people.bilal).id
    go_to(STALE_ON - timedelta(days=5))
    client.as_user(people.amina).post(f"/innovations/{older}/confirm")
    drain_all()

    def order() -> list[int]:
        text = client.as_user(None).get("/search?q=zebrafish").text
        return sorted([older, newer], key=lambda i: text.index(f'href="/innovations/{i}"'))

    assert order() == [newer, older]
    go_to(STALE_ON + timedelta(days=1))
    assert order() == [older, newer]


def test_the_index_knows_when_it_becomes_stale(app, client: Client, people: People):
    record_id = a_record(people)
    (document,) = search.documents([record_id])
    assert document.sorts["stale_at"] == midnight(STALE_ON).timestamp()
    days_before_due(0)
    client.as_user(people.amina).post(f"/innovations/{record_id}/confirm")
    (later,) = search.documents([record_id])
    assert later.sorts["stale_at"] > document.sorts["stale_at"]


def test_moderators_have_a_list_of_what_is_stale(client: Client, people: People):
    first = a_record(people, title="The oldest")
    go_to(PUBLISHED_ON + timedelta(days=5))
    make_innovation(people.amina, title="The second")
    go_to(STALE_ON + timedelta(days=5))
    client.as_user(people.bilal)
    text = client.get("/moderation/stale").text
    assert text.index("The oldest") < text.index("The second")
    assert "Due on 22 November 2027, 95 days overdue. Owner: Amina Yusuf." in text.replace(
        '<time datetime="2027-11-22">22 November 2027</time>', "22 November 2027"
    )
    assert "Stale records (2)" in client.get("/moderation").text
    answer = client.post(f"/innovations/{first}/confirm", data={"from": "stale"})
    assert answer.location == "/moderation/stale"
    page = client.get("/moderation/stale")
    assert f'href="/innovations/{first}"' not in page.text
    assert "“The oldest” is confirmed as still true." in page.text
    part = client.fragment("/moderation/stale").text.strip()
    assert without_tokens(part) in without_tokens(page.text)
    client.as_user(people.amina)
    assert client.get("/moderation/stale").status_code == 403
    assert client.as_user(None).get("/moderation/stale").status_code == 302


def test_the_list_costs_the_same_for_1_and_for_20(client: Client, people: People, count_statements):
    go_to(PUBLISHED_ON)
    counts = []
    for _ in range(2):
        go_to(PUBLISHED_ON)
        for _ in range(10):
            make_innovation(people.amina, reviewer=people.bilal)
        go_to(STALE_ON)
        client.as_user(people.bilal)
        with count_statements() as statements:
            client.get("/moderation/stale")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_a_backup_owner_is_named_told_and_sees_the_record(app, client: Client, people: People):
    record_id = a_record(people, audience="organisation")
    page, form = f"/innovations/{record_id}", f"/innovations/{record_id}/backup-owner"
    assert client.as_user(people.carys).get(page).status_code == 404
    assert client.get(form).status_code == 404
    client.as_user(people.amina)
    found = client.post(form, data={"find": "backup", "backup-find": "carys"})
    assert "Carys Evans" in found.text
    assert client.post(form, data={"backup": str(people.carys.id)}).location == f"{page}/tasks"
    assert "Backup owner: Carys Evans." in client.get(f"{page}/tasks").text
    drain_all()
    (mail,) = mails(app, people.carys, "You stand in")
    assert f"/innovations/{record_id}" in mail.get_content()
    client.as_user(people.carys)
    assert client.get(page).status_code == 200
    assert client.get(f"{page}/tasks").status_code == 403
    assert client.get(form).status_code == 403
    assert f'href="{page}"' in client.get("/search?q=catalogue").text
    assert client.post(f"{page}/confirm").status_code == 303
    client.as_user(people.amina).post(form, data={"draft_key": "first-tab"})
    assert client.as_user(people.carys).get(page).status_code == 404


def test_a_backup_owner_does_not_see_what_was_taken_away(client: Client, people: People):
    for status in ("hidden", "consent_withdrawn"):
        record = make_innovation(people.amina, status, reviewer=people.bilal)
        record.backup_owner_id = people.carys.id
        path = record.path
        db.session.commit()
        assert client.as_user(people.carys).get(path).status_code in (404, 410)


def test_an_owner_cannot_stand_in_for_themself(client: Client, people: People):
    record_id = a_record(people)
    form = f"/innovations/{record_id}/backup-owner"
    answer = client.as_user(people.amina).post(form, data={"backup": str(people.amina.id)})
    assert answer.status_code == 422
    assert "is an owner already" in answer.text
    assert db.session.get_one(Innovation, record_id).backup_owner_id is None


def test_owners_see_when_each_record_is_to_be_looked_at(client: Client, people: People):
    record_id = a_record(people)
    client.as_user(people.amina)
    assert "To be looked at by" in client.get("/innovations/mine").text
    text = client.get(f"/innovations/{record_id}/tasks").text
    assert "To be looked at by 22 November 2027" in text
    assert f'action="/innovations/{record_id}/confirm"' in text
