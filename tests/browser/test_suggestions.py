"""Suggestions while somebody types: by keyboard, by mouse, on a telephone, and without them."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.accessibility.checks import NARROW, look
from tests.browser.conftest import Visit
from tests.operations.serving import Running

LMS = "Library management systems also called LMS"
EXPANDED, CURRENT = "aria-expanded", "aria-activedescendant"


def box(page: Page) -> Locator:
    """The search box, empty."""
    page.goto("/organisations")
    return page.get_by_role("combobox", name="Search the portal")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def current(page: Page) -> Locator:
    """The option that is read out as the one the arrows have reached."""
    return page.locator('[role="option"][aria-selected="true"]')


def test_a_topic_is_reached_by_keyboard(visit: Visit) -> None:
    page = visit()
    search = box(page)
    expect(search).to_have_attribute(EXPANDED, "false")
    search.press_sequentially("lms")
    expect(search).to_have_attribute(EXPANDED, "true")
    listbox = page.get_by_role("listbox", name="Suggestions")
    expect(listbox.get_by_role("group", name="Titles").get_by_role("option")).to_have_count(1)
    topics = listbox.get_by_role("group", name="Topics")
    expect(topics.get_by_role("option").first).to_have_accessible_name(LMS)
    assert search.get_attribute("aria-controls") == listbox.get_attribute("id")

    expect(current(page)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(current(page)).to_have_accessible_name(LMS)
    expect(search).to_be_focused()
    expect(search).to_have_attribute(CURRENT, str(current(page).get_attribute("id")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/topics/library-management-systems")

    page.go_back()
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_arrows_go_round_and_the_caret_leads_back_to_the_text(visit: Visit) -> None:
    page = visit()
    search = box(page)
    search.press_sequentially("lms")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    for key, caret in (("Home", 0), ("End", 3), ("ArrowLeft", 2)):
        page.keyboard.press("ArrowDown")
        expect(current(page)).to_have_count(1)
        page.keyboard.press(key)
        expect(current(page)).to_have_count(0)
        assert search.evaluate("box => box.selectionStart") == caret
        assert search.get_attribute(CURRENT) is None


def test_enter_without_a_choice_searches_as_always(visit: Visit) -> None:
    page = visit()
    box(page).press_sequentially("library")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=library")


def test_escape_closes_and_a_second_one_clears(visit: Visit) -> None:
    page = visit()
    search = box(page)
    search.press_sequentially("lms")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(search).to_have_attribute(EXPANDED, "false")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(search).to_have_value("lms")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(search).to_have_value("")


def test_the_tab_key_closes_and_goes_on_to_the_button(visit: Visit) -> None:
    page = visit()
    box(page).press_sequentially("lms")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search").first).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_suggestion_is_clicked(visit: Visit) -> None:
    page = visit()
    heading = page.get_by_role("heading", level=1)
    search = box(page)
    before = heading.bounding_box()
    search.press_sequentially("lms")
    expect(options(page).first).to_be_visible()
    assert heading.bounding_box() == before
    page.get_by_role("contentinfo").click(position={"x": 1, "y": 1})
    expect(page.get_by_role("listbox")).to_have_count(0)

    search.press_sequentially(" ")
    page.get_by_role("option", name=LMS).click()
    page.wait_for_url("**/topics/library-management-systems")


def test_the_number_is_read_out_when_typing_has_stopped(visit: Visit) -> None:
    page = visit()
    search = box(page)
    announcer = page.locator("#app-announce")
    expect(announcer).to_have_attribute("aria-live", "polite")
    search.press_sequentially("lms")
    expect(options(page).first).to_be_visible()
    number = options(page).count()
    expect(announcer).to_have_text(f"{number} suggestions")
    search.press_sequentially("q")
    expect(announcer).to_have_text("")
    expect(announcer).to_have_text("No suggestions")
    expect(page.get_by_role("listbox")).to_have_count(0)
    search.fill("a community of practice for")
    expect(announcer).to_have_text("1 suggestion")


def test_an_answer_that_comes_too_late_is_dropped(visit: Visit) -> None:
    page = visit()
    asked: list[str] = []
    held: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route.request.url.partition("q=")[2])
        held.append(route) if asked[-1] == "li" else route.continue_()

    page.route("**/search/suggestions?*", hold)
    search = box(page)
    search.press_sequentially("l")
    page.wait_for_timeout(400)
    assert asked == []
    with page.expect_request("**/search/suggestions?q=li"):
        search.press_sequentially("i")
    search.fill("lms")
    expect(page.get_by_role("option", name=LMS)).to_be_visible()
    held[0].fulfill(body='<h2>Late</h2><ul><li><a href="/late">Late</a></li></ul>')
    page.wait_for_timeout(200)
    expect(page.get_by_role("option", name=LMS)).to_be_visible()
    expect(page.get_by_text("Late")).to_have_count(0)
    assert asked == ["li", "lms"]


def test_typing_fast_asks_once(visit: Visit) -> None:
    page = visit()
    search = box(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/suggestions" in r.url else None)
    search.press_sequentially("library", delay=20)
    expect(options(page).first).to_be_visible()
    assert [url.partition("q=")[2] for url in asked] == ["library"]


def test_hidden_titles_are_not_offered(visit: Visit, portal: Running) -> None:
    with closing(sqlite3.connect(portal.output.parent / "portal.db")) as database:
        query = "SELECT title FROM innovation WHERE status = 'hidden'"
        (title,) = database.execute(query).fetchone()
    visitor = visit()
    box(visitor).fill(title)
    expect(visitor.locator("#app-announce")).to_have_text("No suggestions")
    moderator = visit("bilal")
    box(moderator).fill(title)
    expect(moderator.get_by_role("option", name=title)).to_be_visible()


@pytest.mark.parametrize("path", ["/organisations", "/search", "/"])
def test_the_open_list_is_accessible_and_fits_a_telephone(visit: Visit, path: str) -> None:
    page = visit(width=NARROW)
    page.goto(path)
    page.locator("input[data-suggestions]").press_sequentially("li")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert look(page) == []
    page.keyboard.press("ArrowUp")
    expect(current(page)).to_be_in_viewport(ratio=0.9)
    for option in options(page).all():
        place = option.bounding_box()
        assert place is not None
        assert place["height"] >= 24
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= NARROW


def test_the_chosen_one_is_seen_where_colours_are_forced(visit: Visit) -> None:
    page = visit()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    box(page).press_sequentially("lms")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    outline = "option => getComputedStyle(option).outlineStyle"
    assert [option.evaluate(outline) for option in options(page).all()[:2]] == ["solid", "none"]


def test_without_javascript_the_form_is_plain(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto("/organisations")
    search = page.get_by_role("searchbox", name="Search the portal")
    search.fill("library")
    search.press("Enter")
    page.wait_for_url("**/search?q=library")


def test_a_server_that_fails_leaves_the_form(chromium: Browser, portal: Running) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{portal.port}")
    page = context.new_page()
    page.route("**/search/suggestions?*", lambda route: route.fulfill(status=500))
    search = box(page)
    with page.expect_console_message(lambda message: "Suggestions did not come" in message.text):
        search.press_sequentially("lms")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator("#page-error")).to_have_text("")
    search.press("Enter")
    page.wait_for_url("**/search?q=lms")
    context.close()
