"""The directory of people: by letter, by name and by what they show."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.organisations import queries as organisations
from portal.people.alphabet import LETTERS, OTHER
from portal.people.directory import FACETS, FILTERS, VOCABULARIES, Directory
from portal.people.queries import directory as queries
from portal.people.views.faceting import Option, facets
from portal.permissions import Action
from portal.web.access import requires
from portal.web.forms import clean
from portal.web.pagination import paginate_rows
from portal.web.render import render

bp = Blueprint("directory", __name__)

PER_PAGE = 40
_LONGEST = 120


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a letter or a word of a closed list that is none is left out."""

    words: str
    letter: str
    chosen: Mapping[str, str]

    @classmethod
    def read(cls) -> "Asked":
        letter = request.args.get("letter", "").strip()[:10]
        return cls(
            clean(request.args.get("q", ""))[:100],
            next((one for one in (*LETTERS, OTHER) if one.lower() == letter.lower()), ""),
            {
                name: key
                for name in FILTERS
                if (key := clean(request.args.get(name, ""))[:_LONGEST])
                and key in VOCABULARIES.get(name, {key})
            },
        )

    @property
    def beside_words(self) -> dict[str, str]:
        """The parameters that a search for a name keeps."""
        return {**({"letter": self.letter} if self.letter else {}), **self.chosen}

    def url(self, **changes: str) -> str:
        """The address of the list with changes; empty takes a part away."""
        pairs = {"q": self.words, "letter": self.letter, **self.chosen, **changes}
        kept = {name: value for name, value in pairs.items() if value}
        return "/people" + (f"?{urlencode(kept)}" if kept else "")


@bp.get("/people")
@requires(Action.PERSON_VIEW)
def index() -> Response:
    asked = Asked.read()
    directory = Directory(current_user, asked.words, asked.letter, asked.chosen)
    page = paginate_rows(directory.people, per_page=PER_PAGE)
    rows = queries.rows(page.items)
    return render(
        "people/directory/index.html",
        block="results",
        status=page.status,
        page=page,
        people=[rows[person] for person in page.items if person in rows],
        asked=asked,
        letters=[
            Option(letter, asked.url(letter=letter), letter == asked.letter, count)
            for letter, count in directory.letters
        ],
        facets=facets(directory, FACETS, asked.url),
        chips=_chips(directory, asked),
    )


def _chips(directory: Directory, asked: Asked) -> list[tuple[str, str]]:
    """What is in use, in words, each with the address without it."""
    found = [
        (f"{FILTERS[name]}: {directory.words_of(name, key) or _called(name, key)}", url)
        for name, key in asked.chosen.items()
        if (url := asked.url(**{name: ""}))
    ]
    if asked.letter:
        words = "Other first letters" if asked.letter == OTHER else f"First letter: {asked.letter}"
        found.insert(0, (words, asked.url(letter="")))
    if asked.words:
        found.insert(0, (f"“{asked.words}”", asked.url(q="")))
    return found


def _called(name: str, key: str) -> str:
    """The name of a place under which nobody stands; nobody may know of a system that some hide."""
    if name == "system":
        return key
    found = organisations.service(key) if name == "service" else organisations.by_code(key)
    return found.name if found else "Unknown"
