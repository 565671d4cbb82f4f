"""A search is saved, run, renamed and deleted, by keyboard and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility.checks import look
from tests.browser.conftest import Visit


def faults_of(page: Page) -> list[str]:
    return [f"{page.title()}: {fault}" for fault in look(page)]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_search_is_saved_run_renamed_and_deleted(visit: Visit, javascript: bool) -> None:
    page = visit("dev", javascript=javascript)
    page.goto("/search?q=library")
    page.get_by_role("navigation", name="Filters").get_by_role("link", name="Project").click()
    expect(page.get_by_role("list", name="Filters in use")).to_contain_text("Kind: Project")
    page.get_by_role("group").filter(has_text="Save this search").locator("summary").click()
    expect(page.get_by_label("Name")).to_have_value("library, Kind: Project")
    page.get_by_role("button", name="Save this search").click()
    expect(page.get_by_text("Saved as “library, Kind: Project”.")).to_be_visible()
    assert "kind=project" in page.url

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Saved searches").click()
    page.get_by_role("link", name="Rename “library, Kind: Project”").click()
    page.get_by_label("Name").fill("Projects with libraries")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_text("now called “Projects with libraries”")).to_be_visible()

    page.get_by_role("link", name="Projects with libraries", exact=True).click()
    page.wait_for_url(re.compile(r"/search\?q=library&kind=project"))

    page.goto("/searches")
    page.get_by_role("link", name="Delete “Projects with libraries”").click()
    page.get_by_role("button", name="Delete the search").click()
    expect(page.get_by_text("You have no saved searches")).to_be_visible()


def test_the_pages_of_a_saved_search_are_accessible(visit: Visit) -> None:
    page = visit("gethin")
    page.goto("/search?q=library&kind=project")
    page.get_by_text("Save this search").first.click()
    faults = faults_of(page)
    page.get_by_role("button", name="Save this search").click()
    expect(page.get_by_text("Saved as")).to_be_visible()
    page.goto("/searches")
    faults += faults_of(page)
    page.get_by_role("link", name="Rename").click()
    faults += faults_of(page)
    page.get_by_label("Name").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("There is a problem").wait_for()
    faults += faults_of(page)
    page.goto("/searches")
    page.get_by_role("link", name="Delete").click()
    faults += faults_of(page)
    assert not faults, "\n".join(faults)


def test_moderators_see_what_was_not_found_and_remove_it(visit: Visit) -> None:
    visit().goto("/search?q=zebra+crossings+nowhere")
    page = visit("bilal")
    page.goto("/moderation")
    page.get_by_role("link", name="Searches without results").click()
    page.get_by_text("What is kept, and what is not").click()
    assert not (faults := faults_of(page)), "\n".join(faults)
    page.get_by_role("button", name="Remove “zebra crossings nowhere”").click()
    expect(page.get_by_text("Removed from the list.")).to_be_visible()
    expect(page.get_by_text("zebra crossings nowhere")).to_have_count(0)
