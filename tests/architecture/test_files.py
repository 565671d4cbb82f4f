"""Files stay small, say what they are, and are named after what they hold."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import PORTAL, TEMPLATES, name, python_files

MOST_LINES = 300
MOST_TEMPLATE_LINES = 120
MOST_FUNCTION_LINES = 50
SHAPELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "core"}


def test_no_file_has_more_than_300_lines() -> None:
    long = {name(f): n for f in python_files() if (n := count(f)) > MOST_LINES}
    assert long == {}


def test_no_template_has_more_than_120_lines() -> None:
    files = sorted(TEMPLATES.rglob("*.html"))
    long = {name(f): n for f in files if (n := count(f)) > MOST_TEMPLATE_LINES}
    assert long == {}


def test_no_function_of_the_portal_has_more_than_50_lines() -> None:
    long = [
        f"{name(file)}: {node.name}"
        for file in PORTAL.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]
    assert [entry for entry in long if "migrations/" not in entry] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        name(file)
        for file in python_files()
        if file.read_text().strip() and ast.get_docstring(ast.parse(file.read_text())) is None
    ]
    assert silent == []


def test_no_module_is_a_drawer_for_anything() -> None:
    assert [name(f) for f in python_files() if f.stem in SHAPELESS] == []
    assert [name(f) for f in PORTAL.rglob("*") if f.is_dir() and f.name in SHAPELESS] == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"\b(TODO|FIXME|XXX)\b", "what is left to do belongs into an issue"),
        (r"\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(", "ask portal.clock for the time"),
        (r"(?<![.\w])print\(", "use the log, or click.echo in commands"),
    ],
)
def test_the_portal_does_without(pattern: str, why: str) -> None:
    allowed = {"portal/clock.py"}
    found = [
        name(file)
        for file in PORTAL.rglob("*.py")
        if name(file) not in allowed and re.search(pattern, file.read_text())
    ]
    assert found == [], why


def test_templates_use_only_the_data_form_of_htmx_attributes_and_no_inline_code() -> None:
    events = "on(abort|blur|change|click|error|focus|input|key[a-z]+|load|mouse[a-z]+|submit)"
    inline = re.compile(rf"""\s(hx-[a-z-]+|{events}|style)=["']|<style\b|javascript:""")
    found = [name(file) for file in TEMPLATES.rglob("*.html") if inline.search(file.read_text())]
    assert found == []


def count(file: Path) -> int:
    return len(file.read_text().splitlines())
