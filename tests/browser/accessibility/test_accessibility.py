"""No page breaks WCAG 2.2 AA where axe can tell, at both widths, with JavaScript and without."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from portal.exports.formats import OF_MANY
from tests.browser.accessibility.checks import NARROW, look
from tests.browser.accessibility.pages import MISSING, PAGES, addresses
from tests.browser.conftest import sign_in
from tests.browser.watching import Watch
from tests.conftest import make_app
from tests.operations.serving import Running

# Files, feeds and answers for machines.
NO_PAGES = {
    "static",
    "theme",
    "home.robots",
    "home.sitemap",
    "home.sitemap_part",
    "health.healthz",
    "health.readyz",
    "audit.export",
    "data.export",
    "innovations.identified",
    "feeds.show",
    "harvest.provide",
    "innovations.file",
    "innovations.thumbnail",
    "post_files.file",
    "post_files.thumbnail",
    "profiles.photo",
    "profiles.thumbnail",
    "own_profile.systems",
    # They lead to a post of a thread.
    *(f"threads.{name}" for name in ("unread", "post", "numbered")),
    "innovations.linked_data",
    "innovations.links",
    *(f"exports.{of}_{ending}" for of in ("search", "innovations") for ending in OF_MANY),
    *(f"exports.one_{ending}" for ending in ("ris", "bib", "md")),
}
# The pages of one import are looked at on the way of an import: see test_importing.py.
SEEN_ELSEWHERE = {f"imports.{name}" for name in ("show", "columns", "values", "records", "undo")}
# So are those of one saved search: see test_saved_searches.py.
SEEN_ELSEWHERE |= {"searches.edit", "searches.delete"}


@pytest.fixture(scope="module")
def paths(portal: Running) -> dict[str, str]:
    return addresses(portal.output.parent / "portal.db")


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def context(
    request: pytest.FixtureRequest, chromium: Browser, portal: Running
) -> Iterator[BrowserContext]:
    """A browser in which our scripts run, or in which they are kept out."""
    context = chromium.new_context(
        base_url=f"http://127.0.0.1:{portal.port}", viewport={"width": NARROW, "height": 900}
    )
    watch = Watch(portal.port)
    if request.param:
        watch.over(context)
    else:
        # Without a script engine axe could not run either, so only our files are refused.
        context.route("**/*.js", lambda route: route.abort())
    yield context
    context.close()
    watch.check()


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_accessible(context: BrowserContext, paths: dict[str, str], who: str) -> None:
    page = context.new_page()
    if who:
        page.goto("/sign-in")
        sign_in(page, who)
    faults = []
    for address in PAGES[who]:
        response = page.goto(address.format(**paths))
        assert response is not None
        assert response.status == (404 if address in MISSING else 200), address
        faults += [f"{address} {fault}" for fault in look(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["bilal"])
def test_pages_that_complain_are_accessible(
    context: BrowserContext, paths: dict[str, str], who: str
) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_text("There is a problem").wait_for()
    faults = look(page)
    sign_in(page, who)
    for path, button in (
        ("/innovations/new", "Save and go on"),
        (f"{paths['claimed']}/review", "Decide"),
        (f"{paths['published']}/hide", "Hide it"),
    ):
        page.goto(path)
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_text("There is a problem").wait_for()
        faults += [f"{path} {fault}" for fault in look(page)]
    assert not faults, "\n".join(faults)


def test_no_page_is_left_out(tmp_path: Path, paths: dict[str, str]) -> None:
    app = make_app(tmp_path)
    urls = app.url_map.bind("")
    seen = {
        urls.match(urlsplit(address.format(**paths)).path)[0]
        for addresses in PAGES.values()
        for address in addresses
        if address not in MISSING
    }
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - seen - NO_PAGES - SEEN_ELSEWHERE == set()


def test_faults_would_be_found(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/cookies")
    page.evaluate(
        """() => {
            const box = document.createElement("div")
            box.innerHTML = '<input><a href="/1">1</a> <a href="/2">2</a><pre>' + "x".repeat(999)
            box.querySelectorAll("a").forEach(link => { link.style.fontSize = "6px" })
            box.querySelectorAll("a").forEach(link => { link.style.display = "inline-block" })
            document.querySelector("main").append(box)
        }"""
    )
    faults = " ".join(look(page))
    for name in ("label", "target-size", "wider than the screen"):
        assert name in faults
