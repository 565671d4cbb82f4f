"""One person asks another through the portal; nobody else reads it, and no address is shown."""

from datetime import timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.notifications.models import Notification
from portal.outbox import Message, drain
from portal.people import jobs
from portal.people.models import Block, Enquiry, Profile
from tests.client import Client
from tests.people import People

QUESTION = {"subject": "Moving loans", "words": "You moved loans in May. What went wrong?"}


def ask(client: Client, by: User, whom: User, **data: Any) -> Any:
    return client.as_user(by).post(f"/people/{whom.id}/ask", data=QUESTION | data)


def newest() -> Enquiry:
    db.session.expire_all()
    found = db.session.scalars(select(Enquiry).order_by(Enquiry.id.desc()).limit(1)).one()
    db.session.commit()
    return found


def number() -> int:
    return db.session.scalar(select(func.count()).select_from(Enquiry)) or 0


def told(person: User) -> list[str]:
    person_id = person.id
    db.session.commit()
    with current_app.app_context():
        drain()
        query = select(Notification.kind).where(
            Notification.person_id == person_id, Notification.about == "enquiry"
        )
        return list(db.session.scalars(query.order_by(Notification.id)))


def with_profile(person: User, **fields: Any) -> None:
    db.session.merge(Profile(person_id=person.id, **fields))
    db.session.commit()


def test_a_question_finds_its_answer(client: Client, people: People) -> None:
    assert ask(client, people.amina, people.carys).status_code == 303
    made = newest()
    assert told(people.carys) == ["open"]
    page = client.as_user(people.carys).get(f"/enquiries/{made.id}").text
    assert "What went wrong?" in page
    assert people.amina.name in page
    assert people.amina.email not in page
    assert "Moving loans" in client.get("/enquiries").text
    asker = f'<a href="/people/{people.amina.id}">Amina Yusuf</a>'
    assert f"{asker} asks you something" in client.get("/notifications").text
    answer = client.post(f"/enquiries/{made.id}/answer", data={"words": "The due dates."})
    assert answer.status_code == 303
    assert told(people.amina) == ["answered"]
    asked = f'<a href="/people/{people.carys.id}">Carys Evans</a>'
    assert f"{asked} answered you" in client.as_user(people.amina).get("/notifications").text
    page = client.as_user(people.amina).get(f"/enquiries/{made.id}").text
    assert "The due dates." in page
    assert people.carys.email not in page
    assert "Moving loans" in client.get("/enquiries?show=sent").text


def test_nobody_else_sees_a_question(client: Client, people: People) -> None:
    ask(client, people.amina, people.carys)
    made = newest()
    for person in (people.bilal, people.dev, people.erin):
        client.as_user(person)
        for end in ("", "/answer", "/decline", "/pass-on"):
            assert client.get(f"/enquiries/{made.id}{end}").status_code == 404
        assert client.post(f"/enquiries/{made.id}/withdraw").status_code == 404
        assert "Moving loans" not in client.get("/enquiries").text
    assert client.as_user(None).get(f"/enquiries/{made.id}").status_code in (302, 303)


def test_each_of_the_two_does_their_own_part(client: Client, people: People) -> None:
    ask(client, people.amina, people.carys)
    made = newest()
    client.as_user(people.amina)
    for end in ("answer", "decline", "pass-on"):
        assert client.get(f"/enquiries/{made.id}/{end}").status_code == 403
        assert client.post(f"/enquiries/{made.id}/{end}", data={"words": "x"}).status_code == 403
    client.as_user(people.carys)
    assert client.post(f"/enquiries/{made.id}/withdraw").status_code == 403


def test_nobody_asks_themself_or_someone_who_is_not_listed(client: Client, people: People) -> None:
    assert ask(client, people.amina, people.amina).status_code == 403
    db.session.get_one(User, people.carys.id).is_listed = False
    db.session.commit()
    assert ask(client, people.amina, people.carys).status_code == 404
    assert client.get(f"/people/{people.carys.id}/ask").status_code == 404
    assert number() == 0


