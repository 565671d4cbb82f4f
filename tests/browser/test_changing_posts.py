"""A post is changed with files and in two windows, with JavaScript and without: nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility.pages import addresses
from tests.files import making
from tests.operations.serving import Running

Visit = Callable[..., Page]
# Milliseconds: each file is examined by a process of its own.
PATIENCE = 30_000


@pytest.fixture
def post(portal: Running) -> str:
    """The path of a post of Amina."""
    return addresses(portal.output.parent / "portal.db")["post"]


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_files_stay_in_a_form_that_is_not_right(
    visit: Visit, post: str, tmp_path: Path, javascript: bool
) -> None:
    names = {"Map.png": making.picture("PNG", (600, 300)), "Plan.pdf": making.pdf("A plan")}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    page = visit("amina", javascript=javascript, width=320)
    page.goto(f"{post}/edit")
    page.get_by_label("Attach files").set_input_files([str(tmp_path / name) for name in names])
    page.get_by_label("Your post", exact=True).fill("")
    save(page)
    expect(page.get_by_text("There is a problem")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Your post", exact=True).fill("We drew a map.")
    page.get_by_label("What the picture shows").fill("Two rooms and a door")
    page.get_by_role("button", name="Remove Plan.pdf").click()
    expect(page.get_by_role("button", name="Remove Plan.pdf")).to_have_count(0)
    expect(page.get_by_label("Your post", exact=True)).to_have_value("We drew a map.")
    save(page)
    picture = page.get_by_alt_text("Two rooms and a door")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    page.goto(f"{post}/edit")
    page.get_by_role("button", name="Remove Map.png").click()
    expect(page.get_by_role("button", name="Remove Map.png")).to_have_count(0)
    save(page)
    page.wait_for_url("**/threads/**")
    expect(page.get_by_alt_text("Two rooms and a door")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_two_windows_show_both_texts(visit: Visit, post: str, javascript: bool) -> None:
    page = visit("amina", javascript=javascript)
    page.goto(f"{post}/edit")
    other = page.context.new_page()
    other.goto(f"{post}/edit")
    other.get_by_label("Your post", exact=True).fill(f"Said in the other window: {javascript}")
    save(other)
    other.wait_for_url("**/threads/**")
    page.get_by_label("Your post", exact=True).fill(f"Said in this window: {javascript}")
    save(page)
    expect(page.get_by_text("in another window while you were writing")).to_be_visible()
    expect(page.locator("ins", has_text="other")).to_be_visible()
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text(f"Said in this window: {javascript}")
    save(page)
    page.wait_for_url("**/threads/**")
    page.goto(f"{post}/revisions")
    expect(page.get_by_text("The text before change").first).to_be_visible()
    expect(page.locator("ins", has_text="this").first).to_be_visible()
