"""Owners and the backup owner are reminded 30 and 7 days before a record is due, and on the day."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.keeping.jobs import remind
from portal.innovations.models import Innovation
from portal.outbox import Message
from portal.outbox.daily import Days
from tests.innovations.keeping.times import (
    DUE_ON,
    a_record,
    current,
    days_before_due,
    drain_all,
    go_to,
    mails,
    work_of_the_day,
)

QUESTION = "Is this still true?"
REQUEST = "Please confirm"


def test_a_published_record_is_due_after_a_year(app, people):
    assert current(a_record(people)).review_on == DUE_ON


def test_each_of_the_three_days_brings_one_mail(app, people):
    record_id = a_record(people)
    for days, so_far in ((31, 0), (30, 1), (29, 1), (8, 1), (7, 2), (1, 2), (0, 3), (-1, 3)):
        days_before_due(days)
        work_of_the_day()
        work_of_the_day()
        found = mails(app, people.amina, QUESTION) + mails(app, people.amina, REQUEST)
        assert len(found) == so_far, days
    assert current(record_id).last_reminder == 0


def test_the_mail_says_what_and_when_and_has_one_link_to_the_button(app, people):
    record_id = a_record(people, title="A & B <shelves>")
    days_before_due(30)
    work_of_the_day()
    (mail,) = mails(app, people.amina, QUESTION)
    text = mail.get_content()
    assert "A & B <shelves>" in text
    assert "confirmed by 22 November 2027" in text
    assert text.count(f"/innovations/{record_id}") == 1
    assert "&amp;" not in text


def test_after_days_without_a_worker_only_the_latest_is_sent(app, people):
    a_record(people)
    days_before_due(-5)
    work_of_the_day()
    assert len(mails(app, people.amina, QUESTION)) == 0
    assert len(mails(app, people.amina, REQUEST)) == 1


def test_the_backup_owner_and_every_owner_are_reminded_who_can_sign_in(app, people):
    record_id = a_record(
        people,
        people=[
            {"user_id": people.amina.id, "name": "Amina", "role": "owner", "is_shown": True},
            {"user_id": people.dev.id, "name": "Dev", "role": "owner", "is_shown": True},
            {"user_id": people.erin.id, "name": "Erin", "role": "contributor", "is_shown": True},
        ],
    )
    current(record_id).backup_owner_id = people.carys.id
    db.session.merge(people.dev).disabled_at = datetime.now(UTC)
    db.session.commit()
    days_before_due(7)
    work_of_the_day()
    assert len(mails(app, people.amina, QUESTION)) == 1
    (backup,) = mails(app, people.carys, QUESTION)
    assert "that you stand in for" in backup.get_content()
    assert not mails(app, people.dev, QUESTION)
    assert not mails(app, people.erin, QUESTION)


def test_none_is_sent_of_what_was_confirmed_or_retired_after_it_was_put(app, client, people):
    first, second = a_record(people), a_record(people)
    days_before_due(30)
    remind()
    client.as_user(people.amina).post(f"/innovations/{first}/confirm")
    actions.retire(current(second), db.session.merge(people.amina), reason="wrong", words="No")
    drain_all()
    assert not mails(app, people.amina, QUESTION)
    go_to(DUE_ON)
    work_of_the_day()
    assert not mails(app, people.amina, REQUEST)


def test_a_reminder_makes_no_edit_conflict(app, people):
    record_id = a_record(people)
    version = current(record_id).version
    changed_at = current(record_id).updated_at
    days_before_due(7)
    work_of_the_day()
    assert current(record_id).version == version
    assert current(record_id).updated_at == changed_at


def test_two_workers_at_the_same_time_remind_once(app, people):
    record_id = a_record(people)
    days_before_due(7)
    remind()
    # The other one had read the record before, and comes to write now.
    db.session.execute(update(Innovation).values(last_reminder=7))
    remind()
    drain_all()
    assert len(mails(app, people.amina, QUESTION)) == 1
    assert current(record_id).last_reminder == 7


def test_the_worker_puts_the_job_in_every_day(app, people):
    a_record(people)
    days_before_due(30)
    Days().begin()
    drain_all()
    assert len(mails(app, people.amina, QUESTION)) == 1
    assert db.session.query(Message).count() == 0


def test_a_published_record_without_a_date_gets_one_a_year_after_its_last_change(app, people):
    record_id = a_record(people)
    db.session.execute(update(Innovation).values(review_on=None))
    go_to(DUE_ON - timedelta(days=100))
    work_of_the_day()
    assert current(record_id).review_on == DUE_ON
