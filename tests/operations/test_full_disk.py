"""When nothing can be written any more, what was written can still be read."""

import resource
from pathlib import Path

from tests.operations.serving import Running, run_flask, running

WORDS = "email=amina%40portal.example&password=a+long+pass+phrase"


def fill_the_disk(portal: Running) -> None:
    for child in portal.children:
        resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (0, 0))


def test_pages_are_read_and_writing_is_refused_with_words(data_dir: Path) -> None:
    with running(data_dir, "--no-worker") as portal:
        fill_the_disk(portal)
        for _ in range(5):
            assert portal.ask("/search?q=rota").status == 200
        refused = portal.ask("/sign-in", "POST", WORDS)
        assert refused.status == 503
        assert refused.headers["Retry-After"]
        assert "What you sent was not saved" in refused.text


def test_a_portal_that_starts_on_a_full_disk_can_be_read(data_dir: Path) -> None:
    # Made before: with an empty disk left, not even the key of the cookies can be kept.
    assert run_flask(data_dir, "users", "create", "a@portal.example", "Amina").returncode == 0
    with running(data_dir, "--no-worker", full_disk=True, SECRET_KEY="x" * 32) as portal:
        assert "ok" in portal.ask("/readyz").text
        for _ in range(5):
            assert portal.ask("/search?q=rota").status == 200
        assert portal.ask("/sign-in", "POST", WORDS).status == 503
