"""Markdown that is meant to be too much."""

import re

import pytest

from portal.markdown import render


@pytest.mark.parametrize(("columns", "rows"), [(1500, 6900), (60, 9000), (24_000, 1)])
def test_vast_tables_stay_text(columns: int, rows: int) -> None:
    text = "|" + "a|" * columns + "\n|" + "-|" * columns + "\n" + "|\n" * rows
    assert "<table>" not in render(text)


def test_a_long_table_is_a_table() -> None:
    assert render("|a|b|\n|-|-|\n" + "|1|2|\n" * 3000).count("<tr>") == 3001


@pytest.mark.parametrize(
    "text",
    [
        "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "x\n" * 9000,
        "|a\u2028" * 100 + "|\n" + "|-" * 100 + "|\n" + "x\n" * 9000,
    ],
    ids=["rows without a mark", "a heading with other line ends"],
)
def test_short_rows_that_are_filled_up_count_too(text: str) -> None:
    assert render(text).count("<td>") == 0


def test_tables_are_counted_one_by_one() -> None:
    wide = "|a" * 60 + "|\n" + "|-" * 60 + "|\n" + ("|1" * 60 + "|\n") * 3
    assert render(wide + "\n" + "A line.\n" * 900).count("<td>") == 180


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# One\n## Two\n# Three", ["h3", "h4", "h3"]),
        ("### One\n\n### Two", ["h3", "h3"]),
        ("## One\n##### Two", ["h3", "h4"]),
        ("\n".join("#" * n + " x" for n in range(1, 7)), ["h3", "h4", "h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_go_on_from_those_of_the_page(text: str, levels: list[str]) -> None:
    assert re.findall("<(h[1-6])>", render(text)) == levels
