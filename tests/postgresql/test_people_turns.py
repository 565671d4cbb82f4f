"""What two write about a leaver at the same moment: nothing of it is lost."""

import threading
from datetime import date

import pytest
from flask import Flask

from portal import outbox
from portal.accounts.models import User
from portal.extensions import db
from portal.people.actions import leaving as actions
from portal.people.models import HandoverItem, Leaving
from tests.people import make_people

pytestmark = pytest.mark.postgresql

PROMPT = "prompt:decisions"


def test_two_who_write_beside_one_line_see_what_the_other_wrote(postgresql: Flask) -> None:
    people = make_people()
    leaver_id, writer_ids = people.amina.id, (people.amina.id, people.bilal.id)
    db.session.add(Leaving(person_id=leaver_id, leaves_on=date(2100, 3, 1)))
    db.session.flush()
    db.session.add(HandoverItem(person_id=leaver_id, key=PROMPT, note="Begun"))
    db.session.commit()
    together = threading.Barrier(len(writer_ids))
    seen_of_others: list[str] = []

    def write(writer_id: int) -> None:
        with postgresql.app_context():
            leaving = db.session.get_one(Leaving, leaver_id)
            line = db.session.get_one(HandoverItem, (leaver_id, PROMPT))
            seen, note = actions.seen_of(line), f"Of {writer_id}"
            writer = db.session.get_one(User, writer_id)
            together.wait()
            other = actions.mark(leaving, writer, PROMPT, note=note, is_done=False, seen=seen)
            if other is not None:
                seen_of_others.append(other.note)
            outbox.commit()
            db.session.remove()

    threads = [threading.Thread(target=write, args=(key,)) for key in writer_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    kept = db.session.get_one(HandoverItem, (leaver_id, PROMPT)).note
    assert seen_of_others == [kept]
