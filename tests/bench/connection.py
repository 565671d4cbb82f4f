"""A small HTTP/1.1 client on kept-open connections, cheap enough to leave the cores to the server.

It knows just what the portal's answers need: a length, cookies, no chunks.
"""

import re
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT = 30.0
IDLE_SECONDS = 10.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r]+)=([^;\r]*)", re.IGNORECASE)


class UnexpectedStatusError(Exception):
    """An answer that makes the measurement worthless."""


@dataclass
class Burst:
    """What came of a number of requests."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.latencies)


def request(
    path: str, cookies: Mapping[str, str] | None = None, body: bytes | None = None
) -> bytes:
    """The bytes of a GET, or of a POST of a form when there is a body."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in cookies.items()))
    if body is not None:
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")


def split(answer: bytes) -> tuple[int, bytes, bytes] | None:
    """Status, head and body; None while the answer is not whole."""
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return None
    match = _LENGTH.search(head)
    length = int(match[1]) if match else 0
    return (int(head[9:12]), head, body) if len(body) >= length else None


class Visit:
    """One person's browser: a connection and cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._socket: socket.socket | None = None
        self._used_at = 0.0

    def get(self, path: str, status: int = 200) -> str:
        return self._ask(request(path, self.cookies), path, {status})[1]

    def post(self, path: str, data: Mapping[str, str], *statuses: int) -> int:
        body = urlencode(data).encode()
        return self._ask(request(path, self.cookies, body), path, set(statuses))[0]

    def sign_in(self, email: str, password: str) -> "Visit":
        self.post("/sign-in", {"email": email, "password": password}, 303)
        # As a browser follows on: the first page puts the secret of its forms into the cookie.
        self.get("/")
        return self

    def _ask(self, message: bytes, path: str, expected: set[int]) -> tuple[int, str]:
        # The server closes what has been idle for a minute, and rounds take longer.
        if self._socket is None or time.monotonic() - self._used_at > IDLE_SECONDS:
            self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
        self._used_at = time.monotonic()
        self._socket.sendall(message)
        answer = b""
        while (whole := split(answer)) is None:
            part = self._socket.recv(1 << 18)
            if not part:
                raise ConnectionError(f"{path}: the server closed the connection")
            answer += part
        status, head, body = whole
        self.cookies |= {k.decode(): v.decode() for k, v in _COOKIE.findall(head)}
        if status not in expected:
            raise UnexpectedStatusError(f"{path} answered {status}, not {expected}")
        return status, body.decode()


def ask_for(
    port: int, messages: Iterable[bytes], *, connections: int, seconds: float, least: int = 1
) -> Burst:
    """Ask again and again on all connections until the time is over and ``least`` have come."""
    source = iter(messages)
    burst = Burst()
    with selectors.DefaultSelector() as selector:
        sockets = [
            socket.create_connection(("127.0.0.1", port), TIMEOUT) for _ in range(connections)
        ]
        began = time.perf_counter()
        for one in sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(one, selectors.EVENT_READ, _Asked(one, source))
        busy = connections
        while busy:
            ready = selector.select(TIMEOUT)
            if not ready:
                raise TimeoutError("the server does not answer")
            for key, _ in ready:
                if not key.data.read(burst):
                    continue
                if time.perf_counter() - began < seconds or burst.count < least:
                    key.data.ask()
                else:
                    busy -= 1
        burst.seconds = time.perf_counter() - began
        for one in sockets:
            one.close()
    return burst


class _Asked:
    """One connection and the question that it waits for."""

    def __init__(self, connection: socket.socket, source: Iterator[bytes]) -> None:
        self._socket, self._source = connection, source
        self.ask()

    def ask(self) -> None:
        self._answer = b""
        self._asked_at = time.perf_counter()
        self._socket.sendall(next(self._source))

    def read(self, burst: Burst) -> bool:
        """Take what has come; True when it was the end of an answer."""
        part = self._socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
        self._answer += part
        whole = split(self._answer)
        if whole is None:
            return False
        burst.latencies.append(time.perf_counter() - self._asked_at)
        burst.statuses.add(whole[0])
        return True
