"""Writing posts in the browser: by keyboard, without a new page, and without a script."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility.checks import NARROW, look
from tests.browser.conftest import Visit

HERE = "/communities/regional-library-systems"
THREAD = "/threads/1"
CURRENT = "aria-activedescendant"


def replies(page: Page) -> int:
    return page.locator("article.app-post").count()


def test_a_person_is_mentioned_by_keyboard(visit: Visit) -> None:
    page = visit("amina")
    page.goto(f"{HERE}/threads/new")
    text = page.get_by_label("Your post", exact=True)
    text.fill("")
    text.press_sequentially("Ask @Cary")
    people = page.get_by_role("listbox", name="People to mention").get_by_role("option")
    expect(people).to_have_count(1)
    assert look(page) == []
    page.keyboard.press("ArrowDown")
    expect(text).to_have_attribute(CURRENT, str(people.get_attribute("id")))
    page.keyboard.press("Enter")
    expect(text).to_have_value("Ask @Carys Pendrellow ")
    expect(people).to_have_count(0)
    # Enter is a new line again, and Escape closes what is offered.
    page.keyboard.press("Enter")
    text.press_sequentially("and @Dev")
    expect(people).to_have_count(1)
    page.keyboard.press("Escape")
    expect(people).to_have_count(0)
    expect(text).to_have_value("Ask @Carys Pendrellow \nand @Dev")


def test_a_reply_appears_without_a_new_page(visit: Visit) -> None:
    page = visit("carys")
    page.goto(THREAD)
    before = replies(page)
    page.evaluate("window.isSamePage = true")
    text = page.get_by_label("Your reply", exact=True)
    text.fill("We *froze* the loans for a day.")
    expect(page.get_by_text("This will notify")).to_be_visible()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("article.app-post")).to_have_count(before + 1)
    expect(page.locator("article.app-post").last).to_contain_text("We froze the loans")
    expect(text).to_have_value("")
    expect(page.get_by_text("Your reply is posted.")).to_be_focused()
    assert page.evaluate("window.isSamePage")
    assert look(page) == []
    page.reload()
    assert replies(page) == before + 1


def test_what_is_not_right_comes_back_in_its_place(visit: Visit) -> None:
    page = visit("carys")
    page.goto(THREAD)
    page.get_by_label("Your reply", exact=True).fill("Ring 01904 725725")
    page.get_by_role("button", name="Post reply").click()
    warning = page.get_by_role("alert").filter(has_text="Check this before you post")
    expect(warning.locator("mark")).to_have_text("01904 725725")
    assert look(page) == []
    page.get_by_role("button", name="Post it as it is").click()
    expect(page.locator("article.app-post").last).to_contain_text("Ring 01904 725725")


def test_a_question_is_asked_without_a_script(visit: Visit) -> None:
    page = visit("amina", javascript=False, width=NARROW)
    page.goto("/threads/new")
    page.get_by_role("link", name="Regional library systems").click()
    page.get_by_label("Title").fill("Moving libraries to a shared library system")
    page.get_by_label("Your post", exact=True).fill("How long did it take you?")
    page.get_by_label("Find by name").fill("library")
    page.get_by_role("button", name="Find (Topics)").click()
    page.locator("#pick-topics input[type=checkbox]").first.check()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("These may answer it already")).to_be_visible()
    page.get_by_role("button", name="Post it as it is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Moving libraries to a shared library system"
    )
