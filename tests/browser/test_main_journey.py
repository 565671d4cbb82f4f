"""From an idea to a record that a visitor finds, with JavaScript and without."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

SECTIONS = {
    "Outcome and results": {
        "radio": ["It worked"],
        "text": {"What were the results?": "Loans at the bedside rose from 4 to 61 a month."},
    },
    "Costs and savings": {
        "select": {
            "How do you know the cost to set up?": "Measured",
            "How do you know the cost per year?": "Estimate",
            "How do you know the staff time?": "Estimate",
            "How do you know the savings?": "Not known",
        },
        "text": {
            "Cost to set up": "840",
            "Cost per year": "120",
            "Staff time": "Half a day a week",
        },
    },
    "Evidence": {
        "row": "Add piece of evidence",
        "select": {"Kind of evidence": "Before and after"},
        "text": {"Title or citation": "Loans of two wards, 3 months before and after"},
    },
    "Lessons learned": {
        "row": "Add lesson",
        "text": {"What you learned": "Go at the end of the shift, not at the start."},
    },
    "Permissions and licence": {
        "tick": [
            "My organisation agrees that this is published",
            "The people named in it agree to be named",
            "It holds no patient data and no private data of others",
        ],
        "radio": ["Open Government Licence 3.0"],
    },
}


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_project_is_recorded_reviewed_published_and_found(visit: Visit, javascript: bool) -> None:
    word = "quincewood" if javascript else "hornbeam"
    title = f"The {word} trolley that visits the wards"

    amina = visit("amina", javascript=javascript)
    record(amina, title, word, javascript)
    address = amina.url
    complete(amina)
    amina.get_by_role("button", name="Submit for review").click()
    expect(amina.get_by_text(re.compile(r"Your record is number \d+ in the queue"))).to_be_visible()

    bilal = visit("bilal", javascript=javascript)
    claim(bilal, title)
    ask_for_changes(bilal)

    amina.goto(address)
    expect(amina.get_by_text("Please say how many wards took part.").first).to_be_visible()
    expect(amina.get_by_text("Nearly there: one number is missing.").first).to_be_visible()
    answer(amina)

    publish(bilal, title)
    is_found(visit(javascript=javascript), title, word)


def record(page: Page, title: str, word: str, javascript: bool) -> None:
    """The short form; closed halfway and opened again."""
    page.goto("/innovations/new")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Summary").fill(f"A {word} trolley brings books and searches to the bedside.")
    if javascript:
        expect(page.locator("#draft-status")).to_contain_text("Draft saved at")
        page.reload()
    else:
        page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("We kept what you typed")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)

    pick(page, "Topics", "health literacy", "Health literacy", javascript)
    pick(page, "Partner organisations", "Merebank", "Merebank Hospitals NHS Trust", javascript)
    page.get_by_label("What was the problem, or what started it?").fill(
        "Patients on the **wards** could not come to the library."
    )
    page.get_by_label("What did you do?").fill("We took the library to the wards.")
    page.get_by_label("In local use").check()
    started = page.get_by_role("group", name="When did it start?")
    started.get_by_label("Month").fill("3")
    started.get_by_label("Year").fill("2025")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("heading", name="Parts of the record")).to_be_visible()


def pick(page: Page, group: str, words: str, choice: str, javascript: bool) -> None:
    """Find and tick something with the keyboard alone."""
    picker = page.get_by_role("group", name=group)
    box = picker.get_by_role("textbox")
    box.focus()
    page.keyboard.type(words)
    if not javascript:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    found = picker.get_by_role("checkbox", name=choice, exact=True)
    expect(found).to_be_visible()
    # The words about what was found have the focus: what can be ticked is next.
    expect(picker.get_by_text("for “")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(found).to_be_checked()


def complete(page: Page) -> None:
    """The sections that are needed before it can be published."""
    for name, answers in SECTIONS.items():
        page.get_by_role("link", name=name, exact=True).click()
        if "row" in answers:
            page.get_by_role("button", name=answers["row"]).click()
        for label, text in answers.get("text", {}).items():
            page.get_by_label(label, exact=True).fill(text)
        for label, text in answers.get("select", {}).items():
            page.get_by_label(label, exact=True).select_option(label=text)
        for label in [*answers.get("radio", []), *answers.get("tick", [])]:
            page.get_by_label(label, exact=True).check()
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_text(f"{name}: saved.")).to_be_visible()
    expect(page.get_by_text("Needed to publish")).to_have_count(0)


def claim(page: Page, title: str) -> None:
    page.get_by_role("link", name="Review queue").click()
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Claim this review").click()
    expect(page.get_by_role("heading", name="Decide")).to_be_visible()


def ask_for_changes(page: Page) -> None:
    part = page.locator(".app-part").filter(
        has=page.get_by_role("heading", name="What we did", exact=True)
    )
    part.locator("summary").click()
    part.get_by_role("textbox").fill("Please say how many wards took part.")
    page.get_by_label("Ask for changes").check()
    page.get_by_label("What do you want to tell the owners?").fill(
        "Nearly there: one number is missing."
    )
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Sent back. Its owners are told")).to_be_visible()


def answer(page: Page) -> None:
    page.get_by_role("link", name="The short form", exact=True).click()
    expect(page.get_by_text("asked: Please say how many wards took part.")).to_be_visible()
    page.get_by_label("What did you do?").fill("We took the library to 12 wards.")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted. We have sent you a receipt")).to_be_visible()


def publish(page: Page, title: str) -> None:
    page.goto("/moderation")
    page.get_by_role("link", name=title).click()
    claims = page.get_by_role("button", name="Claim this review")
    if claims.count():
        claims.click()
    expect(page.get_by_text("Changed since").first).to_be_visible()
    page.get_by_label("Publish it").check()
    page.get_by_label("Moderate", exact=True).check()
    page.get_by_label("Why this rating?").fill("Counted before and after on two wards.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Published. Its owners are told by email.")).to_be_visible()


def is_found(page: Page, title: str, word: str) -> None:
    """A visitor finds it within 2 seconds, narrows the results, and reads it."""
    began = time.monotonic()
    page.locator("input[type=search]").fill(f"{word} bedside")
    page.get_by_role("button", name="Search").click()
    card = page.get_by_role("article").filter(has_text=title)
    while not card.count() and time.monotonic() - began < 2:
        page.reload()
    expect(card).to_be_visible()
    expect(card.locator("mark").filter(has_text=word).first).to_be_visible()

    page.get_by_role("navigation", name="Filters").get_by_role(
        "link", name=re.compile("^Health literacy")
    ).click()
    expect(
        page.get_by_role("link", name=re.compile("Health literacy.*remove", re.I)).first
    ).to_be_visible()
    card.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("We took the library to 12 wards.")).to_be_visible()
    expect(page.get_by_text("Rated moderate")).to_be_visible()
