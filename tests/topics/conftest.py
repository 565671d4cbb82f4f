"""Vocabularies to import, and the command that imports them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

TABLE = (
    "slug,label,parent,scope_note,synonyms\n"
    "systems,Library systems,,Systems that run a library.,LMS|library management system\n"
    'koha,Koha,systems,"Open source, shared.",Koha LMS\n'
    "ethics,Ethics,,,doing right\n"
    "sorting,Automated sorting,,,classification|dashboards\n"
)


def headings(*terms: dict[str, object]) -> str:
    """JSON lines."""
    return "".join(json.dumps(term) + "\n" for term in terms)


def term(ui: str, heading: str, *trees: str, **more: object) -> dict[str, object]:
    """One heading as in the MeSH file."""
    base: dict[str, object] = {"ui": ui, "heading": heading, "trees": list(trees)}
    return {**base, "scope": f"About {heading}.", "synonyms": [], "broader": [], **more}


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Callable[..., Result]:
    """Import a text or bytes as if it were a file of the given name."""

    def command(content: str | bytes, *options: str, name: str = "local.csv") -> Result:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return app.test_cli_runner().invoke(args=["topics", "import", str(path), *options])

    return command
