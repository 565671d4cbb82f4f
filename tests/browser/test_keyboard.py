"""The portal with a keyboard alone: where the focus goes, and that it is never lost."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until the target has the focus; each stop on the way must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by {most} presses of Tab")


def focus_is_drawn(page: Page) -> bool:
    """Whether the focused element looks different from when it has no focus."""
    look = """e => {
        const style = getComputedStyle(e)
        return [style.outline, style.boxShadow, style.backgroundColor].join()
    }"""
    focused = page.locator(":focus")
    element = focused.element_handle()
    with_focus = element.evaluate(look)
    element.evaluate("e => e.blur()")
    without = element.evaluate(look)
    element.evaluate("e => e.focus()")
    return bool(with_focus != without)


def test_a_visitor_searches_filters_and_reads(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page, page.get_by_role("combobox"), 1)
    page.keyboard.type("library")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=library*")

    facet = page.get_by_role("navigation", name="Filters").get_by_role("link").first
    tab_to(page, facet)
    assert focus_is_drawn(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Filters in use")).to_be_visible()

    newest = page.get_by_role("link", name="Newest first")
    tab_to(page, newest)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Best match")).to_be_visible()
    # The list was swapped under the reader: the count of results has the focus now.
    expect(page.locator("[data-focus]")).to_be_focused()
    tab_to(page, page.get_by_role("article").get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Facts")).to_be_visible()


def test_errors_get_the_focus_and_lead_to_their_fields(visit: Visit) -> None:
    page = visit("dev")
    page.goto("/innovations/new")
    tab_to(page, page.get_by_label("Summary"))
    page.keyboard.type("A summary without a title")
    started = page.get_by_role("group", name="When did it start?")
    tab_to(page, started.get_by_label("Month"))
    page.keyboard.type("13")
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    expect(summary.get_by_role("link")).to_have_count(2)
    tab_to(page, summary.get_by_role("link", name="Enter a title"), 2)
    page.keyboard.press("Enter")
    title = page.get_by_label("Title", exact=True)
    expect(title).to_be_focused()
    expect(title).to_have_accessible_description(
        "Say what it is in about 10 words. Error: Enter a title"
    )
    expect(page.get_by_label("Summary")).to_have_value("A summary without a title")


def test_rows_are_added_and_taken_away(visit: Visit) -> None:
    page = visit("dev")
    page.goto("/innovations/new")
    add = page.get_by_role("button", name="Add another person")
    tab_to(page, add)
    page.keyboard.press("Enter")
    second = page.get_by_role("group", name="Person 2")
    expect(second).to_be_visible()
    expect(second.get_by_role("textbox").first).to_be_focused()
    tab_to(page, second.get_by_label("Or their name"))
    page.keyboard.type("Sam Lisle")
    tab_to(page, page.get_by_role("button", name="Remove person 2"))
    page.keyboard.press("Enter")
    expect(second).to_have_count(0)
    expect(page.locator("#rows-people")).to_be_focused()


def test_every_stop_of_the_tab_key_can_be_seen(visit: Visit) -> None:
    page = visit("bilal")
    for path in ("/", "/search?q=library", "/innovations/new", "/moderation"):
        page.goto(path)
        unseen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            if not focus_is_drawn(page):
                unseen.append(page.locator(":focus").evaluate("e => e.outerHTML.slice(0, 120)"))
        assert not unseen, f"{path}: {unseen}"
