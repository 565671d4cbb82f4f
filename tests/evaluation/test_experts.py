"""``flask evaluate experts``: whom the finder finds: figures known by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.evaluation.test_search import lines, write


def post(key: str, user: str, role: str, thread: str, text: str, **fields: Any) -> dict[str, Any]:
    return {"id": key, "user": user, "role": role, "thread": thread, "text": text, **fields}


# Ann answers most; Ben knows about photographs, though he never says the word.
EVIDENCE = [
    post("1", "zoe", "question", "t1", "How do we scan photographs?", title="Scanning"),
    post("2", "ben", "answer", "t1", "At night.", title="Scanning", accepted=True),
    post("3", "zoe", "question", "t2", "How do we move loans?", title="Moving"),
    *(
        post(str(number), "ann", "answer", "t2", "Freeze them.", created="2026-01-02T03:04:05")
        for number in range(4, 10)
    ),
    post("c", "carl", "answer", "t2", "Sell them."),
    post("10", "eve", "answer", "t3", "Ask.", question_text="Who may sort post?", tags=["mail"]),
]
QUERIES = [
    {"id": "q1", "title": "Photographs", "text": "Photographs\nin a box", "asker": "zoe"},
    {"id": "q2", "text": "loans", "asker": "ann", "created": "2026-05-06T07:08:09Z"},
]
QRELS = "query-id\tuser-id\tscore\nq1\tben\t2\nq2\tcarl\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "experts"
    folder.mkdir()
    write(folder, "evidence.jsonl.gz", lines(EVIDENCE))
    write(folder, "queries.jsonl", lines(QUERIES))
    write(folder, "qrels.tsv", QRELS)
    return folder


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["evaluate", "experts", *map(str, words)])


def figures(app: Flask, folder: Path) -> dict[str, float]:
    result = run(app, folder, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, float] = json.loads(result.stdout)
    return found


def test_people_are_found_by_the_questions_that_they_answered(app: Flask, folder: Path) -> None:
    # Ann, who knows most about loans, asks about them herself: she is not offered.
    # Everybody is among the most active; without them, no query is left.
    assert figures(app, folder) == {"mrr": 1, "p@1": 1, "hit@5": 1, "mrr_tail": 0}


def test_the_tail_leaves_out_the_most_active(app: Flask, folder: Path) -> None:
    busy = [
        post(f"{name}{number}", name, "answer", f"t-{name}", "Yes.", question_text="Photographs?")
        for name in ("b1", "b2", "b3", "b4", "b5")
        for number in range(9)
    ]
    write(folder, "evidence.jsonl.gz", lines(EVIDENCE + busy))
    found = figures(app, folder)
    assert found["mrr"] < 0.7
    assert found["mrr_tail"] == 1


def test_a_query_that_nobody_asked_is_about_a_topic(app: Flask, folder: Path) -> None:
    topic = {"id": "q3", "text": "sorting mail"}
    write(folder, "queries.jsonl", lines([*QUERIES, topic]))
    write(folder, "qrels.tsv", QRELS + "q3\teve\t1\nq3\tben\t1\n")
    found = figures(app, folder)
    # Of two who know, the first place has one, and the other is not found.
    assert found["map"] == 0.5
    assert found["mrr"] == 1


def test_other_roles_are_parts_in_a_record(app: Flask, folder: Path) -> None:
    papers = [
        post("p1", name, "author", "", "Loans and how they move.") for name in ("carl", "kim")
    ]
    write(folder, "evidence.jsonl.gz", lines(papers))
    assert figures(app, folder)["mrr"] == 0.5


def test_the_figures_are_printed_one_a_line(app: Flask, folder: Path) -> None:
    result = run(app, folder)
    printed = dict(line.split() for line in result.stdout.splitlines())
    expected = figures(app, folder)
    assert printed == {name: f"{figure:.4f}" for name, figure in expected.items()}


def test_queries_without_judgements_are_refused(app: Flask, folder: Path) -> None:
    write(folder, "qrels.tsv", "query-id\tuser-id\tscore\nq9\tben\t2\n")
    result = run(app, folder)
    assert result.exit_code == 1
    assert "qrels.tsv judges none of queries.jsonl" in result.output


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"user": ""}, "user is not a text"),
        ({"role": 3}, "role is not a text"),
        ({"title": ["a"]}, "title is not a text"),
        ({"created": "soon"}, "created is not a date"),
        ({"tags": "mail"}, "tags is not a list of texts"),
    ],
)
def test_a_bad_line_is_named(app: Flask, folder: Path, broken: dict[str, Any], words: str) -> None:
    write(folder, "evidence.jsonl.gz", lines([EVIDENCE[0], EVIDENCE[1] | broken]))
    result = run(app, folder)
    assert result.exit_code == 1
    assert f"evidence.jsonl.gz, line 2: {words}" in result.output


def test_a_missing_file_is_named(app: Flask, folder: Path) -> None:
    (folder / "evidence.jsonl.gz").unlink()
    result = run(app, folder)
    assert result.exit_code == 1
    assert "evidence.jsonl.gz cannot be read" in result.output
