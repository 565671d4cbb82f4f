"""Bringing vocabularies in: our own table, and headings on top of it."""

import gzip

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.outbox import Message
from portal.topics import browsing, queries
from portal.topics.models import Topic, TopicSynonym
from tests.topics.conftest import TABLE, headings, term

MESH = headings(
    term("D1", "Information Science", "L01"),
    term("D2", "Libraries", "L01.346", synonyms=["Library", "LMS"]),
    term("D3", "Libraries, Hospital", "L01.346.500", synonyms=["Hospital Libraries"]),
    term("D4", "Ethics", "N05.350", synonyms=["Moral Philosophy"]),
    term("D5", "Bioethics", "N05.350.100"),
    term("D6", "Classification", "L01.900.1", synonyms=["Taxonomy"]),
)


def parent_of(slug: str) -> str | None:
    topic = browsing.with_names(slug)
    assert topic is not None
    return topic.parent and topic.parent.label


def names_of(slug: str) -> list[str]:
    topic = browsing.with_names(slug)
    assert topic is not None
    return [synonym.label for synonym in topic.synonyms]


def test_a_table_becomes_a_tree_with_synonyms(bring):
    result = bring(TABLE)
    assert result.exit_code == 0, result.output
    assert "4 topics added" in result.output
    assert parent_of("koha") == "Library systems"
    assert names_of("systems") == ["library management system", "LMS"]
    assert queries.by_slug("koha").scope_note == "Open source, shared."


def test_importing_again_changes_nothing_and_a_new_label_updates(bring):
    bring(TABLE)
    assert "0 topics added, 0 updated, 4 as before" in bring(TABLE).output
    result = bring(TABLE.replace("Koha,systems", "Koha system,systems"))
    assert "0 topics added, 1 updated, 3 as before" in result.output
    assert queries.by_slug("koha").label == "Koha system"


def test_headings_stand_under_a_root_in_the_order_of_their_tree_numbers(bring):
    result = bring(MESH)
    assert result.exit_code == 0, result.output
    assert parent_of("subject-headings-mesh") is None
    assert parent_of("information-science") == "Subject headings (MeSH)"
    assert parent_of("libraries") == "Information Science"
    assert parent_of("hospital-libraries") == "Libraries"
    assert parent_of("classification") == "Information Science", "L01.900 is not in the file"
    assert "6 as before" in bring(MESH).output


def test_headings_are_named_in_natural_order_and_found_by_the_other(bring):
    bring(MESH)
    assert queries.by_slug("hospital-libraries").label == "Hospital Libraries"
    assert queries.match_names(["libraries, hospital"])


def test_every_name_leads_to_one_topic(bring):
    bring(TABLE)
    result = bring(MESH)
    assert "5 topics added, 0 updated, 0 as before, 1 joined" in result.output
    assert names_of("libraries") == ["Library"], "LMS is the synonym of another topic"
    assert names_of("ethics") == ["doing right", "Moral Philosophy"]
    assert parent_of("ethics") is None, "a topic that is joined keeps its place"
    assert parent_of("bioethics") == "Ethics"
    assert queries.by_slug("classification").label == "Classification (MeSH)"
    assert "2 skipped" in result.output
    assert "5 as before, 1 joined" in bring(MESH).output


def test_a_label_is_no_synonym_of_another_topic(bring):
    bring(TABLE + "open,Open systems,systems,,Koha|KOHA LMS|Open systems\n")
    assert names_of("open") == []


def test_headings_that_are_above_each_other_make_no_circle(bring):
    result = bring(
        headings(
            term("D1", "First", "A1", "B1.5"),
            term("D2", "Second", "B1", "A1.5"),
            term("D3", "Third", broader=["Third", "Second", "Unknown"]),
        )
    )
    assert result.exit_code == 0, result.output
    paths = queries.with_ancestors(db.session.scalars(select(Topic.id)))
    assert all(len(path) == len(set(path)) <= 4 for path in paths.values())
    assert parent_of("third") == "Second"


def test_a_circle_in_a_table_is_opened(bring):
    bring("slug,label,parent\na,A thing,b\nb,B thing,a\n")
    assert sorted([parent_of("a") or "", parent_of("b") or ""]) == ["", "B thing"]


