"""The words in the files of a record find it, for those who may see it."""

from sqlalchemy import select

from portal.extensions import db
from portal.innovations.models import InnovationFile
from portal.outbox import drain
from tests.client import Client
from tests.factories import make_innovation
from tests.files import making
from tests.innovations.attaching.records import fresh, with_files
from tests.people import People

SENTENCE = "quokkas borrow atlases on Thursdays"


def drain_all() -> None:
    while drain():
        pass


def states() -> list[str]:
    return list(db.session.scalars(select(InnovationFile.text_state)))


def found(client: Client, q: str, record_id: int) -> bool:
    return f'href="/innovations/{record_id}"' in client.get("/search", query_string={"q": q}).text


def published(client: Client, people: People, *files: tuple[str, bytes]) -> int:
    record = with_files(client, people.amina, *files, status="published", audience="members")
    record_id = record.id
    drain_all()
    return record_id


def test_a_sentence_in_a_pdf_finds_the_record(client: Client, people: People):
    record = published(client, people, ("a.pdf", making.pdf(SENTENCE)))
    assert states() == ["read"]
    client.as_user(people.carys)
    assert found(client, f'"{SENTENCE}"', record)
    client.as_user(None)
    assert not found(client, f'"{SENTENCE}"', record)


def test_words_of_office_files_and_tables_find_it(client: Client, people: People):
    record = published(
        client,
        people,
        ("a.docx", making.docx("wombat")),
        ("b.xlsx", making.xlsx("numbat")),
        ("c.pptx", making.pptx("bandicoot")),
        ("d.csv", b"potoroo,1\n"),
    )
    for word in ("wombat", "numbat", "bandicoot", "potoroo"):
        assert found(client, word, record), word


def test_records_with_files_can_be_asked_for(client: Client, people: People):
    record = published(client, people, ("a.txt", b"words"))
    bare = make_innovation(people.amina, "published", title="Bare").id
    drain_all()
    assert found(client, "has:attachment", record)
    assert not found(client, "has:attachment", bare)
    assert found(client, "-has:attachment bare", bare)


def test_a_file_off_the_record_does_not_find_it(client: Client, people: People):
    record = with_files(client, people.amina, ("a.pdf", making.pdf(SENTENCE)))
    record_id = record.id
    path = f"/innovations/{record_id}/edit/attachments"
    assert client.post(path, data={"version": str(fresh(record).version)}).status_code == 303
    drain_all()
    assert not found(client, "quokkas", record_id)


def test_a_picture_has_no_words(client: Client, people: People):
    published(client, people, ("a.png", making.picture()))
    assert states() == ["none"]


def test_a_long_report_does_not_sink_its_record(client: Client, people: People):
    """Two records say the same of wallabies; one has a long report about other things beside."""
    words = {"results": "Wallabies came to the library."}
    plain = make_innovation(people.amina, "published", title="Plain", **words)
    long = " ".join(f"other{number}" for number in range(5_000)).encode()
    record = with_files(
        client, people.amina, ("report.txt", long + b" wallabies"), status="published", **words
    )
    record.plain_text = plain.plain_text
    db.session.commit()
    ids = [record.id, plain.id]
    drain_all()
    page = client.get("/search?q=wallabies").text
    places = [page.index(f'href="/innovations/{number}"') for number in ids]
    assert places[0] < places[1]
