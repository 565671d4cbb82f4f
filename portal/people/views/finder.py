"""The finder: who knows about some words, a topic or a system; as a page and as a small block."""

from functools import cached_property
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.people import vocabulary
from portal.people.actions import needs
from portal.people.finding import Asked
from portal.people.found import FACETS, Search
from portal.people.views.faceting import facets
from portal.people.views.looking import LONGEST, LookedFor, count, seconds_to_wait
from portal.permissions import Action
from portal.search import limits
from portal.searches.counting import worth_keeping
from portal.web.access import requires
from portal.web.afterwards import afterwards
from portal.web.pagination import Page, paginate_rows
from portal.web.render import render

bp = Blueprint("finder", __name__)

IN_BLOCK = 3


class Address(LookedFor):
    """What the address asks for, and by what it is narrowed."""

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Keys by name of the facet."""
        given = {name: request.args.get(name, "")[:LONGEST] for name in FACETS}
        return {name: key for name, key in given.items() if key}

    @property
    def exactly(self) -> dict[str, str]:
        """The parameters beside the words."""
        return {name: value for name, value in self.about.items() if name != "q"}

    @property
    def words(self) -> str:
        """What is looked for, as the page says it."""
        topic, system = self.topic, self.system
        parts = (self.q, topic.label if topic else "", system.name if system else "")
        return ", ".join(part for part in parts if part)

    @property
    def unfiltered(self) -> str:
        """The address of the same list without filters."""
        return self.url(**dict.fromkeys(FACETS, ""))

    def url(self, **changes: str) -> str:
        """The address of the same list, with changes; empty takes a part away."""
        pairs = {**self.about, **self.chosen, **changes}
        kept = {name: value for name, value in pairs.items() if value}
        return "/people/find" + (f"?{urlencode(kept)}" if kept else "")


@bp.get("/people/find")
@requires(Action.PERSON_VIEW)
def find() -> Response:
    address = Address.in_address()
    wait = seconds_to_wait() if address.about else 0
    search = Search(
        Asked() if wait else address.asked,
        current_user,
        about=address.about,
        chosen=address.chosen,
    )
    found = paginate_rows(search.people)
    page = Page(search.shown(found.items), number=found.number, total=found.total)
    response = render(
        "people/finder/index.html",
        block="results",
        status=429 if wait else page.status,
        page=page,
        address=address,
        facets=facets(search, FACETS, address.url),
        chips=_chips(search, address),
        nobody=not search.everyone,
        is_incomplete=search.is_incomplete,
        wait=wait,
        v=vocabulary,
    )
    if address.about:
        count(response, wait)
        if not (wait or search.everyone or search.is_incomplete or page.is_beyond):
            _note_later(address.words, response)
    return response


@bp.get("/people/knowing")
@requires(Action.PERSON_VIEW)
def knowing() -> Response:
    """The first few, for a place beside a search or on the page of a topic."""
    address = Address.in_address()
    # A block comes with a search, so it is counted apart.
    wait = seconds_to_wait("-block") if address.about else 0
    search = Search(Asked() if wait else address.asked, current_user, about=address.about)
    response = render(
        "people/finder/knowing.html",
        block="block",
        status=429 if wait else 200,
        people=search.shown(search.people[:IN_BLOCK]),
        is_incomplete=bool(wait) or search.is_incomplete,
        address=address,
    )
    if address.about:
        count(response, wait, "-block")
    return response


def _chips(search: Search, address: Address) -> list[tuple[str, str]]:
    """The filters in use, in words; one that nobody has is said as it is."""
    found = []
    for name, key in address.chosen.items():
        words = {line[0]: line[1] for line in search.facet(name)}
        found.append((f"{FACETS[name]}: {words.get(key, key)}", address.url(**{name: ""})))
    return found


def _note_later(text: str, response: Response) -> None:
    """Write the need down once the reader has the answer; never who looked for it.

    Once an hour for the same person and words: nobody makes a need look greater by asking again.
    """
    words = worth_keeping(text)
    if not words or request.method != "GET":
        return

    reader_id, secret = current_user.id, current_app.config["SECRET_KEY"]

    def note(session: Session) -> None:
        if limits.is_first(session, reader_id, words, secret):
            needs.note(session, words)

    afterwards(response, note, "an unmet need was not written down")
