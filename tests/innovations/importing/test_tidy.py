"""Markdown of site generators becomes plain Markdown with the same words."""

import time

import pytest

from portal import markdown
from portal.innovations.importing.mapping.tidy import tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <!-- more --> b", "a  b"),
        ("one<br>two", "one  \ntwo"),
        ("| a | b<br>c |", "| a | b c |"),
        (
            "[here](../other.md) and [there](https://a.example/x)",
            "here and [there](https://a.example/x)",
        ),
        ("[spaced]( https://a.example/x )", "[spaced](https://a.example/x)"),
        ("[empty](PUT LINK HERE)", "empty"),
        ("[anchor](#part)", "anchor"),
        ("![a *nice* picture](../a.png)", "*Picture not available: a nice picture*"),
        ("![](../a.png)", "*Picture not available*"),
        ("![here](https://a.example/a.png)", "![here](https://a.example/a.png)"),
        ("[![words](a.png)](page.md)", "*Picture not available: words*"),
        ("[![x](a.png)](https://a.example)", "[*Picture not available: x*](https://a.example)"),
        ('<a href="https://a.example" target="_blank">x</a>', "[x](https://a.example)"),
        ('<img src="https://a.example/a.png" alt="A [b]">', "![A (b)](https://a.example/a.png)"),
        (
            "[Docs](https://a.example){ .md-button .md-button--primary }",
            "[Docs](https://a.example)",
        ),
        ('[Docs](https://a.example){target="_blank"}', "[Docs](https://a.example)"),
        (":material-check: done", "done"),
        ("at 10:30 and :not-an-icon:", "at 10:30 and :not-an-icon:"),
        ("## **Bold heading**", "## Bold heading"),
        ("so [^1]\n\n[^1]: Because.", "so  (note 1)\n\nNote 1: Because."),
        (
            '!!! warning "Take care"\n\n    Hot.\n    Very.\n\nNext',
            "> **Take care**\n>\n>\n> Hot.\n> Very.\n\nNext",
        ),
        ('??? "More"\n    Text', "> **More**\n>\n> Text"),
        ("!!! note\n    Text", "> **Note**\n>\n> Text"),
        ('x^2 {n} and {"lr": 1}', 'x^2 {n} and {"lr": 1}'),
        ("[comment]: <> (nobody reads this)\ntext", "text"),
    ],
)
def test_what_stands_for_words_becomes_words(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_figures_keep_their_caption() -> None:
    text = (
        '<figure markdown="span">\n  ![Alt](../a.png)\n'
        "  <figcaption>The <b>caption</b></figcaption>\n</figure>"
    )
    plain = markdown.plain(markdown.render(tidy(text)))
    assert plain == "Picture not available: Alt The caption"


@pytest.mark.parametrize(
    "code",
    [
        "```html\n<div class='x'>[a](b.md) {.c}</div>\n```",
        "~~~\n!!! note\n<br>\n~~~",
        "`<br>` and `[a](b.md)`",
    ],
)
def test_code_stays_as_it_is(code: str) -> None:
    assert tidy(code) == code


def test_preformatted_html_becomes_code() -> None:
    assert "```\na  b\n  c\n```" in tidy("<pre>\na  b\n  c\n</pre>")


def test_tables_stay_tables() -> None:
    table = "| a | b |\n|---|---|\n| [x](y.md) | 2 |"
    assert "<table>" in markdown.render(tidy(table))


def test_unknown_tags_are_shown_and_never_run() -> None:
    html = markdown.render(tidy("<script>alert(1)</script> <placeholder>"))
    assert "<script" not in html
    assert "&lt;placeholder&gt;" in html


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "<a ",
        "<a>",
        "<!--",
        "<b>",
        "<pre>",
        "![",
        "[x](",
        "!!! x\n",
        "(",
        "```\n",
        "`",
        "|<br>",
    ],
)
def test_spiteful_text_takes_little_time(piece: str) -> None:
    start = time.process_time()
    tidy(piece * (50_000 // len(piece)))
    assert time.process_time() - start < 5
