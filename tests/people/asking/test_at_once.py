"""What two do with one question at the same moment."""

import threading
import time

from flask import Flask
from sqlalchemy import update

from portal.extensions import db
from portal.people.models import Enquiry
from tests.client import Client
from tests.people import People


def test_an_answer_that_is_just_being_sent_outlives_a_block(
    app: Flask, client: Client, people: People
) -> None:
    made = Enquiry(asker_id=people.amina.id, person_id=people.carys.id, subject="Loans", words="?")
    db.session.add(made)
    db.session.commit()
    made_id, asker_id = made.id, people.amina.id
    client.as_user(people.carys)
    db.session.commit()
    is_written = threading.Event()

    def answer() -> None:
        with app.app_context(), db.engine.begin() as connection:
            sent = update(Enquiry).values(state="answered", answer="The due dates.")
            connection.execute(sent.where(Enquiry.id == made_id))
            is_written.set()
            # Long enough for the other request to come to the question and wait.
            time.sleep(0.3)

    answering = threading.Thread(target=answer)
    answering.start()
    assert is_written.wait(10)
    response = client.post(f"/people/{asker_id}/block")
    answering.join()
    assert response.status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Enquiry, made_id).state == "answered"
