"""Numbered pages with stable links."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import func

from portal.extensions import db, read_rows
from portal.records import AnySelect, Listing

T = TypeVar("T")

PER_PAGE = 20
MAX_PAGE = 10_000
# Counting on costs more than the whole page, and nobody turns to its end.
COUNT_TO = 1_000


class Page(Generic[T]):
    """One page of a list: its items, its number and the links to the others."""

    def __init__(
        self,
        items: Sequence[T],
        *,
        number: int,
        total: int,
        per_page: int = PER_PAGE,
        is_more: bool = False,
    ) -> None:
        """``is_more`` says that the counting stopped at ``total``."""
        self.items = items
        self.number = number
        self.total = total
        self.per_page = per_page
        self.is_more = is_more
        self.pages = max(1, -(-total // per_page))
        if is_more and items and number >= self.pages:
            self.pages = number + (len(items) == per_page)

    @property
    def is_beyond(self) -> bool:
        """Whether the number is past the last page: answered with 404 and a way back."""
        return self.number > self.pages

    @property
    def status(self) -> int:
        """The HTTP status for the page that shows it."""
        return 404 if self.is_beyond else 200

    @property
    def first_item(self) -> int:
        return (self.number - 1) * self.per_page + 1

    @property
    def last_item(self) -> int:
        return self.first_item + len(self.items) - 1

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        path, rest = self._address
        parts = [rest] if rest else []
        if number > 1:
            parts.append(f"page={number}")
        return path + ("?" + "&".join(parts) if parts else "")

    @cached_property
    def _address(self) -> tuple[str, str]:
        """What the addresses of all pages share: the path, and the query without the page."""
        pairs = [(k, v) for k, v in request.args.items(multi=True) if k != "page"]
        return request.path, urlencode(pairs)

    @property
    def shown_numbers(self) -> list[int | None]:
        """The numbers to link to; None stands for those left out."""
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        numbers = sorted(n for n in near if 1 <= n <= self.pages)
        shown: list[int | None] = []
        for number in numbers:
            if shown and shown[-1] is not None and number > shown[-1] + 1:
                shown.append(number - 1 if number == shown[-1] + 2 else None)
            shown.append(number)
        return shown


def page_number() -> int:
    """The page asked for: from 1 to a bound; anything that is no number counts as 1."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text[:9]), 1), MAX_PAGE)


def paginate_listing(
    listing: Listing, *, per_page: int = PER_PAGE, count_to: int = COUNT_TO
) -> Page[Any]:
    """The page of rows that the request asks for, in two statements."""
    number = page_number()
    counted = read_rows(listing.total, {**listing.values, "most": count_to + 1}).scalar_one()
    part = {"limit": per_page, "offset": (number - 1) * per_page}
    rows = read_rows(listing.rows, {**listing.values, **part}).all()
    return Page(
        rows,
        number=number,
        total=min(counted, count_to),
        per_page=per_page,
        is_more=counted > count_to,
    )


def paginate_rows(rows: Sequence[T], *, per_page: int = PER_PAGE) -> Page[T]:
    """The page that the request asks for of rows that are all there."""
    number = page_number()
    part = rows[(number - 1) * per_page : number * per_page]
    return Page(part, number=number, total=len(rows), per_page=per_page)


def paginate(query: AnySelect, *, per_page: int = PER_PAGE, total: int | None = None) -> Page[Any]:
    """The page of ``query`` that the request asks for: one statement, two when it counts.

    Items are records when the query selects one thing, rows otherwise.
    """
    number = page_number()
    if total is None:
        counted = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
        total = db.session.scalar(counted) or 0
    found = db.session.execute(query.limit(per_page).offset((number - 1) * per_page))
    items = found.scalars().all() if len(query.column_descriptions) == 1 else found.all()
    return Page(items, number=number, total=total, per_page=per_page)
