"""Markdown that is meant to be too much."""

import pytest

from portal.markdown import render


@pytest.mark.parametrize(("columns", "rows"), [(1500, 6900), (60, 9000), (24_000, 1)])
def test_vast_tables_stay_text(columns: int, rows: int) -> None:
    text = "|" + "a|" * columns + "\n|" + "-|" * columns + "\n" + "|\n" * rows
    assert "<table>" not in render(text)


def test_a_long_table_is_a_table() -> None:
    assert render("|a|b|\n|-|-|\n" + "|1|2|\n" * 3000).count("<tr>") == 3001
