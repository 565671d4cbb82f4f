"""Writing XML: text in, well-formed text out, whatever people typed."""

import re
from collections.abc import Mapping
from datetime import datetime

from markupsafe import escape

# Everything that XML 1.0 (2.2, Char) does not allow, not even as a reference.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text as content or as the value of an attribute."""
    return str(escape(_ILLEGAL.sub("", text)))


def element(name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """An element with text in it."""
    return around(name, clean(text), attributes)


def around(name: str, inner: str, attributes: Mapping[str, str] | None = None) -> str:
    """An element around what is XML already."""
    pairs = "".join(f' {key}="{clean(value)}"' for key, value in (attributes or {}).items())
    return f"<{name}{pairs}>{inner}</{name}>"


def written(moment: datetime) -> str:
    """A moment (UTC) to the second, as all datestamps are."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
