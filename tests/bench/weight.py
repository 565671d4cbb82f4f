"""What a page weighs, and how many statements it takes."""

import gzip
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from portal import create_app
from portal.extensions import db
from tests.bench.connection import Visit
from tests.bench.instance import settings
from tests.bench.pages import Page

# Style sheets and scripts; pictures are left out.
_ASSET = re.compile(r'(?:<link rel="stylesheet" href|<script\b[^>]* src)="([^"]+)"')
# As many addresses of a page are looked at for its statements.
SAMPLES = 20


def kilobytes(visit: Visit, page: Page) -> tuple[float, float]:
    """The page's HTML, and its first view compressed: with its styles and scripts, no pictures."""
    html = visit.get(page.addresses[0], page.status)
    files = [html, *(visit.get(address) for address in _ASSET.findall(html))]
    first_view = sum(len(gzip.compress(text.encode(), 6)) for text in files)
    return len(html.encode()) / 1000, first_view / 1000


def statements(folder: Path, pages: list[Page], cookies: Mapping[str, str]) -> dict[str, int]:
    """The most statements that an address of each page takes, counted in this process."""
    app = create_app(settings(folder))
    # The name differs with the port; it is the only cookie that the portal sets.
    (cookie,) = cookies.values()
    found = {}
    with app.app_context():
        engine = db.engine
    for page in pages:
        client = app.test_client()
        if page.is_signed_in:
            client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
        counts = []
        for address in page.addresses[:SAMPLES]:
            with _counting(engine) as seen:
                client.get(address)
            counts.append(sum(statement != "BEGIN" for statement in seen))
        found[page.title] = max(counts)
    engine.dispose()
    return found


@contextmanager
def _counting(engine: object) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
