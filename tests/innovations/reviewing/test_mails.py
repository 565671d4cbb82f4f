"""The mails about a record: who gets them, and what they say."""

import pytest

from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import actions
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import (
    asking,
    current,
    declining,
    mail_to,
    publishing,
    sent_mail,
)
from tests.people import People

AMINA = "amina@portal.example"


def decide(client: Client, people: People, form, **changes):
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal, title="Q&A <desk>")
    data = form(record, **changes)
    assert client.as_user(people.bilal).post(f"{record.path}/review", data=data).status_code == 303
    return record


def test_a_request_for_changes_tells_what_to_change_and_how_to_answer(client, people):
    changes = {"comments-title": "Say “where” & when <it> was", "words": "Don't worry: it's close."}
    record = decide(client, people, asking, **changes)
    (text,) = mail_to(AMINA, "Changes requested: Q&A <desk>")
    for words in (
        "Hello Amina Yusuf",
        "Bilal Haddad",
        "Q&A <desk>",
        "Don't worry: it's close.",
        "- Title: Say “where” & when <it> was",
        "- Results: Say how many requests were counted.",
        f"http://127.0.0.1:8000{record.path}/tasks",
        "submit it again",
    ):
        assert words in text
    for entity in ("&amp;", "&lt;", "&#39;", "&#34;"):
        assert entity not in text


def test_a_decline_tells_the_reason_and_how_to_appeal(client, people):
    record = decide(client, people, declining)
    (text,) = mail_to(AMINA, "Declined")
    assert "Reason: There is too little in it for others to use." in text
    assert "Others could not repeat this." in text
    assert f"http://127.0.0.1:8000{record.path}/appeal" in text


def test_the_decision_on_an_appeal_is_final(client, people):
    record = make_innovation(people.amina, "declined", reviewer=people.erin)
    actions.appeal(record, people.amina, words="Again, please")
    actions.claim(record, people.bilal)
    db.session.commit()
    data = declining(record)
    assert client.as_user(people.bilal).post(f"{record.path}/review", data=data).status_code == 303
    first, second = mail_to(AMINA, "Declined")
    assert "you can appeal once" in first
    assert "the decision is final" in second
    assert "/appeal" not in second


def test_publishing_tells_the_rating_and_the_words(client, people):
    record = decide(client, people, publishing)
    (text,) = mail_to(AMINA, "Published")
    assert "rated: moderate. Why: Before and after, with a baseline" in text
    assert "Thank you, this is clear." in text
    assert f"http://127.0.0.1:8000{record.path}\n" in text


@pytest.mark.parametrize(
    ("verb", "data", "subject", "words"),
    [
        ("hide", {"reason": "rights"}, "Hidden", "Reason: Someone else holds the rights to it."),
        ("retire", {"reason": "wrong"}, "Retired", "Reason: It is wrong."),
    ],
)
def test_what_a_moderator_does_to_a_published_record_is_told(
    client, people, verb, data, subject, words
):
    record = make_innovation(people.amina)
    data = {**data, "words": "See figure 2"}
    client.as_user(people.bilal).post(f"{record.path}/{verb}", data=data)
    (text,) = mail_to(AMINA, subject)
    assert words in text
    assert "See figure 2" in text
    assert "How to answer" in text


def test_showing_again_is_told(client, people):
    record = make_innovation(people.amina, "hidden")
    client.as_user(people.bilal).post(f"{record.path}/restore", data={"words": "Mended"})
    (text,) = mail_to(AMINA, "Shown again")
    assert "Mended" in text


def test_an_owner_who_retires_is_not_told_but_the_other_owners_are(client, people):
    owners = [
        {"user_id": person.id, "name": person.name, "role": "owner"}
        for person in (people.amina, people.dev)
    ]
    record = make_innovation(people.amina, people=owners)
    client.as_user(people.amina).post(
        f"{record.path}/retire", data={"reason": "wrong", "words": "No"}
    )
    assert not mail_to(AMINA, "Retired")
    assert len(mail_to("dev@portal.example", "Retired")) == 1


def test_the_receipt_has_the_place_in_the_queue(client, people):
    make_innovation(people.dev, "submitted")
    record = make_innovation(people.amina, "submitted")
    (text,) = mail_to(AMINA, "Received")
    assert "It is number 2 in the queue" in text
    assert f"{record.path}/tasks" in text
    assert "A moderator will review it." in text


def test_a_resubmission_is_told_to_its_reviewer(client, people):
    record = make_innovation(people.amina, "changes_requested", reviewer=people.bilal)
    sent_mail()
    actions.submit(current(record), db.session.get(User, people.amina.id))
    db.session.commit()
    (text,) = mail_to("bilal@portal.example", "Back for review")
    assert f"http://127.0.0.1:8000{record.path}/review" in text
    assert any("back with Bilal Haddad" in text for text in mail_to(AMINA, "Received"))


def test_a_first_submission_claimed_before_the_receipt_is_sent_is_no_resubmission(client, people):
    make_innovation(people.amina, "in_review", reviewer=people.bilal)
    (text,) = mail_to(AMINA, "Received")
    assert "A moderator will review it." in text
    assert not mail_to("bilal@portal.example", "Back for review")


def test_an_appeal_has_a_receipt(client, people):
    record = make_innovation(people.amina, "declined", reviewer=people.bilal)
    sent_mail()
    actions.appeal(current(record), db.session.get(User, people.amina.id), words="Again")
    db.session.commit()
    assert any("We have received your appeal" in text for text in mail_to(AMINA, "Received"))


def test_nobody_is_told_who_lost_the_account_or_the_ownership_meanwhile(client, people):
    owners = [
        {"user_id": person.id, "name": person.name, "role": "owner"}
        for person in (people.amina, people.dev, people.carys)
    ]
    record = make_innovation(people.amina, "in_review", reviewer=people.bilal, people=owners)
    sent_mail()
    client.as_user(people.bilal).post(f"{record.path}/review", data=declining(record))
    accounts.disable(db.session.get(User, people.dev.id))
    now = current(record)
    actions.save(now, now_user(people.erin), fields={"people": owners[:1]}, version=now.version)
    db.session.commit()
    assert len(mail_to(AMINA, "Declined")) == 1
    assert not mail_to("dev@portal.example", "Declined")
    assert not mail_to("carys@portal.example", "Declined")


def now_user(person: User) -> User:
    """The person as the database now has them."""
    return db.session.get_one(User, person.id)


def test_a_record_taken_back_before_the_receipt_is_sent_has_none(client, people):
    record = make_innovation(people.amina, "submitted")
    actions.withdraw(record, people.amina)
    db.session.commit()
    assert not mail_to(AMINA, "Received")


def test_each_decision_and_person_has_its_own_message_id(client, people):
    for _ in range(2):
        decide(client, people, declining)
        sent_mail()
    ids = [mail["Message-ID"] for mail in sent_mail()]
    assert len(ids) == len(set(ids)) == 2
