"""Records that say much the same as a text, whoever asks and however the index stands."""

import pytest

from portal.extensions import db
from portal.outbox import commit, put
from portal.search.backend import Likeness
from portal.search.indexing import SYNC, backend
from portal.search.similar import similar
from portal.search.sources import Card
from portal.search.whoosh_backend import WhooshBackend
from tests.factories import make_innovation
from tests.people import People
from tests.search.builders import PUBLIC, Note, Notes, document
from tests.search.conftest import work

pytestmark = pytest.mark.any_database

SHELVES = "Robots fetch books from the basement shelves while readers wait at the desk"
TEA = "Tea with patients and their families every Thursday afternoon on the ward"
MINUTES = "Minutes of meetings are written by hand, typed once and filed for the board"


def titles(cards: list[Card]) -> list[str]:
    return [str(card.title) for card in cards]


@pytest.fixture
def shelf(notes: Notes) -> Notes:
    notes.add(
        Note("Book robots", SHELVES),
        Note("Machines that fetch books", SHELVES.replace("Robots", "Machines")),
        Note("Tea on the ward", TEA),
        Note("Minutes", MINUTES),
        Note("A secret robot", SHELVES, labels=frozenset({"moderators"})),
    )
    for number in range(8):
        notes.add(Note(f"Something else {number}", f"Item {number} about parking and canteens"))
    work()
    return notes


def test_what_shares_the_telling_words_is_similar(shelf: Notes, people: People) -> None:
    (like,) = shelf.documents([1])
    assert titles(similar(like, people.amina)) == ["Machines that fetch books"]


def test_texts_will_do_as_well_as_a_record(shelf: Notes, people: People) -> None:
    cards = similar({"title": "Robots for books", "body": SHELVES}, people.amina)
    assert titles(cards) == ["Book robots", "Machines that fetch books"]


def test_what_shares_little_is_not_similar(shelf: Notes, people: People) -> None:
    texts = {"title": "Minutes by boat", "body": "Sailing past harbours, sea birds and islands"}
    assert similar(texts, people.amina) == []


def test_a_text_of_nothing_is_like_nothing(shelf: Notes, people: People) -> None:
    assert similar({"title": "", "body": "the and of"}, people.amina) == []
    assert similar({}, people.amina) == []


def test_only_what_the_reader_may_see_is_similar(shelf: Notes, people: People) -> None:
    like = {"title": "A secret robot", "body": SHELVES}
    assert "A secret robot" not in titles(similar(like, people.amina))
    assert "A secret robot" in titles(similar(like, people.bilal))


def test_the_database_has_the_last_word(shelf: Notes, people: People) -> None:
    shelf.rows[2].labels = frozenset({"moderators"})
    assert titles(similar({"title": "Robots", "body": SHELVES}, people.amina)) == ["Book robots"]


def test_what_has_just_changed_is_left_out_until_it_is_indexed(
    shelf: Notes, people: People
) -> None:
    put(SYNC, "note:1")
    commit()
    found = titles(similar({"title": "Robots", "body": SHELVES}, people.amina))
    assert found == ["Machines that fetch books"]


def test_refs_are_excluded_and_kinds_chosen(shelf: Notes, people: People) -> None:
    make_innovation(people.amina, title="Robots fetch books", what_we_did=SHELVES)
    work()
    amina = db.session.merge(people.amina)
    like = {"title": "Robots for books", "body": SHELVES}
    assert titles(similar(like, amina, kinds=["innovation"])) == ["Robots fetch books"]
    found = titles(similar(like, amina, kinds=["note"], excluded=["note:1"]))
    assert found == ["Machines that fetch books"]
    assert len(similar(like, amina, limit=1)) == 1


def test_without_an_index_nothing_is_similar(app: object, people: People) -> None:
    assert similar({"title": "Robots", "body": SHELVES}, people.amina) == []


def test_words_that_nobody_has_do_not_matter(backend: WhooshBackend) -> None:
    backend.update([document(1, "Book robots"), document(2), document(3)], [])
    asked = Likeness({"book": 2, "robot": 2, "zebra": 1}, PUBLIC)
    assert backend.alike(asked) == ("innovation:1",)


def test_deleted_documents_are_not_found(backend: WhooshBackend) -> None:
    backend.update(
        [document(1, "Book robots"), document(2, "Robots for books"), document(3), document(4)], []
    )
    asked = Likeness({"book": 1, "robot": 1}, PUBLIC)
    assert set(backend.alike(asked)) == {"innovation:1", "innovation:2"}
    backend.update([], ["innovation:2"])
    assert backend.alike(asked) == ("innovation:1",)


def test_a_damaged_index_finds_nothing(shelf: Notes, people: People) -> None:
    engine = backend()
    assert isinstance(engine, WhooshBackend)
    (engine._generations.root / "current").unlink()
    engine._newest.forget()
    assert similar({"title": "Robots", "body": SHELVES}, people.amina) == []
