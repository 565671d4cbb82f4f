"""Dumps that are not as they should be."""

import gzip
import json

import pytest

from portal.forum.importing.reading import open_dump
from portal.forum.importing.surveying import survey
from portal.intake import UnreadableFileError
from tests.forum.importing.dumps import bring, write_lines, write_xml

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><posts><row Id="&b;"/></posts>'


def test_both_forms_say_the_same(tmp_path) -> None:
    lines, xml = tmp_path / "lines", tmp_path / "xml"
    lines.mkdir()
    xml.mkdir()
    one = open_dump(write_lines(lines), "https://library.stackexchange.com")
    other = open_dump(write_xml(xml), "library.stackexchange.com")

    assert one.site == other.site
    assert list(one.people()) == list(other.people())
    assert list(one.posts()) == list(other.posts())
    assert list(one.in_time_order()) == list(other.in_time_order())
    assert survey(one).counts == survey(other).counts


def test_tags_of_newer_dumps_are_read(tmp_path) -> None:
    folder = write_xml(tmp_path)
    posts = folder / "Posts.xml"
    old = '"&lt;library-management-system&gt;&lt;odd-tag&gt;"'
    assert old in posts.read_text()
    posts.write_text(posts.read_text().replace(old, '"|library-management-system|odd-tag|"'))

    first = next(iter(open_dump(folder).posts()))

    assert first.tags == ("library-management-system", "odd-tag")


@pytest.mark.parametrize("text", ["<posts><row Id='1'", BOMB, "", "no XML at all"])
def test_broken_or_dangerous_xml_is_refused_in_words(app, people, tmp_path, text) -> None:
    (write_xml(tmp_path) / "Posts.xml").write_text(text)

    result = bring(app, tmp_path)

    assert result.exit_code == 1
    assert "Posts.xml cannot be read after row 0" in result.output


def test_a_folder_without_posts_is_refused(tmp_path) -> None:
    with pytest.raises(UnreadableFileError, match=r"neither Posts\.xml nor posts\.jsonl\.gz"):
        open_dump(tmp_path)


def test_rows_that_make_no_sense_are_left_out_and_named(app, people, tmp_path) -> None:
    folder = write_lines(tmp_path)
    posts = folder / "posts.jsonl.gz"
    good = gzip.decompress(posts.read_bytes())
    rows = [b"not json\n", b"[1]\n", b'{"id": 8, "type": "question"}\n', b'{"id": 9}\n']
    posts.write_bytes(gzip.compress(b"".join(rows) + good))

    result = bring(app, folder)

    assert result.exit_code == 0, result.output
    assert "4 threads" in result.output
    assert "row 1, posts: not an object of JSON; left out" in result.stderr
    assert (
        "row 3, posts: title is missing; left out" in result.stderr or "left out" in result.stderr
    )
    assert "row 4, posts: type is missing; left out" in result.stderr


def test_a_line_with_a_stray_backslash_is_read(tmp_path) -> None:
    folder = write_lines(tmp_path)
    line = json.dumps({"id": 8, "display_name": "Eve", "created": "2016-01-01T00:00:00", "x": "@"})
    (folder / "users.jsonl.gz").write_bytes(gzip.compress(line.replace("@", "\\address").encode()))

    assert [person.name for person in open_dump(folder).people()] == ["Eve"]


def test_text_that_no_database_stores_is_left_out(app, people, tmp_path) -> None:
    folder = write_lines(tmp_path)
    posts = folder / "posts.jsonl.gz"
    text = gzip.decompress(posts.read_bytes()).decode().replace("Old.", "Old\\u0000 \\ud83d.")
    posts.write_bytes(gzip.compress(text.replace("An older", "An\\u0000 \\ud83d older").encode()))

    assert bring(app, folder).exit_code == 0
