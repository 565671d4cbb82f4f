"""What the pages of the directory say, for its tests."""

import re
from collections.abc import Sequence
from itertools import count

from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import Organisation
from tests.client import Client

_LETTER = re.compile(r'<a href="(/people[^"]*)"[^>]*>(\w+) <small>(\d+)')
_OPTION = re.compile(r'<a href="([^"]*)"[^>]*>([^<]+)(?:<span[^>]*>[^<]*</span>)? <small>(\d+)<')
_numbers = count()


def listed(client: Client, address: str) -> list[str]:
    """The names on a page of the directory, in its order."""
    page = client.get(address)
    assert page.status_code == 200
    return re.findall(r'<h2[^>]*><a href="/people/\d+">([^<]+)</a>', page.text)


def letters(client: Client, address: str) -> dict[str, int]:
    """The letters that lead somewhere, each with the number that stands beside it."""
    nav = client.get(address).text.split('<ul class="app-letters">')[1].split("</ul>")[0]
    return {letter: int(number) for _, letter, number in _LETTER.findall(nav)}


def counts(client: Client, address: str, heading: str) -> dict[str, int]:
    """The values of a facet, each with the number that stands beside it."""
    parts = client.get(address).text.split(f"<summary>{heading}</summary>")
    if len(parts) == 1:
        return {}
    return {words: int(number) for _, words, number in _OPTION.findall(parts[1].split("</ul>")[0])}


def add_people(names: Sequence[str], organisation: Organisation | None = None) -> list[User]:
    """People with these names, by the order of the names."""
    place = organisation.id if organisation else None
    added = [
        User(name=name, email=f"{next(_numbers)}-of-many@portal.example", organisation_id=place)
        for name in names
    ]
    db.session.add_all(added)
    db.session.commit()
    return added
