"""What people of the invented community ask each other, and what nobody knows."""

from collections.abc import Mapping
from datetime import timedelta

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.people.actions import asking, needs

_LIMITS = {"most_open": 2, "a_day": 10}


def load_enquiries(people: Mapping[str, User]) -> None:
    """Amina has an answer and waits for another; she is asked something herself."""
    running_from = clock.now()
    clock.start_at(running_from - timedelta(days=9))
    answered = asking.ask(
        people["amina"],
        people["gethin"],
        subject="Item types in a shared catalogue",
        words="Your services agreed on one list of item types. How many did you end with, and who "
        "had the last word?\n\nI ask you because you led that group.",
        **_LIMITS,
    )
    clock.start_at(running_from - timedelta(days=8))
    asking.answer(
        answered,
        people["gethin"],
        "Fourteen, down from ninety. Each service kept the right to object for a month, then the "
        "group decided. Start with the types that no rule depends on.",
    )
    clock.start_at(running_from - timedelta(days=2))
    asking.ask(
        people["amina"],
        people["hazel"],
        subject="A weekend for the move",
        words="We move in March and have one weekend. You had four. Would two have been enough?",
        **_LIMITS,
    )
    asking.ask(
        people["farida"],
        people["amina"],
        subject="Telling readers about a new system",
        words="You wrote to your readers before the change. When did you write first, and did "
        "they notice?",
        **_LIMITS,
    )
    clock.start_at(running_from)
    needs.note(db.session(), "chatbot for a library website")
