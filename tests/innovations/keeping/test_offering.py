"""Handing a record on: an offer of 30 days, its answers, and a moderator where nobody takes it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.innovations.keeping import offering
from portal.innovations.models import OwnershipOffer, Version
from portal.innovations.versions import pending
from portal.innovations.versions.queries import pending_of
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.keeping.times import (
    PUBLISHED_ON,
    a_record,
    current,
    drain_all,
    go_to,
    mails,
    work_of_the_day,
)
from tests.people import People


def offered(client: Client, people: People, **fields: object) -> tuple[int, int]:
    """The ids of a record of Amina's that is offered to Carys, and of the offer."""
    record_id = a_record(people, **fields)
    data = {"to": str(people.carys.id), "words": "You know it <best>."}
    sent = client.as_user(people.amina).post(f"/innovations/{record_id}/offer", data=data)
    assert sent.status_code == 303, sent.text
    return record_id, db.session.scalars(select(OwnershipOffer.id)).one()


def answer_of(offer_id: int) -> str | None:
    db.session.expire_all()
    return db.session.get_one(OwnershipOffer, offer_id).answer


def test_the_person_gets_a_mail_and_finds_the_offer(app, client: Client, people: People):
    record_id, offer_id = offered(client, people, audience="organisation")
    drain_all()
    (mail,) = mails(app, people.carys, "Will you look after")
    assert "You know it <best>." in mail.get_content()
    assert f"/offers/{offer_id}" in mail.get_content()
    assert "22 December 2026" in mail.get_content()
    client.as_user(people.carys)
    assert "1 record offered to you" in client.get("/innovations/mine").text
    assert f'href="/offers/{offer_id}"' in client.get("/offers").text
    assert "You know it &lt;best&gt;." in client.get(f"/offers/{offer_id}").text
    assert client.get(f"/innovations/{record_id}").status_code == 200
    assert client.fragment("/offers").text.strip() in client.get("/offers").text


def test_who_accepts_becomes_the_owner_and_the_former_one_a_contributor(
    app, client: Client, people: People
):
    record_id, offer_id = offered(client, people)
    versions = current(record_id).versions_kept
    answer = client.as_user(people.carys).post(f"/offers/{offer_id}/accept", data={"is_shown": "y"})
    assert answer.location == f"/innovations/{record_id}/tasks"
    record = current(record_id)
    assert record.owner_ids == {people.carys.id}
    assert [(p.name, p.role, p.is_shown) for p in record.people] == [
        ("Carys Evans", "owner", True),
        ("Amina Yusuf", "contributor", True),
    ]
    assert record.versions_kept == versions + 1
    kept = db.session.scalar(select(Version).where(Version.number == versions + 1))
    assert (kept.by_id, kept.changed) == (people.carys.id, ["people"])
    assert client.post(f"/offers/{offer_id}/accept").status_code == 303
    assert current(record_id).versions_kept == versions + 1
    assert client.get(f"/innovations/{record_id}/tasks").status_code == 200
    assert client.as_user(people.amina).get(f"/innovations/{record_id}/tasks").status_code == 403
    drain_all()
    assert "looks after it now" in mails(app, people.amina, "Carys Evans")[0].get_content()


def test_changes_that_wait_keep_the_new_owner(client: Client, people: People):
    record_id, offer_id = offered(client, people)
    record = current(record_id)
    amina = db.session.merge(people.amina)
    rows = [
        {"user_id": amina.id, "name": amina.name, "role": "owner", "is_shown": True},
        {"user_id": None, "name": "Someone else", "role": "sponsor", "is_shown": True},
    ]
    pending.propose(record, amina, fields={"people": rows}, seen=pending.token(record, None))
    db.session.commit()
    client.as_user(people.carys).post(f"/offers/{offer_id}/accept")
    waiting = pending_of(current(record_id)).fields["people"]
    assert [(row["name"], row["role"]) for row in waiting] == [
        ("Carys Evans", "owner"),
        ("Amina Yusuf", "contributor"),
        ("Someone else", "sponsor"),
    ]


def test_the_address_of_the_former_owner_is_shown_no_more(client: Client, people: People):
    record_id, offer_id = offered(client, people, contact="email")
    client.as_user(people.carys).post(f"/offers/{offer_id}/accept")
    assert current(record_id).contact_person_id is None
    assert people.amina.email not in client.get(f"/innovations/{record_id}").text


