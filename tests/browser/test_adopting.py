"""Saying "we do this too" with the keyboard alone, and confirming it without JavaScript."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_keyboard import tab_to

RECORD = "A data cleaning checklist for a library system move"


def test_it_is_said_by_keyboard_and_confirmed_without_javascript(visit: Visit) -> None:
    page = visit("farida", width=320)
    page.goto("/innovations?kind=tool")
    tab_to(page, page.get_by_role("link", name=RECORD))
    page.keyboard.press("Enter")
    page.wait_for_url("**/innovations/*")
    record = page.url
    tab_to(page, page.get_by_role("link", name="We do this too"))
    page.keyboard.press("Enter")
    stage = page.get_by_role("group", name="How far are you with it?")
    # One Tab takes people to the first answer, the arrows to the others.
    tab_to(page, stage.get_by_label("Interested"))
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(stage.get_by_label("Stopped")).to_be_checked()
    why = page.get_by_label("Why did you stop?")
    expect(why).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(stage.get_by_label("Adapted and in use")).to_be_checked()
    expect(why).to_be_hidden()
    tab_to(page, page.get_by_text("Say more, if you have a moment"), 2)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("What did you do differently?"), 8)
    page.keyboard.type("Only the first nine checks")
    tab_to(page, page.get_by_role("button", name="We do this too"), 4)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The owners of the record are asked to confirm it.")).to_be_visible()
    mine = page.get_by_role("article").filter(has_text="Thornwick Bay")
    expect(mine).to_contain_text("Not confirmed yet")

    owner = visit("hazel", javascript=False)
    owner.goto("/adoptions/waiting")
    waiting = owner.get_by_role("article").filter(has_text="Thornwick Bay")
    waiting.get_by_role("link", name="Confirm or refuse").click()
    expect(owner.get_by_text("Only the first nine checks")).to_be_visible()
    owner.get_by_label("Yes, confirm it").check()
    owner.get_by_role("button", name="Send").click()
    expect(owner.get_by_role("article").filter(has_text="Thornwick Bay")).to_contain_text(
        "Confirmed"
    )
    page.goto(record)
    expect(page.get_by_role("link", name="6 other organisations")).to_be_visible()