@pytest.mark.parametrize("field", ["subject", "words"])
def test_what_is_missing_is_said_at_its_field(client: Client, people: People, field: str) -> None:
    response = ask(client, people.amina, people.carys, **{field: ""})
    assert response.status_code == 422
    kept = next(text for name, text in QUESTION.items() if name != field)
    assert kept in response.text


def test_a_second_click_asks_once(client: Client, people: People) -> None:
    for _ in range(2):
        assert ask(client, people.amina, people.carys, draft_key="a" * 16).status_code == 303
    assert number() == 1


def test_a_popular_person_is_spared_and_somebody_else_proposed(
    client: Client, people: People
) -> None:
    with_profile(people.carys, backup_id=people.dev.id)
    for person in (people.amina, people.bilal):
        assert ask(client, person, people.carys).status_code == 303
    response = ask(client, people.erin, people.carys)
    assert response.status_code == 409
    assert "What went wrong?" in response.text
    assert f'formaction="/people/{people.dev.id}/ask"' in response.text
    assert ask(client, people.erin, people.dev).status_code == 303
    # Once one is answered there is room again.
    first = db.session.scalars(select(Enquiry).order_by(Enquiry.id)).first()
    assert first is not None
    client.as_user(people.carys).post(f"/enquiries/{first.id}/answer", data={"words": "Yes."})
    assert ask(client, people.erin, people.carys).status_code == 303


def test_a_pause_is_said_and_ends_by_itself(client: Client, people: People) -> None:
    until = now().date() + timedelta(days=10)
    with_profile(people.carys, availability="paused", paused_until=until)
    page = client.as_user(people.amina).get(f"/people/{people.carys.id}/ask").text
    assert "has paused" in page
    assert ask(client, people.amina, people.carys).status_code == 409
    clock.start_at(now() + timedelta(days=11))
    try:
        assert ask(client, people.amina, people.carys).status_code == 303
    finally:
        clock.start_at(None)


def test_a_question_is_passed_on_to_the_backup_person(client: Client, people: People) -> None:
    with_profile(people.carys, backup_id=people.dev.id)
    ask(client, people.amina, people.carys)
    first = newest().id
    client.as_user(people.carys)
    assert people.dev.name in client.get(f"/enquiries/{first}/pass-on").text
    data = {"person": people.dev.id, "words": "Dev did the loans."}
    assert client.post(f"/enquiries/{first}/pass-on", data=data).status_code == 303
    made = newest()
    assert (made.person_id, made.asker_id) == (people.dev.id, people.amina.id)
    assert told(people.dev) == ["open"]
    assert told(people.amina) == ["passed_on"]
    page = client.as_user(people.amina).get(f"/enquiries/{first}").text
    assert f'<a href="/people/{people.dev.id}">{people.dev.name}</a> is asked instead' in page
    assert f'<a href="/enquiries/{made.id}">' in page
    assert "Dev did the loans." in page
    # Who passed it on has no more to do with it.
    page = client.as_user(people.carys).get(f"/enquiries/{first}").text
    assert f"{people.dev.name}</a> is asked instead" in page
    assert f"/enquiries/{made.id}" not in page
    assert "What went wrong?" in client.as_user(people.dev).get(f"/enquiries/{made.id}").text


def test_a_notice_is_read_once_its_question_was_opened(client: Client, people: People) -> None:
    ask(client, people.amina, people.carys)
    made = newest()
    assert told(people.carys) == ["open"]
    client.as_user(people.carys).head(f"/enquiries/{made.id}")
    assert "asks you something" in client.get("/notifications?unread=1").text
    client.get(f"/enquiries/{made.id}")
    assert "asks you something" not in client.get("/notifications?unread=1").text
    assert "asks you something" in client.get("/notifications").text


def test_only_those_who_are_proposed_can_be_chosen(client: Client, people: People) -> None:
    ask(client, people.amina, people.carys)
    first = newest().id
    client.as_user(people.carys)
    data = {"person": people.erin.id, "words": ""}
    assert client.post(f"/enquiries/{first}/pass-on", data=data).status_code == 422
    assert newest().state == "open"


