"""What is done with a hand-over while another takes the leaving back."""

import threading
import time

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.extensions import db
from portal.people.actions.leaving import take_turn
from portal.people.models import Leaving
from tests.client import Client
from tests.people import People


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("leaving", {"leaves_on": "1 March 2100"}, 303),
        ("leaving/withdraw", {}, 303),
        ("handover/pass-on", {}, 404),
        ("handover/items/prompt/decisions", {"note": "We kept the codes.", "seen": ""}, 404),
    ],
)
def test_who_comes_second_finds_it_as_it_is_then(
    app: Flask,
    client: Client,
    people: People,
    leaving: Leaving,
    path: str,
    data: dict[str, str],
    status: int,
) -> None:
    leaver_id = people.amina.id
    client.as_user(people.amina)
    db.session.commit()
    is_gone = threading.Event()

    def take_back() -> None:
        with app.app_context():
            take_turn(leaver_id)
            db.session.execute(delete(Leaving))
            is_gone.set()
            # Long enough for the other request to come to its turn and wait.
            time.sleep(0.3)
            db.session.commit()
            db.session.remove()

    taking_back = threading.Thread(target=take_back)
    taking_back.start()
    assert is_gone.wait(10)
    response = client.post(f"/people/{leaver_id}/{path}", data=data)
    taking_back.join()
    assert response.status_code == status
