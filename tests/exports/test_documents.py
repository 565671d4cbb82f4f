"""One record in Markdown, and on paper."""

import json
import re

import pytest

from portal.exports.markdown import escaped, from_html
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.markdown import render
from tests.client import Client
from tests.exports.conftest import Publish

pytestmark = pytest.mark.any_database

TEXTS = (
    "a *b* **c** ~~d~~ `x|y` [l](https://e.org/a_(b)?x=1&y=2)\nsecond line",
    "# One\n## Two\n### Three\ntext",
    "- a\n- b\n  - c\n  - d\n\n1. x\n2. y",
    "- a\n\n- b\n\n  para\n\n* other",
    "5. five\n6. six",
    "> q\n> r\n>\n> - s\n\ntext",
    "```\ncode `x`\n  y ```\n```",
    "| a | b |\n|---|---|\n| 1 \\| 2 | `q` |",
    "1986\\. a\n\n\\# no\n\n\\- no\n\\+ x\n\\=\n\n\\> no\n\n1986 was (a year)",
    "a  \nb\\\nc",
    "---\n\nx",
    "[js](javascript:alert(1)) <b>html</b> &copy; &amp;copy; ! [x]",
    "a_b_c *x*y 2*3*4 ***both*** `` ` ``",
    "    code block\n    more\n\nend",
    "* * *\n\n- - nested",
    "*a*b_c_ **bold *in* bold**",
)


def levelled(html: str) -> str:
    """The HTML, whatever the levels of its headings."""
    return re.sub(r"h[3-6]>", "h>", html)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_goes_there_and_back(text: str):
    html = render(text)
    assert levelled(render(from_html(html))) == levelled(html)


@pytest.mark.parametrize(
    "text", ["# x", "1. x", "- x", "+ x", "> x", "*x*", "`x`", "a\n\n# b", "<b>", "![x](y)", "==="]
)
def test_plain_text_stays_plain(text: str):
    words = " ".join(text.split())
    html = render(escaped(text))
    assert html.count("<") == 2
    assert (
        html.removeprefix("<p>").removesuffix("</p>\n").replace("&lt;", "<").replace("&gt;", ">")
        == words
    )


def test_a_document_has_the_facts_in_front_and_then_the_sections(client: Client, publish: Publish):
    record_id = publish(title='Say "yes": #1', problem="# Shouting\n\nText with [x](/y).")
    response = client.get(f"/innovations/{record_id}.md")
    assert response.content_type == "text/markdown; charset=utf-8"
    _, front, body = response.text.split("---\n", 2)
    facts = {
        line.partition(": ")[0]: json.loads(line.partition(": ")[2]) for line in front.splitlines()
    }
    assert facts["title"] == 'Say "yes": #1'
    assert facts["people"] == ["Amina Yusuf, owner"]
    assert facts["address"].endswith(f"/innovations/{record_id}")
    headings = re.findall(r"(?m)^#+ .*$", body)
    assert headings[:4] == ['# Say "yes": #1', "## The problem", "### Shouting", "## What we did"]
    assert len([heading for heading in headings if heading.startswith("# ")]) == 1
    assert "| Requests | a month | 40 | 82 |" in body
    assert "£12,500 (measured)" in body
    assert "**Clean the data first**" in body


def test_text_in_a_table_stays_in_its_cell(client: Client, publish: Publish):
    record_id = publish()
    row = {"name": "a | b\n\n# c", "baseline": "1", "after": "2"}
    db.session.get_one(Innovation, record_id).measures = [row]
    db.session.commit()
    body = client.get(f"/innovations/{record_id}.md").text
    assert r"| a \| b # c |" in body


def test_a_record_on_paper_is_whole_and_leads_nowhere_else(client: Client, publish: Publish):
    record_id = publish(title="Laptops", risks="Some *broke*.")
    response = client.get(f"/innovations/{record_id}/print")
    page = response.text
    for words in (
        *("Laptops", "Six library services", "<em>its own</em>", "Requests", "12,500"),
        *("Clean the data first", "Our own counts", "Rated moderate", "Some <em>broke</em>"),
        *("Amina Yusuf, owner", "Printed on", f"/innovations/{record_id}<br>"),
    ):
        assert words in page, words
    assert "<nav" not in page
    assert "<script" not in page
    assert 'content="noindex"' in page


def test_a_retired_record_can_still_be_cited(client: Client, publish: Publish):
    record_id = publish(title="Laptops")
    db.session.get_one(Innovation, record_id).status = "retired"
    db.session.commit()
    for ending in (".ris", ".bib", ".md", "/print"):
        assert "Laptops" in client.get(f"/innovations/{record_id}{ending}").text
