"""Texts of others are left as they are, but for what they quote."""

import pytest

from portal.privacy.erasing.passages import ERASED, Passages, lines_of, without_lines

MINE = "We moved the *loans* in one weekend.\n\nAsk the supplier for the export first."
PASSAGES = Passages({45}, [MINE])
GONE = f"> {ERASED}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        # With the link that a quotation has.
        ("> [@[3] wrote](/posts/45):\n>\n> We moved it.\n\nNo.", f"{GONE}\n\nNo."),
        ("> [@[3] wrote](https://p.example/posts/45):\n> x\n\nNo.", f"{GONE}\n\nNo."),
        # Of somebody else.
        ("> [@[4] wrote](/posts/46):\n>\n> Other words.", None),
        ("> [@[4] wrote](/posts/46):\n>\n> Ask the supplier for the export first.",
         f"> [@[4] wrote](/posts/46):\n>\n{GONE}"),
        # Two quotations in one.
        ("> [A wrote](/posts/45):\n> x\n> [B wrote](/posts/46):\n> y",
         f"{GONE}\n> [B wrote](/posts/46):\n> y"),
        # Made by hand, of a part of a line, with other marks.
        ("> moved the loans in one weekend\n\nReally?", f"{GONE}\n\nReally?"),
        (">> We moved the loans in **one weekend**.", GONE),
        # Too short to be anybody's, and no quotation.
        ("> the export", None),
        ("Ask the supplier for the export first.", None),
        ("a > b", None),
        ("", None),
    ],
)  # fmt: skip
def test_only_quotations_go(text: str, left: str | None):
    assert PASSAGES.without(text) == (text if left is None else left)


def test_doing_it_again_changes_nothing():
    once = PASSAGES.without("> [@[3] wrote](/posts/45):\n>\n> We moved it.\n\nNo.")
    assert PASSAGES.without(once) == once


def test_a_line_is_of_who_wrote_it_first():
    versions = [
        (1, ["The trial starts in May.\nIt is free."]),
        (2, ["The trial starts in June.\nIt is free.\nSign up with the library."]),
        (1, ["The trial starts in June.\nSign up with your library."]),
    ]
    assert lines_of(1, versions) == {
        "The trial starts in May.",
        "It is free.",
        "The trial starts in June.",
    }
    assert lines_of(2, versions) == {
        "Sign up with the library.",
        "Sign up with your library.",
    }


def test_lines_go_whatever_their_spaces():
    text = "  It   is free. \nSign up.\n\nIt is free, they say."
    assert without_lines(text, {"It is free."}) == "Sign up.\n\nIt is free, they say."
    assert without_lines(text, {"Nothing"}) == text