def test_gzipped_headings_of_another_source_have_a_root_of_their_own(bring):
    packed = gzip.compress(headings(term("S1", "Shelving")).encode())
    assert bring(packed, "--source", "Skills", name="skills.jsonl.gz").exit_code == 0
    assert parent_of("shelving") == "Subject headings (Skills)"


def test_a_dry_run_says_the_same_and_changes_nothing(bring):
    result = bring(TABLE, "--dry-run")
    assert "4 topics added" in result.output
    assert "nothing was changed" in result.output
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 0


def test_without_a_file_the_starter_vocabulary_is_loaded(app: Flask):
    result = app.test_cli_runner().invoke(args=["topics", "import"])
    assert result.exit_code == 0, result.output
    assert "0 left out" in result.output
    assert "0 skipped" in result.output
    assert queries.by_slug("library-management-systems").source == "starter"
    unplaced = select(func.count()).where(Topic.parent_id.is_(None))
    assert db.session.scalar(unplaced) < 20
    assert db.session.scalar(select(func.count(TopicSynonym.id))) > 500


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A B,Label,,,", "row 6, slug: 'A B' is not small letters"),
        ("x,,,,", "row 6, label: is empty"),
        (f"x,{'a' * 201},,,", "row 6, label: is too long (201 characters)"),
        ("x,a\0b,,,", "row 6, label: holds a character that is no text"),
        ("koha,Other,,,", "row 6, slug: koha is in row 3 as well"),
        ("x,KOHA,,,", "row 6, label: KOHA is the label of koha as well"),
        ("x,Label", "row 6: has 2 columns instead of 5"),
    ],
)
def test_a_faulty_row_of_a_table_is_named_and_the_others_go_in(bring, row, words):
    result = bring(TABLE + row + "\n")
    assert result.exit_code == 0
    assert words in result.output
    assert "4 topics added" in result.output
    assert "1 left out" in result.output


def test_what_is_wrong_with_a_cell_leaves_the_row_in(bring):
    result = bring(TABLE + f"x,Label,nowhere,,good|{'b' * 201}\n")
    assert "row 6, parent: nowhere is not known" in result.output
    assert "row 6, synonyms:" in result.output
    assert names_of("x") == ["good"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{not json", "row 2: is not JSON"),
        ("[" * 100_000, "row 2: is not JSON"),
        ("3", "row 2, heading: is missing"),
        ('{"ui": "D2"}', "row 2, heading: is missing"),
        ('{"heading": "B", "synonyms": "x"}', "row 2, synonyms: is not a list of texts"),
        ('{"heading": "B", "trees": [1]}', "row 2, trees: is not a list of texts"),
        ('{"heading": "B", "scope": {"a": 1}}', "row 2, scope: is not text"),
        ('{"ui": "D1", "heading": "B"}', "row 2, ui: D1 is in row 1 as well"),
    ],
)
def test_a_faulty_heading_is_named_and_the_others_go_in(bring, line, words):
    result = bring(headings(term("D1", "First")) + line + "\n")
    assert result.exit_code == 0, result.output
    assert words in result.output
    assert "1 topics added" in result.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("[1, 2]", "JSON lines"),
        ("name,colour\na,b\n", "row 1 must name the columns"),
        (b"\x1f\x8b\x08broken", "gzipped and damaged"),
        (gzip.compress(b"\0" * 3_000_000, mtime=0), "is not text"),
    ],
)
def test_a_file_that_cannot_be_used_is_met_with_clear_words(bring, content, words):
    result = bring(content)
    assert result.exit_code == 1
    assert words in result.output


def test_many_headings_take_as_few_statements_as_few(bring, count_statements):
    def take(source: str, number: int) -> int:
        terms = [term(f"{source}{n}", f"{source} {n}", f"A{n}") for n in range(number)]
        with count_statements() as statements:
            assert bring(headings(*terms), "--source", source).exit_code == 0
        return len(statements)

    assert take("Few", 5) == take("Many", 50)


def test_a_topic_that_changed_has_the_records_indexed_afresh(bring):
    bring(TABLE)
    asked = select(Message.id).where(Message.topic == "search.rebuild")
    assert db.session.scalars(asked).all() == []
    bring(TABLE.replace("Library systems", "Systems of libraries"))
    assert len(db.session.scalars(asked).all()) == 1
