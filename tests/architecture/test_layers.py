"""Inside a feature: what the import rules of pyproject.toml cannot say."""

import ast
import re
import tomllib
from pathlib import Path

from portal.config import ROOT
from tests.architecture.source import PORTAL, name

# What reads and writes records knows nothing of requests, pages and forms.
OF_THE_WEB = {"flask", "flask_login", "flask_wtf", "wtforms", "htmx_flask", "werkzeug"}
INNER = re.compile(r"/(actions|queries|models|search)(\.py$|/)")
FEATURES = {
    "accounts", "drafts", "exports", "files", "forum", "harvest", "home", "innovations", "intake",
    "moderation", "notifications", "organisations", "people", "privacy", "searches", "topics",
}  # fmt: skip


def inner_files() -> list[Path]:
    """The actions, queries, models and search sources of all features."""
    return [
        file
        for file in sorted(PORTAL.rglob("*.py"))
        if file.relative_to(PORTAL).parts[0] in FEATURES and INNER.search(name(file))
    ]


def imported(file: Path) -> set[str]:
    """The full names of what a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_actions_queries_and_models_know_nothing_of_the_web() -> None:
    guilty = {
        name(file): sorted(known)
        for file in inner_files()
        if (known := {entry.split(".")[0] for entry in imported(file)} & OF_THE_WEB)
        # The user and the visitor of flask-login are models.
        and not (file.name == "models.py" and known == {"flask_login"})
    }
    assert guilty == {}


def test_actions_queries_and_models_do_not_know_forms_or_views() -> None:
    upper = re.compile(r"portal\.\w+\.(forms|views|cli)\b|portal\.web\b")
    guilty = {
        name(file): sorted(known)
        for file in inner_files()
        if (known := {entry for entry in imported(file) if upper.match(entry)})
    }
    assert guilty == {}


def test_only_views_commands_and_the_outbox_commit() -> None:
    commit = re.compile(r"(?<!def )\bcommit\(")
    guilty = [name(file) for file in inner_files() if commit.search(file.read_text())]
    assert guilty == []


def test_every_feature_package_is_in_the_import_rules() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    listed = {
        word
        for layer in rules["contracts"][0]["layers"]
        for word in re.split(r"\W+", layer)
        if word
    }
    packages = {path.parent.name for path in PORTAL.glob("*/__init__.py")}
    assert packages <= listed
