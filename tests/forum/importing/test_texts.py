"""From the HTML of a post to Markdown: what is shown in the end reads as it did."""

import pytest

from portal.forum.importing.texts import from_comment, from_html
from portal.markdown import plain, render

SITE = "https://ai.stackexchange.com"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>2 * 3 * 4 and a_b_c</p>", "2 * 3 * 4 and a_b_c"),
        ("<p>_not_ [a link](x) `nor code`</p>", "_not_ [a link](x) `nor code`"),
        (r"<p>$\{x\} \\ y_1*z_2*w$</p>", r"$\{x\} \\ y_1*z_2*w$"),
        (
            "<p>1. no list</p><p># no heading</p><p>- no list</p>",
            "1. no list # no heading - no list",
        ),
        ("<p>a &lt;b&gt; &amp;amp; c &gt; d</p>", "a <b> &amp; c > d"),
        ("<p>10<sup>th</sup>, x<sup>n+1</sup>, H<sub>2</sub>O</p>", "10^th, x^(n+1), H_2O"),
        ("<p>A <b>word:</b>and <i>(this)</i>that</p>", "A word: and (this) that"),
        ("<p>Wow!<a href='http://a.b/c'>this</a></p>", "Wow! this"),
        ("", "(nothing but empty space)"),
    ],
)
def test_marks_of_markdown_are_shown_as_they_were(html, shown) -> None:
    assert " ".join(plain(render(from_html(html, SITE))).split()) == shown


@pytest.mark.parametrize(
    ("html", "rendered"),
    [
        ("<pre><code>a\n\n  b ``` c\n</code></pre>", "<pre><code>a\n\n  b ``` c\n</code></pre>"),
        ("<ul><li>one<ol><li>two</li></ol></li></ul>", "<ul>\n<li>one\n<ol>\n<li>two</li>"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "<p>one</p>\n<p>two</p>\n</blockquote>"),
        ("<table><tr><th>A</th></tr><tr><td>x|y</td></tr></table>", "<td>x|y</td>"),
        ("<p>a <code>x*y`z</code></p>", "<code>x*y`z</code>"),
        ("<p><strike>gone</strike></p>", "<s>gone</s>"),
        ("<p><a href='/users/1'>who</a></p>", f'href="{SITE}/users/1"'),
        ("<p><a href='http://a.b/(c) d'>x</a></p>", 'href="http://a.b/%28c%29%20d"'),
        ("<p><img src='/i.png' alt='a [b]'></p>", f'<a href="{SITE}/i.png" rel='),
        ("<p>a<br>b</p>", "a<br>\nb"),
    ],
)
def test_the_shape_of_a_text_is_kept(html, rendered) -> None:
    assert rendered in render(from_html(html, SITE))


def test_a_picture_in_a_link_leaves_one_link() -> None:
    html = "<a href='http://a.b/large.png'><img src='http://a.b/small.png' alt='Plan'></a>"

    assert render(from_html(html, SITE)).count("<a ") == 1


def test_nobody_of_the_portal_is_named_by_chance() -> None:
    assert "@[1]" not in from_html("<p>index @[1]</p>", SITE)
    assert "@[1]" not in from_comment("index @[1]", SITE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# no heading", "# no heading"),
        ("1. no list", "1. no list"),
        ("- no list", "- no list"),
        ("> no quotation", "> no quotation"),
        (r"with $a_1 b_1 \{c\}$", r"with $a_1 b_1 \{c\}$"),
        ("see [help](/help)", "see help"),
    ],
)
def test_a_comment_has_only_the_marks_that_comments_have(text, shown) -> None:
    assert plain(render(from_comment(text, SITE))) == shown
