"""A file that is whole before the first of it is sent (docs/adr/0022)."""

import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import BinaryIO, Final

from flask import Response, current_app, request
from flask_login import current_user
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wsgi import wrap_file
from xlsxwriter.exceptions import XlsxFileError

from portal.clock import now, today
from portal.exports.formats import Format
from portal.exports.words import About
from portal.innovations.shown import ShownInnovation

BUSY_SECONDS: Final = 30
LATER_SECONDS: Final = 300
# A long file takes seconds of a process: no more than one at a time, or nobody else is served.
_long = Lock()


def about(address: str) -> About:
    """What is said in a file for the reader of this request."""
    config = current_app.config
    return About(config["BASE_URL"], now(), address, bool(current_user.is_authenticated))


def answer(
    records: Iterable[ShownInnovation],
    made_as: Format,
    *,
    name: str,
    ending: str,
    address: str,
    is_long: bool = False,
) -> Response:
    """The file of the records, for the reader of this request.

    Raises ServiceUnavailable with words when it cannot be made just now.
    """
    says = about(address)
    return send(
        lambda file: made_as.write(file, records, says),
        name=f"{name}-{today()}.{ending}",
        media_type=made_as.media_type,
        is_long=is_long,
    )


def send(
    write: Callable[[BinaryIO], None], *, name: str, media_type: str, is_long: bool
) -> Response:
    """The file that ``write`` makes, once it is whole; for HEAD, what is said of it.

    Raises ServiceUnavailable with words when it cannot be made just now.
    """
    if request.method == "HEAD":
        response = Response()
    else:
        with _turn(is_long=is_long):
            file = _written(write)
        response = Response(wrap_file(request.environ, file), direct_passthrough=True)
        response.content_length = file.tell()
        file.seek(0)
    response.content_type = media_type
    headers = response.headers
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    headers["X-Robots-Tag"] = "noindex"
    if current_user.is_authenticated:
        headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    return response


def _written(write: Callable[[BinaryIO], None]) -> BinaryIO:
    """A file without a name, which is gone when it is closed."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        try:
            write(file)
            # At the end, where its length is told; what waited to be written is written.
            file.seek(0, io.SEEK_END)
        except (OSError, XlsxFileError) as error:
            raise ServiceUnavailable(
                "There is no room to make this file just now. Try again later.",
                retry_after=LATER_SECONDS,
            ) from error
        stack.pop_all()
    return file


@contextmanager
def _turn(*, is_long: bool) -> Iterator[None]:
    if not is_long:
        yield
        return
    if not _long.acquire(blocking=False):
        raise ServiceUnavailable(
            "Other long files are being made. Wait half a minute, then try again.",
            retry_after=BUSY_SECONDS,
        )
    try:
        yield
    finally:
        _long.release()
