"""Who is told when a search found nothing; search knows none of them."""

from collections.abc import Callable

from flask import Response

Listener = Callable[[str, Response], None]

_listeners: list[Listener] = []


def on_nothing_found(listener: Listener) -> None:
    """Have the listener called with the text and the answer, before the answer is sent."""
    if listener not in _listeners:
        _listeners.append(listener)


def nothing_found(text: str, response: Response) -> None:
    """Tell all listeners."""
    for listener in _listeners:
        listener(text, response)
