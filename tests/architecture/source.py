"""The source files, read as text."""

from collections.abc import Iterable
from pathlib import Path

from portal.config import ROOT

PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"
TESTS = ROOT / "tests"
TOOLS = ROOT / "tools"


def python_files() -> list[Path]:
    """Every Python file that people write: migrations, which are proposed by a tool, are not."""
    files = [*PORTAL.rglob("*.py"), *TESTS.rglob("*.py"), *TOOLS.rglob("*.py")]
    return sorted(file for file in files if "migrations/versions" not in file.as_posix())


def text_of(files: Iterable[Path]) -> str:
    return "\n".join(file.read_text() for file in files)


def name(file: Path) -> str:
    """The path of a file as people say it."""
    return file.relative_to(ROOT).as_posix()
