"""``flask evaluate search``: figures known by hand, and plain words about bad folders."""

import gzip
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.evaluation.folders import Record
from portal.evaluation.searching import rankings

pytestmark = pytest.mark.any_database

DOCUMENTS = [
    {"id": "a", "title": "Opening at weekends", "text": "A trial of longer hours."},
    {"id": "b", "title": "", "text": "A chatbot that few people used."},
    {"id": "c", "title": "Leaflets", "text": "Read by patients before they were printed."},
    {"id": "d", "title": "Weekends", "text": "Nobody came."},
]
QUERIES = [
    {"id": "1", "text": "chatbot"},
    {"id": "2", "text": "leaflets"},
    {"id": "3", "text": "weekends"},
]
# Query 1 finds all there is. Query 2 finds c, the first of two. Query 3 has no judgements.
JUDGEMENTS = "query-id\tcorpus-id\tscore\n1\tb\t1\n1\ta\t0\n2\tc\t1\n2\td\t1\n"
FIGURES = {"ndcg@10": 0.806574, "map": 0.75, "recall@100": 0.75}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of four documents, three queries and four judgements."""
    folder = tmp_path / "collection"
    folder.mkdir()
    write(folder, "docs.jsonl.gz", lines(DOCUMENTS))
    write(folder, "queries.jsonl", lines(QUERIES))
    write(folder, "qrels.tsv", JUDGEMENTS)
    return folder


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def lines(records: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def write(folder: Path, name: str, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["evaluate", "search", *map(str, words)])


def test_the_figures_are_those_worked_out_by_hand(app: Flask, folder: Path) -> None:
    result = run(app, folder)
    assert result.exit_code == 0
    printed = dict(line.split() for line in result.stdout.splitlines())
    assert printed == {name: f"{figure:.4f}" for name, figure in FIGURES.items()}


def test_json_is_one_object_and_nothing_else(app: Flask, folder: Path) -> None:
    result = run(app, folder, "--json")
    assert json.loads(result.stdout) == pytest.approx(FIGURES, abs=1e-6)
    assert "Indexing" in result.stderr
    assert "Queries" in result.stderr


def test_better_documents_have_to_come_first(app: Flask, folder: Path) -> None:
    write(folder, "qrels.tsv", "query-id\tcorpus-id\tscore\n3\ta\t1\n")
    figures = json.loads(run(app, folder, "--json").stdout)
    # "Weekends" is all of the other title, so that one comes first and this one second.
    assert figures == pytest.approx({"ndcg@10": 0.63093, "map": 0.5, "recall@100": 1}, abs=1e-5)


def test_a_query_that_finds_nothing_counts(app: Flask, folder: Path) -> None:
    write(folder, "queries.jsonl", lines([QUERIES[0], {"id": "2", "text": "nowhere"}]))
    figures = json.loads(run(app, folder, "--json").stdout)
    assert figures == {"ndcg@10": 0.5, "map": 0.5, "recall@100": 0.5}


def test_odd_but_readable_files_are_read(app: Flask, folder: Path) -> None:
    write(folder, "qrels.tsv", "\ufeff" + JUDGEMENTS.replace("\n", "\r\n") + "\r\n")
    write(folder, "docs.jsonl.gz", lines(DOCUMENTS).replace('"title": "", ', ""))
    assert json.loads(run(app, folder, "--json").stdout) == pytest.approx(FIGURES, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("docs.jsonl.gz", '{"id": "1"}\n\n{"id": ', "docs.jsonl.gz, line 3: this is not JSON"),
        ("docs.jsonl.gz", "[" * 100_000, "docs.jsonl.gz, line 1: this is not JSON"),
        ("docs.jsonl.gz", '{"id": "1"}\n{"id": "1"}', "line 2: the id 1 is there twice"),
        ("docs.jsonl.gz", '{"title": "No id"}', "docs.jsonl.gz, line 1: id, title and text"),
        ("docs.jsonl.gz", '{"id": "1", "text": 5}', "docs.jsonl.gz, line 1: id, title and text"),
        ("docs.jsonl.gz", "5", "docs.jsonl.gz, line 1: this is not an object"),
        ("docs.jsonl.gz", b'{"id": "1"}\n\xff', "docs.jsonl.gz, line 2: this is not UTF-8 text"),
        ("queries.jsonl", '{"id": "9"}', "qrels.tsv judges none of queries.jsonl"),
        ("queries.jsonl", "What?", "queries.jsonl, line 1: this is not JSON"),
        ("qrels.tsv", "", "qrels.tsv: the headings"),
        ("qrels.tsv", "1\ta\t1\n", "qrels.tsv, line 1: the headings"),
        ("qrels.tsv", "q\td\ts\n1 a 1\n", "qrels.tsv, line 2: not a query, a document"),
        ("qrels.tsv", "q\td\ts\n1\ta\t1\n1\tb\thigh\n", "qrels.tsv, line 3: not a query"),
    ],
)
def test_a_bad_line_is_named(
    app: Flask, folder: Path, scratch: Path, name: str, text: str | bytes, words: str
) -> None:
    write(folder, name, text)
    result = run(app, folder)
    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stdout == ""
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", ["docs.jsonl.gz", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(app: Flask, folder: Path, name: str) -> None:
    (folder / name).unlink()
    result = run(app, folder)
    assert result.exit_code == 1
    assert f"{name} cannot be read: No such file" in result.stderr


@pytest.mark.parametrize("cut", [5, -5])
def test_a_damaged_file_is_named(app: Flask, folder: Path, cut: int) -> None:
    path = folder / "docs.jsonl.gz"
    path.write_bytes(path.read_bytes()[:cut])
    result = run(app, folder)
    assert result.exit_code == 1
    assert "docs.jsonl.gz is damaged after line" in result.stderr


def test_nothing_is_left_behind_or_changed(app: Flask, folder: Path, scratch: Path) -> None:
    def files() -> set[Path]:
        return set(Path(app.config["DATA_DIR"]).rglob("*"))

    before = files()
    assert run(app, folder).exit_code == 0
    assert list(scratch.iterdir()) == []
    assert files() == before


def test_nothing_is_left_behind_when_it_is_told_to_end(app: Flask, scratch: Path) -> None:
    def records() -> Iterator[Record]:
        assert list(scratch.iterdir())
        os.kill(os.getpid(), signal.SIGTERM)
        yield Record("1", "", "")

    with pytest.raises(SystemExit):
        rankings(app, records(), [])
    assert list(scratch.iterdir()) == []


def test_what_to_install_is_said(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    result = run(app, folder)
    assert result.exit_code == 1
    assert "pip install ir-measures" in result.stderr


def test_help_has_an_example(app: Flask) -> None:
    assert "Example: flask --app wsgi evaluate search" in run(app, "--help").stdout
