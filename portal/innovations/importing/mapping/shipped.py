"""Mappings that come with the portal, and those in a file."""

import json
from pathlib import Path
from typing import Any

from portal.innovations.importing.mapping.spec import MappingError

_FOLDER = Path(__file__).resolve().parent.parent / "mappings"
MOST_BYTES = 1024 * 1024

SHIPPED: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(_FOLDER.glob("*.json"))
}


def load_mapping(name: str) -> Any:
    """What a mapping file holds; ``name`` is a path, or the name of a shipped mapping.

    Raises MappingError.
    """
    if name in SHIPPED:
        return SHIPPED[name]
    path = Path(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise MappingError(f"{name} is larger than a mapping can be")
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise MappingError(
            f"There is no file {name}, and no mapping of that name. There are {', '.join(SHIPPED)}"
        ) from None
    except OSError as error:
        raise MappingError(f"{name} cannot be opened: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise MappingError(f"{name} is not JSON: {error}") from error