def test_a_decline_tells_why_and_closes_the_record_again(app, client: Client, people: People):
    record_id, offer_id = offered(client, people, audience="organisation")
    form = f"/offers/{offer_id}/decline"
    client.as_user(people.carys)
    assert client.get(form).status_code == 200
    assert client.post(form, data={"words": "x" * 2001}).status_code == 422
    assert client.post(form, data={"words": "I <leave> too."}).location == "/offers"
    assert answer_of(offer_id) == "declined"
    assert client.get(f"/innovations/{record_id}").status_code == 404
    closed = client.get(f"/offers/{offer_id}")
    assert closed.status_code == 200
    assert "This offer is closed" in closed.text
    assert "One catalogue" not in closed.text
    drain_all()
    assert "I <leave> too." in mails(app, people.amina, "Carys Evans said no")[0].get_content()


@pytest.mark.parametrize("who", ["amina", "bilal"])
def test_the_giver_or_a_moderator_takes_it_back(app, client: Client, people: People, who: str):
    record_id, offer_id = offered(client, people, audience="organisation")
    assert client.as_user(people.dev).post(f"/offers/{offer_id}/withdraw").status_code == 403
    client.as_user(getattr(people, who))
    answer = client.post(f"/offers/{offer_id}/withdraw")
    assert answer.location == f"/innovations/{record_id}/offer"
    client.post(f"/offers/{offer_id}/withdraw")
    assert answer_of(offer_id) == "withdrawn"
    client.as_user(people.carys)
    assert client.get(f"/innovations/{record_id}").status_code == 404
    assert client.post(f"/offers/{offer_id}/accept").status_code == 409
    assert "Nothing is offered to you" in client.get("/offers").text
    drain_all()
    assert len(mails(app, people.carys, "The offer was taken back")) == 1


def test_others_see_no_offer(client: Client, people: People):
    record_id, offer_id = offered(client, people)
    for path in (f"/offers/{offer_id}", f"/offers/{offer_id}/decline", "/offers/99999"):
        assert client.as_user(people.dev).get(path).status_code == 404
        assert client.as_user(None).get(path).location.startswith("/sign-in")
    for path in (f"/offers/{offer_id}/accept", f"/offers/{offer_id}/decline"):
        assert client.as_user(people.amina).post(path).status_code == 404
    assert client.get(f"/offers/{offer_id}/accept").status_code == 405
    assert client.as_user(people.dev).get(f"/innovations/{record_id}/offer").status_code == 403
    assert client.get(f"/offers/{2**63}").status_code == 404


def test_there_is_one_open_offer_and_the_second_says_so(client: Client, people: People):
    record_id, _ = offered(client, people)
    data = {"to": str(people.dev.id)}
    second = client.as_user(people.amina).post(f"/innovations/{record_id}/offer", data=data)
    assert second.status_code == 409
    assert "offered to someone already" in second.text


def test_it_cannot_be_offered_to_just_anyone(client: Client, people: People):
    record_id = a_record(people)
    form = f"/innovations/{record_id}/offer"
    client.as_user(people.amina)
    assert client.post(form, data={}).status_code == 422
    assert client.post(form, data={"to": "99999"}).status_code == 422
    own = client.post(form, data={"to": str(people.amina.id)})
    assert "is an owner already" in own.text
    db.session.merge(people.dev).disabled_at = datetime.now(UTC)
    db.session.commit()
    assert "cannot sign in any more" in client.post(form, data={"to": str(people.dev.id)}).text


def test_a_moderator_cannot_give_away_what_its_owners_look_after(client: Client, people: People):
    record_id = a_record(people)
    client.as_user(people.bilal)
    assert "still look after it" in client.get(f"/innovations/{record_id}/offer").text
    data = {"to": str(people.carys.id)}
    assert client.post(f"/innovations/{record_id}/offer", data=data).status_code == 409
    answer = client.post(f"/innovations/{record_id}/take-over")
    assert "still look after it" in client.get(answer.location).text
    assert current(record_id).owner_ids == {people.amina.id}


