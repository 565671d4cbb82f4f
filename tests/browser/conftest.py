"""A portal as people start it, and people who sit in front of a real browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.watching import Watch
from tests.conftest import make_app
from tests.database import SqliteTemplate
from tests.operations.serving import Running, run_flask, running, wait_until

PASSWORD = "shared-knowledge"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Everyone signs in from one address here, many times a minute, and posts as fast as they type.
LIMITS = {
    "SIGN_IN_PER_MINUTE": "9999",
    "SIGN_IN_PER_HOUR": "9999",
    "SEARCHES_PER_MINUTE": "9999",
    "POST_SECONDS_BETWEEN": "0",
    "FIRST_DAY_THREADS": "99",
    "FIRST_DAY_POSTS": "999",
}

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def community(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the invented community in it; copy it before it is changed."""
    folder = tmp_path_factory.mktemp("community")
    with SqliteTemplate(make_app, tmp_path_factory.mktemp("empty")).copy(folder):
        seeded = run_flask(folder, "seed")
    assert seeded.returncode == 0, seeded.stderr
    return folder


@pytest.fixture(scope="session")
def portal(community: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The portal that all these tests share: each brings its own words."""
    folder = tmp_path_factory.mktemp("portal")
    shutil.copytree(community, folder, dirs_exist_ok=True)
    with running(folder, **LIMITS) as portal:
        # The index is made by the worker: the first search must not come before it.
        wait_until(lambda: "app-card" in portal.ask("/search?q=library").text)
        yield portal


@pytest.fixture
def visit(chromium: Browser, portal: Running) -> Iterator[Visit]:
    """``visit("amina")``: a browser of her own in which she is signed in; nobody without a name.

    Whatever goes wrong behind the page fails the test: see ``Watch``.
    """
    contexts: list[BrowserContext] = []
    watch = Watch(portal.port)

    def open_browser(who: str = "", *, javascript: bool = True, width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{portal.port}",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        watch.over(context)
        page = context.new_page()
        page.goto("/sign-in" if who else "/")
        if who:
            sign_in(page, who)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    watch.check()


def sign_in(page: Page, who: str) -> None:
    """Fill in the form that is on the page, and send it."""
    page.get_by_label("Email").fill(f"{who}@portal.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
