"""The Makefile and its scripts: what they list, what they say, and what they refuse."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from portal.config import ROOT

TARGETS = {
    "help", "setup", "run", "worker", "test", "test-fast", "lint", "types", "imports", "a11y",
    "check", "db", "migration", "seed", "reset", "bench", "screenshots", "docs", "lock",
}  # fmt: skip
FEW = ("bash", "cat", "command", "id", "dirname", "env", "flock", "rm")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of programs with none of those that are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in FEW:
        if found := shutil.which(program):
            (folder / program).symlink_to(found)
    return folder


def run(
    *command: str, path: Path | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "MAKE"))}
    if path is not None:
        environment["PATH"] = str(path)
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**environment, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def program(folder: Path, name: str, *lines: str) -> None:
    file = folder / name
    file.write_text("\n".join(["#!/bin/bash", *lines, ""]))
    file.chmod(0o755)


def test_make_alone_lists_every_target_with_a_line() -> None:
    listed = dict(re.findall(r"^  ([\w-]+) +(\S.*)$", run("make").stdout, re.MULTILINE))
    assert listed.keys() >= TARGETS
    phony = set(re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert phony == listed.keys()


def test_ci_runs_what_developers_run() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == "exec make check"


def test_a_missing_python_is_said(bare: Path) -> None:
    result = run("bash", "tools/find-python.sh", path=bare)
    assert result.returncode == 1
    assert "Python 3.11 or newer is needed" in result.stderr


def test_a_python_that_is_too_old_is_passed_over(bare: Path) -> None:
    program(bare, "python3", "exit 1")
    program(bare, "python3.12", "exit 0")
    result = run("bash", "tools/find-python.sh", path=bare)
    assert result.stdout.strip() == str(bare / "python3.12")


def test_a_python_without_virtual_environments_is_said_with_the_command(bare: Path) -> None:
    program(
        bare,
        "python3",
        'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.11-venv;; esac',
    )
    result = run("bash", "tools/find-python.sh", path=bare)
    assert result.returncode == 1
    assert "sudo apt-get install python3.11-venv" in result.stderr


def test_a_missing_or_old_node_is_said(bare: Path) -> None:
    assert "was not found" in run("bash", "tools/check-node.sh", path=bare).stderr
    program(bare, "npm")
    program(bare, "node", '[ "$1" = -p ] && echo 18 || echo v18.1.0')
    result = run("bash", "tools/check-node.sh", path=bare)
    assert result.returncode == 1
    assert "this is v18.1.0" in result.stderr


def test_a_missing_browser_is_said_where_it_may_not_be_installed(bare: Path) -> None:
    result = run("bash", "tools/find-chromium.sh", path=bare)
    assert result.returncode == 1
    assert "apt-get install chromium" in result.stderr
    assert "make test-fast" in result.stderr


def test_reset_asks_before_it_deletes(tmp_path: Path) -> None:
    kept = tmp_path / "portal.db"
    kept.write_text("records")
    result = run("bash", "tools/reset.sh", PORTAL_DATA_DIR=str(tmp_path))
    assert result.returncode == 1
    assert "Nothing was deleted" in result.stderr
    assert kept.exists()


def test_reset_deletes_what_the_portal_made_and_nothing_else(tmp_path: Path) -> None:
    for name in ("portal.db", "portal.db-wal", "jobs.db", "mine.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "search").mkdir()
    assert run("bash", "tools/reset.sh", PORTAL_DATA_DIR=str(tmp_path), FORCE="1").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_reset_refuses_production(tmp_path: Path) -> None:
    (tmp_path / "portal.db").write_text("records")
    settings = {"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_ENVIRONMENT": "production"}
    result = run("bash", "tools/reset.sh", FORCE="1", **settings)
    assert result.returncode == 1
    assert (tmp_path / "portal.db").exists()
