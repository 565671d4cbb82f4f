"""The page of a record's impact is one side of A4, however much or little the record holds."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser

from tests.operations.serving import running

WIDE = "Wherever wonderful Welsh women worked, Wednesdays were wet. "
LONG = {
    "title": "W" * 20 + " management of everything that was ever measured anywhere",
    "rating_reason": WIDE * 8,
    "champion_quote": (WIDE * 11)[:600],
    "champion_name": "W" * 100,
    "champion_role": (WIDE * 2)[:120],
    "staff_time": (WIDE * 4)[:200],
    "savings": (WIDE * 4)[:200],
}
ROW = {"name": (WIDE * 2)[:118], "unit": "W" * 60, "baseline": "1,000,000", "after": "999,999"}


def fill_to_the_brim(database: sqlite3.Connection, record_id: int) -> None:
    texts = ("problem", "what_we_did", "results")
    values = LONG | {
        "html": json.dumps(dict.fromkeys(texts, f"<p>{WIDE * 40}</p>")),
        "measures": json.dumps([ROW | {"n": "", "period": "", "method": ""}] * 30),
        "cost_setup": 9_999_999,
        "cost_yearly": 9_999_999,
    }
    names = ", ".join(f"{name} = ?" for name in values)
    database.execute(
        f"UPDATE innovation SET {names} WHERE id = ?",  # noqa: S608  # names of our own
        [*values.values(), record_id],
    )


def test_one_page_is_printed(chromium: Browser, community: Path, tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(community, folder)
    with closing(sqlite3.connect(folder / "portal.db")) as database, database:
        rows = database.execute(
            "SELECT id FROM innovation WHERE status = 'published' AND audience = 'public' "
            "ORDER BY length(plain_text)"
        ).fetchall()
        shortest, longest, brimful = rows[0][0], rows[-1][0], rows[1][0]
        fill_to_the_brim(database, brimful)
    with running(folder) as portal:
        page = chromium.new_page()
        for record_id in (shortest, longest, brimful):
            page.goto(f"http://127.0.0.1:{portal.port}/innovations/{record_id}/impact")
            printed = page.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1, record_id
        page.close()