def test_an_offer_ends_after_30_days_and_a_moderator_takes_the_record_over(
    app, client: Client, people: People
):
    record_id, offer_id = offered(client, people, audience="organisation")
    go_to(PUBLISHED_ON + timedelta(days=30))
    work_of_the_day()
    assert answer_of(offer_id) is None
    go_to(PUBLISHED_ON + timedelta(days=31))
    client.as_user(people.carys)
    assert client.post(f"/offers/{offer_id}/accept").status_code == 409
    work_of_the_day()
    work_of_the_day()
    assert answer_of(offer_id) == "expired"
    assert client.get(f"/innovations/{record_id}").status_code == 404
    assert len(mails(app, people.amina, "Nobody answered your offer")) == 1
    assert len(mails(app, people.bilal, "This record needs an owner")) == 1
    assert len(mails(app, people.erin, "This record needs an owner")) == 1
    client.as_user(people.bilal)
    listed = client.get("/moderation/ownerless").text
    assert "Last owner: Amina Yusuf" in listed
    assert "Records that need an owner (1)" in client.get("/moderation").text
    assert client.get(f"/innovations/{record_id}/take-over").status_code == 405
    answer = client.post(f"/innovations/{record_id}/take-over")
    assert answer.location == f"/innovations/{record_id}/tasks"
    assert current(record_id).owner_ids == {people.bilal.id}
    assert "Every record has an owner" in client.get("/moderation/ownerless").text
    # Nobody decides on their own record.
    assert client.get(f"/innovations/{record_id}/rate").status_code == 403


def test_the_owner_whose_offer_ended_can_keep_it(client: Client, people: People):
    record_id, _ = offered(client, people)
    go_to(PUBLISHED_ON + timedelta(days=31))
    work_of_the_day()
    assert current(record_id).ownerless_at is not None
    client.as_user(people.amina).post(f"/innovations/{record_id}/confirm")
    assert current(record_id).ownerless_at is None


def test_records_of_those_who_left_need_an_owner_and_can_be_offered(client: Client, people: People):
    record_id = a_record(people)
    draft = make_innovation(people.amina, "draft").id
    shared = make_innovation(people.amina, title="Two owners")
    offering.save(
        shared,
        db.session.merge(people.amina),
        fields={
            "people": [
                {"user_id": p.id, "name": p.name, "role": "owner", "is_shown": True}
                for p in (people.amina, people.dev)
            ]
        },
        version=shared.version,
    )
    shared_id = shared.id
    db.session.merge(people.amina).disabled_at = datetime.now(UTC)
    work_of_the_day()
    client.as_user(people.bilal)
    listed = client.get("/moderation/ownerless").text
    assert f'href="/innovations/{record_id}"' in listed
    assert "cannot sign in any more" in listed
    assert current(draft).ownerless_at is None
    assert current(shared_id).ownerless_at is None
    client.post(f"/innovations/{record_id}/offer", data={"to": str(people.carys.id)})
    assert "Offered to Carys Evans" in client.get("/moderation/ownerless").text
    offer_id = db.session.scalars(select(OwnershipOffer.id)).one()
    client.as_user(people.carys).post(f"/offers/{offer_id}/accept")
    assert current(record_id).owner_ids == {people.carys.id}
    assert current(record_id).ownerless_at is None
    assert client.as_user(people.amina).get("/moderation/ownerless").status_code == 302
    assert client.as_user(people.carys).get("/moderation/ownerless").status_code == 403
    assert client.post(f"/innovations/{record_id}/take-over").status_code == 403


def test_what_was_taken_away_cannot_be_offered_or_accepted(client: Client, people: People):
    record = make_innovation(people.amina, "hidden", reviewer=people.bilal)
    data = {"to": str(people.carys.id)}
    path = f"{record.path}/offer"
    assert client.as_user(people.amina).post(path, data=data).status_code == 409
    record_id, offer_id = offered(client, people)
    current(record_id).status = "hidden"
    db.session.commit()
    client.as_user(people.carys)
    assert client.get(f"/innovations/{record_id}").status_code == 404
    assert client.post(f"/offers/{offer_id}/accept").status_code == 409
    assert "Nothing is offered to you" in client.get("/offers").text


def test_lists_cost_the_same_for_few_and_many(client: Client, people: People, count_statements):
    def cost() -> list[int]:
        costs = []
        for person, path in ((people.carys, "/offers"), (people.bilal, "/moderation/ownerless")):
            client.as_user(person)
            with count_statements() as statements:
                client.get(path)
            costs.append(len(statements))
        return costs

    def offer_more(number: int) -> None:
        for _ in range(number):
            record = make_innovation(people.amina, reviewer=people.bilal)
            record.ownerless_at = datetime.now(UTC)
            amina, carys = db.session.merge(people.amina), db.session.merge(people.carys)
            offering.offer(record, amina, to=carys, words="")
        db.session.commit()

    offer_more(1)
    few = cost()
    offer_more(11)
    assert cost() == few
    assert max(few) <= 10
