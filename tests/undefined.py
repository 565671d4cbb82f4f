"""Undefined names in templates, noticed.

The portal lets them pass as nothing, because the NHS macros read parameters
that are not given. In a template of our own such a name is a spelling mistake.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, UndefinedError

from portal.config import ROOT

OURS = ROOT / "templates"


class NoticedUndefined(ChainableUndefined):
    """Raises UndefinedError when a template of ours prints it, or loops over it."""

    def __str__(self) -> str:
        self._notice()
        return super().__str__()

    def __iter__(self) -> Iterator[Any]:
        self._notice()
        return super().__iter__()

    def __len__(self) -> int:
        self._notice()
        return super().__len__()

    def _notice(self) -> None:
        template = template_at_work()
        if template is not None and template.is_relative_to(OURS):
            raise UndefinedError(f"{template.relative_to(OURS)}: {self._undefined_message}")


def template_at_work() -> Path | None:
    """The file of the template that is being rendered nearest to the caller."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.endswith((".html", ".jinja", ".txt", ".xml")):
            return Path(frame.f_code.co_filename)
        frame = frame.f_back
    return None
