"""``python -I portal/files/examining examine|read FILE …``: one file, within limits, as JSON.

Run by its path, so that the application is not loaded: bare packages stand in for it.
"""

import json
import logging
import resource
import sys
from pathlib import Path
from types import ModuleType

SECONDS = 30
MEMORY = 1024 * 1024 * 1024
# Of one file that is written: a picture that is made anew.
WRITTEN = 200 * 1024 * 1024


def main(arguments: list[str]) -> None:
    """Print what was found: ``refused`` with words, or what the file is or says."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    # What a library has to say about a file is of no use to anybody.
    logging.disable()
    _stand_in()
    from portal.files.examining import examine, faults, words

    task, path, last = arguments
    try:
        if task == "examine":
            found = examine.examine(Path(path), last)
        else:
            found = {"text": words.read(Path(path), last)}
    except faults.RefusedError as refused:
        found = {"refused": str(refused)}
    sys.stdout.write(json.dumps(found))


def _stand_in() -> None:
    here = Path(__file__).resolve().parent
    for name, folder in (("portal", here.parent.parent), ("portal.files", here.parent)):
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


if __name__ == "__main__":
    main(sys.argv[1:])
