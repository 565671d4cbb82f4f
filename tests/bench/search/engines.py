"""The engines, in the order of the table."""

from collections.abc import Sequence

from tests.bench.search.engine import Engine
from tests.bench.search.fts5 import Fts5
from tests.bench.search.ours import Ours
from tests.bench.search.tantivy_index import Tantivy
from tests.bench.search.whoosh_stock import StockWhoosh

OURS, LIMIT = Ours(), Fts5()
"""The engine that is measured, and the one that it is measured against."""
_SLOW = StockWhoosh()
ENGINES: Sequence[Engine] = (OURS, LIMIT, Tantivy(), _SLOW)
SLOW_RECORDS = 10_000
"""The most records that stock Whoosh is given unless asked for: it takes minutes to build."""


def engines_for(records: int, *, every: bool) -> list[Engine]:
    """Those that take part with so many records."""
    return [e for e in ENGINES if every or e is not _SLOW or records <= SLOW_RECORDS]
