"""Postings that are put by on the disk come back as if they had stayed in memory."""

from pathlib import Path

import pytest

from portal.search.whoosh_backend.pool import Pool
from portal.search.whoosh_backend.storage import storage_at

POSTINGS = [
    ("text", term.encode(), document, 1.5, f"{term}{document}".encode())
    for document, terms in enumerate(("zeta alpha", "alpha", "beta alpha zeta", "gamma"))
    for term in terms.split()
] + [("exact", b"alpha", 3, 1.0, b"")]


@pytest.mark.parametrize("limit", [1, 800, 1_000_000])
def test_terms_come_in_order_with_their_documents(tmp_path: Path, limit: int) -> None:
    with storage_at(tmp_path) as storage:
        pool = Pool(storage, limit)
        for posting in POSTINGS:
            pool.add(posting)
        found = [(field, text, *map(list, term)) for field, text, term in pool.iter_postings()]
    assert found == [
        ("exact", b"alpha", [3], [1.0], []),
        ("text", b"alpha", [0, 1, 2], [1.5] * 3, [b"alpha0", b"alpha1", b"alpha2"]),
        ("text", b"beta", [2], [1.5], [b"beta2"]),
        ("text", b"gamma", [3], [1.5], [b"gamma3"]),
        ("text", b"zeta", [0, 2], [1.5] * 2, [b"zeta0", b"zeta2"]),
    ]
