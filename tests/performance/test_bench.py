"""The bench itself runs: an engine that changes its interface must not break it unnoticed."""

import json
import tempfile
from pathlib import Path

import pytest

from tests.bench.search import part, table
from tests.bench.search.asked import Kind

TINY = part.Scope(sizes=(15,), rounds=1, questions=2, typos=4)


def test_the_search_part_measures_every_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    results = part.run(TINY, say=lambda _words: None)
    table.show(results)
    [found] = json.loads(json.dumps(results))["sizes"]
    assert set(found["engines"]) == {"ours", "FTS5", "tantivy", "Whoosh"}
    totals = [engine["totals"] for engine in found["engines"].values()]
    assert totals[0] == totals[1]
    assert {row["question"] for row in found["times"]} == set(Kind)
    assert "did you mean" in capsys.readouterr().out
    assert not list(tmp_path.iterdir()), "the indexes are left on the disk"
