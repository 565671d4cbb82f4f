"""Names of built files."""

import json
from pathlib import Path

from portal.web.assets import Assets


def test_a_name_is_that_of_the_build(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": "app.12345678.css"}))
    assert Assets(tmp_path)("app.css") == "/static/build/app.12345678.css"


def test_without_a_build_pages_still_come(tmp_path: Path) -> None:
    assets = Assets(tmp_path)
    assert not assets.is_built
    assert assets("app.css") == "/static/build/app.css"


def test_a_build_made_later_is_found(tmp_path: Path) -> None:
    assets = Assets(tmp_path)
    assets("app.js")
    (tmp_path / "manifest.json").write_text(json.dumps({"app.js": "app.ABCDEFGH.js"}))
    assert assets("app.js") == "/static/build/app.ABCDEFGH.js"