def test_declining_needs_no_words_and_ends_it(client: Client, people: People) -> None:
    ask(client, people.amina, people.carys)
    made = newest().id
    client.as_user(people.carys)
    assert client.post(f"/enquiries/{made}/decline", data={"words": ""}).status_code == 303
    assert told(people.amina) == ["declined"]
    late = client.post(f"/enquiries/{made}/answer", data={"words": "After all."})
    assert late.status_code == 409
    assert "After all." in late.text


def test_a_question_that_is_taken_back_is_gone_for_the_other(
    client: Client, people: People
) -> None:
    ask(client, people.amina, people.carys)
    made = newest().id
    assert told(people.carys) == ["open"]
    assert client.as_user(people.amina).post(f"/enquiries/{made}/withdraw").status_code == 303
    client.as_user(people.carys)
    assert client.get(f"/enquiries/{made}").status_code == 404
    assert "asks you something" not in client.get("/notifications").text


def test_a_blocked_person_cannot_ask_again(client: Client, people: People) -> None:
    ask(client, people.amina, people.carys)
    made = newest().id
    client.as_user(people.carys)
    assert client.post(f"/people/{people.amina.id}/block").status_code == 303
    assert db.session.get_one(Enquiry, made).state == "declined"
    response = ask(client, people.amina, people.carys)
    assert response.status_code == 409
    assert "block" not in response.text.lower().partition("<main")[2]
    assert "Other questions wait for them already" in response.text
    with_profile(people.carys, availability="paused")
    assert "They take no questions for now" in ask(client, people.amina, people.carys).text
    client.as_user(people.carys)
    assert people.amina.name in client.get("/account/blocked").text
    assert client.post(f"/account/blocked/{people.amina.id}/remove").status_code == 303
    assert db.session.scalars(select(Block)).all() == []
    with_profile(people.carys, availability="open")
    assert ask(client, people.amina, people.carys).status_code == 303


def test_an_unlisted_asker_can_be_blocked_by_whom_they_asked(
    client: Client, people: People
) -> None:
    ask(client, people.amina, people.carys)
    db.session.get_one(User, people.amina.id).is_listed = False
    db.session.commit()
    address = f"/people/{people.amina.id}/block"
    assert client.as_user(people.dev).post(address).status_code == 404
    assert told(people.carys) == ["open"]
    # Named without a link: there is no profile for others.
    notices = client.as_user(people.carys).get("/notifications").text
    assert "<p>Amina Yusuf asks you something" in notices
    assert client.post(address).status_code == 303


def test_a_day_has_a_limit(client: Client, people: People) -> None:
    client.application.config["ENQUIRIES_PER_DAY"] = 1
    assert ask(client, people.amina, people.carys).status_code == 303
    response = ask(client, people.amina, people.dev)
    assert response.status_code == 409
    assert "Try again tomorrow" in response.text
    assert "What went wrong?" in response.text


def test_what_nobody_answers_is_over_after_four_weeks(client: Client, people: People) -> None:
    ask(client, people.amina, people.carys)
    jobs.close(Message())
    assert newest().state == "open"
    clock.start_at(now() + timedelta(days=29))
    try:
        jobs.close(Message())
        assert newest().state == "lapsed"
        assert told(people.amina) == ["lapsed"]
    finally:
        clock.start_at(None)


def test_the_lists_cost_the_same_however_long(
    client: Client, people: People, count_statements: Any
) -> None:
    numbers = []
    for _ in range(2):
        db.session.add(Enquiry(asker_id=people.amina.id, person_id=people.carys.id, **QUESTION))
        db.session.commit()
        for address in ("/enquiries", "/enquiries?show=sent"):
            client.as_user(people.carys if address == "/enquiries" else people.amina)
            with count_statements() as statements:
                client.get(address)
            numbers.append(len(statements))
        for number in range(15):
            made = Enquiry(asker_id=people.amina.id, person_id=people.carys.id, **QUESTION)
            made.state = "open" if number % 2 else "answered"
            db.session.add(made)
        db.session.commit()
    assert numbers[:2] == numbers[2:]
