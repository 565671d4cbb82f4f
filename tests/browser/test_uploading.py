"""Files are uploaded with progress, and without JavaScript by the same form."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.files import making

Visit = Callable[..., Page]
# Milliseconds: each file is examined by a process of its own.
PATIENCE = 30_000


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files on the person's own disk."""
    contents = {
        "Plan.pdf": making.pdf("A plan"),
        "Map.png": making.picture("PNG", (600, 300)),
        "Old.doc": b"\xd0\xcf\x11\xe0 old",
    }
    found = {name: tmp_path / name for name in contents}
    for name, content in contents.items():
        found[name].write_bytes(content)
    return found


def upload_page(page: Page, title: str) -> str:
    """A new draft of the person, at its upload page; returns the path of the record."""
    page.goto("/innovations/new")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Project", exact=True).check()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/tasks")
    path = page.url.removesuffix("/tasks")
    page.goto(f"{path}/files")
    return path


def choose(page: Page, *paths: Path) -> None:
    page.locator("input[type=file]").set_input_files([str(path) for path in paths])
    page.get_by_role("main").get_by_role("button", name="Upload").click()


@pytest.mark.parametrize("width", [1280, 320])
def test_each_file_is_sent_by_itself(visit: Visit, files: dict[str, Path], width: int):
    page = visit("amina", width=width)
    path = upload_page(page, f"Files at {width}")
    choose(page, files["Plan.pdf"], files["Old.doc"], files["Map.png"])
    expect(page.get_by_text("2 of 3 uploaded").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-refused], li", has_text="old Office format").first).to_be_visible()
    expect(page.locator("#app-announce")).to_have_text("2 of 3 uploaded.")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Say what each file is").click()
    page.get_by_label("What the picture shows").fill("Two rooms and a door")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/tasks")
    page.goto(path)
    expect(page.get_by_alt_text("Two rooms and a door")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Plan", exact=True).click()
    assert download.value.suggested_filename == "Plan.pdf"


def test_what_breaks_off_can_be_tried_again(visit: Visit, files: dict[str, Path]):
    page = visit("amina")
    upload_page(page, "Broken off")
    page.route("**/files", lambda route: route.abort(), times=1)
    choose(page, files["Plan.pdf"], files["Map.png"])
    again = page.get_by_role("button", name="Try again Plan.pdf")
    expect(again).to_be_visible()
    expect(page.get_by_text("1 of 2 uploaded").first).to_be_visible(timeout=PATIENCE)
    again.click()
    expect(page.locator("li", has_text="Plan.pdf").get_by_text("Uploaded")).to_be_visible(
        timeout=PATIENCE
    )


def test_the_form_works_without_javascript(visit: Visit, files: dict[str, Path]):
    page = visit("amina", javascript=False, width=320)
    upload_page(page, "Without a script")
    choose(page, files["Plan.pdf"], files["Old.doc"])
    expect(page.get_by_text("Old.doc: It is in an old Office format").first).to_be_visible()
    expect(page.get_by_role("link", name="Plan", exact=True)).to_be_visible()
    choose(page, files["Map.png"])
    page.wait_for_url("**/edit/attachments")
    expect(page.get_by_label("Title")).to_have_count(2)


def test_a_name_without_a_gap_stays_on_a_small_screen(visit: Visit):
    page = visit("amina", width=320)
    upload_page(page, "One long name")
    name = f"{'x' * 90}.txt"
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": b"words"}
    )
    page.get_by_role("main").get_by_role("button", name="Upload").click()
    page.wait_for_url("**/edit/attachments", timeout=PATIENCE)
    expect(page.get_by_text(name).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
