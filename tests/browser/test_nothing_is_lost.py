"""What was typed survives other tabs, other people, an ended session and a crash."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LIMITS, Visit, sign_in
from tests.operations.serving import Running, running

NEW = "/innovations/new"


def is_saved(page: Page, *, wait: float = 5) -> None:
    status = page.locator("#draft-status")
    expect(status).to_contain_text("Draft saved at", timeout=wait * 1000)


def test_an_older_tab_never_overwrites_a_newer_one(visit: Visit) -> None:
    first = visit("farida")
    first.goto(NEW)
    second = another_tab(first)
    for page, text in ((first, "Typed in the first tab"), (second, "Typed in the second tab")):
        page.get_by_label("Title", exact=True).fill(text)
        is_saved(page)

    third = another_tab(first)
    shown = third.get_by_label("Title", exact=True).input_value()
    third.get_by_role("link", name=re.compile("Open the text saved at")).click()
    other = third.get_by_label("Title", exact=True).input_value()
    assert {shown, other} == {"Typed in the first tab", "Typed in the second tab"}

    # Two tabs with the same text: the one that is behind gets a copy of its own.
    fourth = another_tab(third)
    third.get_by_label("Title", exact=True).fill("Changed in the third tab")
    is_saved(third)
    expect(third.locator("[data-saving]")).to_have_count(0)
    fourth.get_by_label("Title", exact=True).fill("Changed in the fourth tab")
    expect(fourth.locator("#draft-status")).to_contain_text("You typed other text here")


def another_tab(page: Page) -> Page:
    """The page that is open, opened once more."""
    tab = page.context.new_page()
    tab.goto(page.url)
    return tab


def test_of_two_people_the_second_sees_both_texts(visit: Visit) -> None:
    amina, bilal = visit("amina"), visit("bilal")
    amina.goto("/innovations/mine")
    record = amina.get_by_role("article").filter(has_text="Changes requested").get_by_role("link")
    title = record.first.inner_text()
    advice = (record.first.get_attribute("href") or "").replace("/tasks", "/edit/advice")
    for page in (amina, bilal):
        page.goto(advice)
    amina.get_by_label("Advice for those who start").fill("Start with one ward and one shelf.")
    bilal.get_by_label("Advice for those who start").fill("Start with two wards and one shelf.")
    amina.get_by_role("button", name="Save and go on").click()
    expect(amina.get_by_text("Advice and risks: saved.")).to_be_visible()
    bilal.get_by_role("button", name="Save and go on").click()

    expect(bilal.get_by_text("Someone else saved this page")).to_be_visible()
    mine = bilal.get_by_label("Advice for those who start")
    expect(mine).to_have_value("Start with two wards and one shelf.")
    expect(bilal.locator(".app-theirs")).to_contain_text("Start with one ward and one shelf.")
    mine.fill("Start with one or two wards and one shelf.")
    bilal.get_by_role("button", name="Save and go on").click()
    expect(bilal.get_by_text("Advice and risks: saved.")).to_be_visible()
    expect(bilal.get_by_role("heading", level=1)).to_have_text(title)


def test_text_typed_after_the_session_ended_comes_back_after_signing_in(
    visit: Visit, portal: Running
) -> None:
    page = typing(visit, "hazel")
    end_sessions(portal, "hazel")
    page.get_by_label("Title", exact=True).fill("Typed when nobody was signed in")
    expect(page.locator("#draft-status")).to_contain_text("Not saved: you are signed out")

    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("We have kept what you typed.")).to_be_visible()
    sign_in(page, "hazel")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Typed when nobody was signed in")
    expect(page.get_by_label("Summary")).to_have_value("Typed before the session ended.")


def test_text_of_nobody_known_is_given_back_to_copy(visit: Visit) -> None:
    page = typing(visit, "hazel")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_label("Summary")).to_have_value("Typed before the session ended.")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def typing(visit: Visit, who: str) -> Page:
    """Someone in the middle of the form for a new record."""
    page = visit(who)
    page.goto(f"{NEW}?draft=new")
    page.get_by_label("Summary").fill("Typed before the session ended.")
    return page


def end_sessions(portal: Running, who: str) -> None:
    """Let the time run out that a person may stay signed in."""
    with closing(sqlite3.connect(portal.output.parent / "portal.db")) as database, database:
        database.execute(
            "UPDATE sign_in_session SET expires_at = '2020-01-01 00:00:00' "
            "WHERE user_id = (SELECT id FROM user WHERE email LIKE ?)",
            (f"{who}@%",),
        )


def test_a_second_click_does_it_once(visit: Visit) -> None:
    page = visit("ishaan")
    page.goto(NEW)
    page.get_by_label("Title", exact=True).fill("A lending box in the mess room")
    page.get_by_role("button", name="Save and go on").dblclick()
    expect(page.get_by_role("heading", name="Parts of the record")).to_be_visible()
    page.goto("/innovations/mine")
    expect(page.get_by_role("link", name="A lending box in the mess room")).to_have_count(1)


def test_back_after_signing_out_shows_nothing_private(visit: Visit) -> None:
    page = visit("kwame")
    start_record(page, "A private beginning")
    page.goto("/innovations/mine")
    expect(page.get_by_role("link", name="A private beginning")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    for _ in range(3):
        page.go_back()
        expect(page.get_by_text("A private beginning")).to_have_count(0)
        assert "A private beginning" not in page.content()


def test_text_waits_on_the_page_while_the_portal_cannot_be_reached(visit: Visit) -> None:
    page = visit("lowri")
    page.goto(NEW)
    page.route("**/drafts", lambda route: route.abort())
    page.get_by_label("Title", exact=True).fill("Typed on a train")
    expect(page.locator("#draft-status")).to_contain_text("Your text is still on this page")
    page.unroute("**/drafts")
    # It tries again by itself, after 5 seconds.
    is_saved(page, wait=15)


def test_a_crash_of_every_process_keeps_the_draft(
    chromium: Browser, community: Path, tmp_path: Path
) -> None:
    shutil.copytree(community, tmp_path, dirs_exist_ok=True)
    with running(tmp_path, **LIMITS) as portal:
        page = chromium.new_page(base_url=f"http://127.0.0.1:{portal.port}")
        page.goto("/sign-in")
        sign_in(page, "amina")
        page.goto(NEW)
        page.get_by_label("Title", exact=True).fill("Saved just before the power went")
        is_saved(page)
        kill_all(portal)
    with running(tmp_path, port=portal.port, **LIMITS):
        page.get_by_label("Summary").fill("Typed while nothing was there.")
        page.goto(NEW)
        expect(page.get_by_label("Title", exact=True)).to_have_value(
            "Saved just before the power went"
        )
        page.context.close()


def kill_all(portal: Running) -> None:
    """End every process of it at once, without a chance to tidy up."""
    for process in [psutil.Process(portal.process.pid), *portal.children]:
        process.kill()
    portal.process.wait()


def start_record(page: Page, title: str) -> str:
    """A record with a title and nothing else; returns the path of its page."""
    page.goto(NEW)
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Parts of the record")).to_be_visible()
    return page.url.removesuffix("/tasks")
