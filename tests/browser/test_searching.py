"""A visitor narrows a search, by links and by a form, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

EITHER_WAY = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with-javascript", "without-javascript"]
)
LONG = (
    "how do the libraries of small hospitals move to a shared library system and to koha "
    "when nobody has moved before and the readers cannot do without loans for a week"
)


@EITHER_WAY
def test_a_misspelt_search_is_set_right_and_kept_to_the_very_words(
    visit: Visit, javascript: bool
) -> None:
    page = visit(javascript=javascript)
    page.goto("/search?q=libary+LMS")
    page.get_by_role("link", name="library LMS").click()
    expect(page.locator("#search-text")).to_have_value("library LMS")
    expect(page.get_by_role("main")).to_contain_text("Also searched for: Library management")
    page.get_by_role("link", name="Search only for the words you typed").click()
    expect(page.get_by_role("main")).to_contain_text("Searched only for the words you typed")
    page.get_by_role("link", name="Newest first").click()
    page.wait_for_url("**/search?q=library+LMS&sort=newest&words=exact")


@EITHER_WAY
def test_a_long_search_is_narrowed_by_its_form(visit: Visit, javascript: bool) -> None:
    page = visit(javascript=javascript)
    page.goto("/search?q=" + LONG.replace(" ", "+"))
    filters = page.get_by_role("navigation", name="Filters")
    filters.get_by_role("checkbox", name="Project").check()
    filters.get_by_label("Sort by").select_option("Title, A to Z")
    filters.get_by_role("button", name="Use these filters").click()
    page.wait_for_url("**&sort=title&kind=project")
    expect(filters.get_by_role("checkbox", name="Project")).to_be_checked()

    filters.locator("button[formaction='/search/values/topic']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Filter by topic")
    topic = page.get_by_role("checkbox").last
    key = topic.get_attribute("value")
    topic.check()
    page.get_by_role("button", name="Show the results").click()
    page.wait_for_url(f"**&kind=project&sort=title&topic={key}")
    expect(page.locator("#search-text")).to_have_value(LONG)
    expect(page.locator(".app-count")).to_contain_text("result")
