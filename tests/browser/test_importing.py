"""A file becomes records and is taken back; every page on the way is accessible."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessibility.checks import look
from tests.browser.conftest import Visit

ROWS = """Name of the work,About,Phase
A bothy of books,Books left in the mess room of the ambulance station.,idea
Reading on the ring main,Short papers read aloud on the hospital radio.,later
,A row without a title.,idea
"""


def test_a_file_becomes_records_and_is_taken_back(visit: Visit) -> None:
    page = visit("farida", width=320)
    faults: list[str] = []

    page.goto("/innovations/imports/new")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    faults += see(page)
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "ring-main.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    )
    page.get_by_role("button", name="Upload").click()

    faults += see(page)
    for field, column in (
        ("Title", "Name of the work"),
        ("Summary", "About"),
        ("Stage", "Phase"),
    ):
        page.get_by_label(field, exact=True).select_option(label=column)
    page.get_by_role("button", name="Continue").click()

    faults += see(page)
    page.get_by_label("later").select_option(label="Planning")
    page.get_by_role("button", name="Continue").click()

    # The page follows the worker by itself.
    expect(page.get_by_role("main").get_by_text("2 of 3 rows can be imported.")).to_be_visible()
    expect(page.get_by_text(re.compile("title", re.I)).first).to_be_visible()
    faults += see(page)
    page.get_by_role("button", name="Import 2 rows").click()
    expect(
        page.get_by_role("main").get_by_text("2 of 3 rows were imported as drafts.")
    ).to_be_visible()
    faults += see(page)

    page.get_by_role("link", name="See the records").click()
    expect(page.get_by_role("link", name="A bothy of books")).to_be_visible()
    faults += see(page)
    page.go_back()
    page.get_by_role("link", name="Undo this import").click()
    faults += see(page)
    page.get_by_role("main").get_by_role("button", name=re.compile("Undo|Remove")).click()
    expect(
        page.get_by_role("main").get_by_text("2 records of this import were removed.")
    ).to_be_visible()
    faults += see(page)
    page.goto("/innovations/imports")
    faults += see(page)
    assert not faults, "\n".join(faults)


def see(page: Page) -> list[str]:
    """What is wrong with the page that is shown, by its title."""
    return [f"{page.title()}: {fault}" for fault in look(page)]
