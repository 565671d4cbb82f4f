"""Looking up what rows name: topics, organisations, regions. Each name is looked up once."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from portal.organisations import queries as organisations
from portal.topics import queries as topics

T = TypeVar("T")


class Directory:
    """What was found, kept for one pass through a file: thousands of rows name the same things."""

    def __init__(self) -> None:
        self._topics: dict[str, int | None] = {}
        self._organisations: dict[str, int | None] = {}
        self._services: dict[str, int | None] = {}
        self._regions: dict[str, int] | None = None

    def topics(self, names: Iterable[str]) -> dict[str, int | None]:
        """The topic that each name leads to, or None."""
        wanted = list(names)
        if unknown := [name for name in wanted if name.lower() not in self._topics]:
            found = topics.match_names(unknown)
            self._topics |= {name.lower(): found.get(name.lower()) for name in unknown}
        return {name: self._topics[name.lower()] for name in wanted}

    def organisation(self, name: str) -> int | None:
        """The organisation with this ODS code or name."""

        def look() -> int | None:
            found = organisations.by_code(name) or organisations.by_name(name)
            return found.id if found else None

        return _once(self._organisations, name.casefold(), look)

    def region(self, name: str) -> int | None:
        """The region with this ODS code or name."""
        if self._regions is None:
            self._regions = {}
            for region_id, label, code in organisations.regions():
                self._regions[label.casefold()] = self._regions[code.casefold()] = region_id
        return self._regions.get(name.casefold())

    def library_service(self, name: str) -> int | None:
        """The library service with exactly this name."""

        def look() -> int | None:
            found = organisations.library_services_matching(name)
            return next(
                (key for key, label, _ in found if label.casefold() == name.casefold()), None
            )

        return _once(self._services, name.casefold(), look)


def _once(kept: dict[str, T], key: str, look: Callable[[], T]) -> T:
    if key not in kept:
        kept[key] = look()
    return kept[key]
