"""All that somebody wrote is in their archive; what others wrote is there only if it was to them.

The world is that of erasing: what goes with everything that somebody wrote can be taken away.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import SignInSession, User
from portal.extensions import Base, db
from portal.searches.models import SavedSearch
from tests.client import Client
from tests.people import People
from tests.privacy.erasing.words import OTHERS, WORD
from tests.privacy.erasing.world import World, everywhere, work
from tests.privacy.exporting.archives import Archive, archive_of

pytestmark = pytest.mark.any_database

MADE_OF_OTHERS = {
    # HTML and words for search, made of what is told as it was typed.
    "community.welcome_html",
    "innovation.html",
    "innovation.plain_text",
    "innovation_file.text",
    "post.html",
    "profile.about_html",
    "thread_summary.html",
    # The name of a search in small letters, to find the same again.
    "saved_search.name_key",
}


@pytest.fixture
def world(app: Flask, people: People) -> World:
    made = World(people)
    work()
    return made


def texts_in(value: Any) -> Iterator[str]:
    """All texts in a value of JSON."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (str(key), *texts_in(item))
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str):
        yield value


def kept(word: str) -> dict[str, set[str]]:
    """The texts with a word in the database, by the table and column in which they stand."""
    found = {}
    for place in everywhere(word):
        table, column = place.split(".")
        values = db.session.scalars(select(Base.metadata.tables[table].c[column]))
        texts = {text for value in values for text in texts_in(value)}
        found[place] = {text for text in texts if word in text.lower()}
    return found


def with_word(archive: Archive, word: str) -> set[str]:
    return {text for text in texts_in(archive.data) if word in text.lower()}


def test_every_word_that_a_person_wrote_is_in_their_archive(
    client: Client, people: People, world: World
):
    archive = archive_of(client, people.amina)
    told = with_word(archive, WORD)
    missing = {
        place: left
        for place, texts in kept(WORD).items()
        # Where a text of hers stands in one of somebody else, it is the text of that one.
        if (left := {text for text in texts if OTHERS not in text} - told)
    }
    assert set(missing) <= MADE_OF_OTHERS, missing
    assert len(told) > 60
    files = [content.decode() for content in archive.files.values()]
    assert len(files) == 5
    assert all(WORD in content for content in files)


def test_what_others_wrote_is_there_only_if_it_was_to_them_or_with_them(
    client: Client, people: People, world: World
):
    archive = archive_of(client, people.amina)
    assert {text for text in with_word(archive, OTHERS) if "works" not in text} == {
        # Asked of her, answered to her, said for her.
        *(f"An {OTHERS}?", f"Have you an {OTHERS}?", f"No, an {OTHERS}."),
        *(f"Another {OTHERS}?", f"And an {OTHERS}?", f"Better than an {OTHERS}"),
        # Saved by her, together with the words of others.
        f"The {OTHERS} starts in May.\nThe {WORD} follows later on.",
    }
    # In the two records that she wrote with Carys.
    places = {key for key, rows in archive.data.items() if f"{OTHERS} works" in json.dumps(rows)}
    assert places == {"innovations", "innovation_versions"}


def test_others_have_of_her_words_only_what_was_to_them(
    client: Client, people: People, world: World
):
    archive = archive_of(client, people.dev)
    by_hand = f"> It took a {WORD} week.\n\nAnd the {OTHERS} took two."
    told = with_word(archive, WORD)
    assert by_hand in told
    assert {text for text in told if OTHERS not in text} == {
        # Why he was not let in, and what was noted for his knowledge and his hand-over.
        *(f"No {WORD}", f"Ask about the {WORD}", f"See the {WORD}"),
        # A decision that he was told of.
        f"No place for a {WORD}",
    }
    assert archive.files == {}


def test_no_key_and_no_password_is_in_it(client: Client, people: People, world: World):
    text = archive_of(client, people.amina).text
    amina = db.session.get_one(User, people.amina.id)
    keys = db.session.scalars(select(SignInSession.key_hash)).all()
    digests = db.session.scalars(select(SavedSearch.digest)).all()
    assert keys
    assert digests
    for secret in (amina.password_hash, *keys, *digests, "b" * 64, "her-tab", "argon2"):
        assert secret is not None
        assert secret not in text
