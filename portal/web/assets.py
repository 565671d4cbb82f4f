"""Where the built style sheet, script and icon are: their names change with their content."""

import json
import logging
from pathlib import Path

from flask import Flask

log = logging.getLogger(__name__)

BUILD_URL = "/static/build/"


class Assets:
    """``asset("app.css")`` is the address of the built file."""

    def __init__(self, build_folder: Path) -> None:
        self._manifest = build_folder / "manifest.json"
        self._names: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        if name not in self._names:
            self._read()
        # Without a build the page comes plain, which is better than not at all.
        return BUILD_URL + self._names.get(name, name)

    def _read(self) -> None:
        if self.is_built:
            self._names = json.loads(self._manifest.read_text())

    @property
    def is_built(self) -> bool:
        return self._manifest.is_file()


def init_app(app: Flask) -> None:
    """Set the template global ``asset``; say so in the log when nothing is built."""
    assets = Assets(Path(app.static_folder or "static") / "build")
    app.jinja_env.globals["asset"] = assets
    if not assets.is_built and not app.testing:
        log.error("the styles are not built, so pages come plain: run `make setup`")
