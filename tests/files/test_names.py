"""Names of files are fit to be shown and sent."""

import pytest
from werkzeug.http import parse_options_header

from portal.files import clean_name, disposition, size_in_words, title_of


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("plan.pdf", "plan.pdf"),
        ("C:\\Users\\Amina\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ('a"b<c>.txt', "abc.txt"),
        ("  many   blanks .txt ", "many blanks .txt"),
        ("", "file"),
        ("...", "file"),
        (".txt", "txt"),
        ("e\u0301.txt", "é.txt"),
        ("x" * 300 + ".pdf", "x" * 110 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, cleaned: str):
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("name", ["plan.pdf", "Größe 日本 %41.pdf", "d'accord; a=b.txt"])
def test_a_browser_reads_the_whole_name_in_the_header(name: str):
    kind, options = parse_options_header(disposition(name))
    assert kind == "attachment"
    assert options["filename"] == name
    disposition(name).encode("ascii")


def test_titles_and_sizes_are_in_words():
    assert title_of("Our_plan for 2026.pdf") == "Our plan for 2026"
    assert [size_in_words(n) for n in (640, 12_288, 2_200_000)] == ["640 bytes", "12 KB", "2.1 MB"]
