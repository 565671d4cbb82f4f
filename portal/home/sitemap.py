"""The sitemap (sitemaps.org): what visitors may see, in one file or in parts with an index.

A part has the records whose ids are in its range, so that a page stays in its part and no part is
counted off from the first row. One entry takes 400 bytes at most with an address of the usual
length, so that a full part is far below the 50 MB of the protocol.
"""

from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape  # nosec B406  # it reads no XML

from sqlalchemy import func, literal, select, union_all

from portal.extensions import db, read_rows
from portal.innovations import queries as innovations
from portal.organisations import queries as organisations
from portal.records import MAX_ID, AnyRow
from portal.topics import queries as topics

MOST_URLS: Final = 50_000
"""The protocol's limit for one file."""
PAGES: Final = ("/", "/innovations", "/topics", "/organisations")
_SOURCES: Final = (
    ("/innovations/", innovations.public_pages),
    ("/topics/", topics.public_pages),
    ("/organisations/", organisations.public_pages),
)
_NAMESPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_ROWS_AT_ONCE: Final = 1_000


def sitemap(base_url: str, most: int = MOST_URLS) -> str:
    """All addresses; the index of the parts when there are more than fit into one file."""
    parts = read_rows(_parts(_span(most))).all()
    if sum(part.pages for part in parts) + len(PAGES) <= most:
        return _url_set(base_url, PAGES, _rows(None, 0))
    changed = {part.number: part.changed for part in parts}
    places = [
        f"<sitemap><loc>{escape(base_url)}/sitemap-{number + 1}.xml</loc>"
        f"{_last_changed(changed.get(number))}</sitemap>"
        for number in sorted({0, *changed})
    ]
    return _document("sitemapindex", places)


def part(number: int, base_url: str, most: int = MOST_URLS) -> str | None:
    """One part, from 1 on; None when nothing is in it."""
    span = _span(most)
    rows = list(_rows(number, span)) if number * span <= MAX_ID else []
    pages = PAGES if number == 1 else ()
    return _url_set(base_url, pages, iter(rows)) if rows or pages else None


def _span(most: int) -> int:
    """How many ids of each kind are in a part."""
    return (most - len(PAGES)) // len(_SOURCES)


def _parts(span: int) -> Any:
    """Of each part its number from 0 on, how many addresses it has, and the last change."""
    every = union_all(*(pages() for _, pages in _SOURCES)).subquery()
    number = (every.c.id - 1) // span
    return (
        select(
            number.label("number"),
            func.count().label("pages"),
            func.max(every.c.changed).label("changed"),
        )
        .group_by(number)
        .order_by(number)
    )


def _rows(number: int | None, span: int) -> Iterator[AnyRow]:
    """Path, key and last change of what a part has; of everything without a number."""
    kinds = []
    for path, pages in _SOURCES:
        kind = pages().subquery()
        rows = select(literal(path).label("path"), kind.c.id, kind.c.key, kind.c.changed)
        if number is not None:
            rows = rows.where(kind.c.id > (number - 1) * span, kind.c.id <= number * span)
        kinds.append(rows)
    query = union_all(*kinds).order_by("path", "id").execution_options(yield_per=_ROWS_AT_ONCE)
    yield from db.session.execute(query)


def _url_set(base_url: str, pages: tuple[str, ...], rows: Iterator[AnyRow]) -> str:
    base = escape(base_url)
    fixed = [f"<url><loc>{base}{path}</loc></url>" for path in pages]
    found = (
        f"<url><loc>{base}{row.path}{escape(row.key)}</loc>{_last_changed(row.changed)}</url>"
        for row in rows
    )
    return _document("urlset", [*fixed, *found])


def _last_changed(moment: Any) -> str:
    return f"<lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""


def _document(name: str, elements: list[str]) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {_NAMESPACE}>'
    return "\n".join([head, *elements, f"</{name}>"]) + "\n"
