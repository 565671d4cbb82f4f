"""What the people of the invented community keep looking for, and what nobody has found yet."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.search.addresses import Asked
from portal.search.fields import Sort
from portal.searches import actions
from portal.searches.models import EmptySearch

SAVED: Final = {
    "amina": (
        ("Coffee trials elsewhere", Asked("coffee", {}, Sort.NEWEST)),
        (
            "Projects about shared systems",
            Asked("koha", {"kind": frozenset({"project"})}, Sort.NEWEST),
        ),
    ),
    "carys": (
        ("What did not work", Asked("", {"outcome": frozenset({"did_not_work"})}, Sort.NEWEST)),
    ),
}
# Words, how often, and how many days ago first and last.
EMPTY: Final = (
    ("bibliotherapy", 9, 120, 2),
    ("makerspace", 5, 61, 12),
    ("dementia", 4, 30, 1),
    ("zotero OR endnote", 2, 44, 40),
    ("braille", 1, 8, 8),
)


def load_searches(people: Mapping[str, User]) -> None:
    """Save searches as the people would, and count what was not found."""
    for key, searches in SAVED.items():
        for name, asked in searches:
            actions.save(people[key], asked, name=name)
    for text, times, first, last in EMPTY:
        db.session.add(
            EmptySearch(
                text=text,
                times=times,
                first_on=today() - timedelta(days=first),
                last_on=today() - timedelta(days=last),
            )
        )
