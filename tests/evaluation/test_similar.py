"""``flask evaluate similar``: what is offered to someone who asks: figures known by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.evaluation.test_search import lines, write

THREADS: list[dict[str, Any]] = [
    {
        "id": "1",
        "title": "Moving open loans",
        "text": "The old system holds them.",
        "tags": ["lms"],
    },
    {"id": "2", "title": "Staffing at weekends", "text": "A trial of longer hours.", "tags": []},
    {"id": "3", "title": "Loans that are open", "text": "How are they moved?"},
]
FIGURES = {"mrr": 1.0, "hit@5": 1.0, "recall@10": 0.5}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three threads. The third is like the first, which is all of one of its words."""
    folder = tmp_path / "collection"
    folder.mkdir()
    write(folder, "docs.jsonl.gz", lines(THREADS))
    write(folder, "queries.jsonl", lines(THREADS[2:]))
    write(folder, "qrels.tsv", "query-id\tcorpus-id\tscore\n3\t1\t1\n3\t2\t1\n")
    return folder


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["evaluate", "similar", *map(str, words)])


def test_a_question_is_not_offered_to_itself(app: Flask, folder: Path) -> None:
    result = run(app, folder, "--json")
    assert json.loads(result.stdout) == FIGURES


def test_the_figures_are_printed_one_a_line(app: Flask, folder: Path) -> None:
    result = run(app, folder)
    printed = dict(line.split() for line in result.stdout.splitlines())
    assert printed == {name: f"{figure:.4f}" for name, figure in FIGURES.items()}


def test_topics_alone_can_make_two_alike(app: Flask, folder: Path) -> None:
    write(folder, "queries.jsonl", lines([{"id": "9", "title": "Costs", "tags": ["lms"]}]))
    write(folder, "qrels.tsv", "query-id\tcorpus-id\tscore\n9\t1\t1\n")
    assert json.loads(run(app, folder, "--json").stdout) == {"mrr": 1, "hit@5": 1, "recall@10": 1}


@pytest.mark.parametrize("tags", ["lms", [1]])
def test_bad_topics_are_named(app: Flask, folder: Path, tags: object) -> None:
    write(folder, "queries.jsonl", json.dumps({"id": "3", "title": "Loans", "tags": tags}))
    result = run(app, folder)
    assert result.exit_code == 1
    assert "queries.jsonl, line 1: tags is not a list of texts" in result.output
