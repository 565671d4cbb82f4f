"""The pictures of the README: ``make screenshots`` writes docs/screenshots/*.png.

They show the invented community, in a data folder that is thrown away.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from portal.config import ROOT
from portal.seed.people import PASSWORD

TARGET = ROOT / "docs" / "screenshots"
PORT = 8017
BASE = f"http://127.0.0.1:{PORT}"
# Name of the picture: who looks, at what, and how wide their screen is.
PICTURES = {
    "front-page": ("", "/", 1280),
    "search": ("", "/search?q=training", 1280),
    "spelling": ("", "/search?q=LMS+migraton", 1280),
    "record": ("", "/innovations/{published}", 1280),
    "task-list": ("amina", "/innovations/{returned}/tasks", 1280),
    "form": ("amina", "/innovations/{returned}/edit/summary", 1280),
    "queue": ("bilal", "/moderation", 1280),
    "review": ("bilal", "/innovations/{claimed}/review", 1280),
    "adoptions": ("", "/innovations/{adopted}/adoptions", 1280),
    "compare": ("bilal", "/innovations/{edited}/history/compare?from=1&to={newest}", 1280),
    "impact": ("", "/innovations/{adopted}/impact", 1280),
    "threads": ("amina", "/threads", 1280),
    "thread": ("amina", "/threads/{answered}", 1280),
    "finder": ("amina", "/people/find?q=loans", 1280),
    "profile": ("bilal", "/people/{expert}", 1280),
    "risk": ("bilal", "/knowledge", 1280),
    "phone": ("", "/search?q=training", 360),
}
_FIRST = "SELECT id FROM innovation WHERE audience = 'public' AND status = "
_EDITED = "FROM innovation WHERE status = 'published' ORDER BY versions_kept DESC, id LIMIT 1"
# What the addresses name, and how it is found.
NUMBERS = {
    "published": f"{_FIRST} 'published' ORDER BY id",
    "returned": f"{_FIRST} 'changes_requested' ORDER BY id",
    "claimed": f"{_FIRST} 'in_review' ORDER BY id",
    "adopted": "SELECT innovation_id FROM adoption GROUP BY 1 ORDER BY count(*) DESC, 1",
    "edited": f"SELECT id {_EDITED}",
    "newest": f"SELECT versions_kept {_EDITED}",
    "expert": "SELECT person_id FROM expertise GROUP BY 1 ORDER BY count(*) DESC, 1 DESC",
    "answered": "SELECT id FROM thread WHERE resolution = 'answered' ORDER BY reply_count DESC, id",
}
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def main() -> None:
    """Take every picture."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)), sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        numbers = record_numbers(Path(folder) / "portal.db")
        for name, (who, address, width) in PICTURES.items():
            take(browser, name, who, address.format(**numbers), width)
        browser.close()


def chromium() -> str:
    """The path of the browser; ``make screenshots`` makes sure that there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(path for path in map(shutil.which, names) if path)


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """The portal with the invented community in it, listening and with its search index ready."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
    environment |= {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_PORT": str(PORT),
        "PORTAL_LOG_LEVEL": "ERROR",
        "PORTAL_SIGN_IN_PER_MINUTE": "99",
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for command in (["db", "upgrade"], ["seed"]):
        subprocess.run([*flask, *command], cwd=ROOT, env=environment, check=True)  # noqa: S603
    server = subprocess.Popen([*flask, "serve"], cwd=ROOT, env=environment)  # noqa: S603
    try:
        while "app-card" not in page_text("/search?q=training"):
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def page_text(path: str) -> str:
    try:
        with urllib.request.urlopen(BASE + path) as answer:  # noqa: S310
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""


def record_numbers(database: Path) -> dict[str, int]:
    """The numbers in the addresses of the pictures."""
    with closing(sqlite3.connect(database)) as connection:
        return {name: connection.execute(query).fetchone()[0] for name, query in NUMBERS.items()}


def take(browser: Browser, name: str, who: str, address: str, width: int) -> None:
    """One picture of the upper part of a page."""
    page = browser.new_page(viewport={"width": width, "height": 900 if width > 500 else 720})
    if who:
        page.goto(f"{BASE}/sign-in")
        page.get_by_label("Email").fill(f"{who}@portal.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name=re.compile("^Sign in")).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(BASE + address)
    page.screenshot(path=TARGET / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    main()
