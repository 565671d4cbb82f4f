"""What axe and the width of a page say about it."""

from functools import cache

from playwright.sync_api import Page

from portal.config import ROOT

NARROW, WIDE = 320, 1280
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
RUN = """async options => (await axe.run(document, options)).violations.map(found =>
    `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map(node => node.html).join(" | ")}`
)"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


def look(page: Page) -> list[str]:
    """What is wrong with the page that is shown, narrow and wide."""
    page.evaluate(axe())
    faults: list[str] = []
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(OVERFLOW) > 0:
            faults.append(f"({width}) is wider than the screen")
        faults += [f"({width}) {fault}" for fault in page.evaluate(RUN, OPTIONS)]
    page.set_viewport_size({"width": NARROW, "height": 900})
    return faults
