"""From the safe HTML of a record back to Markdown.

Not the text as it was typed: what is given away is what the page shows, with links that lead
somewhere, pictures as words, and no heading above level 3.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, Union

Child = Union["Element", str]

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>&~|!]")
# What makes something other than a paragraph of a line that begins with it.
_LEADING: Final = re.compile(r"^(\d{0,9})([#+\-=.)])", re.MULTILINE)
_WRAPPERS: Final = {"div", "thead", "tbody"}
_LISTS: Final = {"ul", "ol"}
_BLOCKS: Final = {
    *("p", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "hr", "table", "tr", "td", "th"),
    *_LISTS,
    *_WRAPPERS,
}
_VOID: Final = {"br", "hr"}
_MARKS: Final = {"em": "*", "strong": "**", "s": "~~"}


@dataclass
class Element:
    """An element and what is in it."""

    tag: str
    href: str = ""
    start: str = ""
    children: list[Child] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All the text in it."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


class _Tree(HTMLParser):
    """The elements of HTML that is known to be well formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("div")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        element = Element(tag, values.get("href") or "", values.get("start") or "")
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open[-1].tag and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def from_html(html: str) -> str:
    """Markdown that renders to the same words."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return "\n\n".join(_blocks(tree.open[0]))


def escaped(text: str) -> str:
    """Plain text in one line, none of which is taken for Markdown."""
    return _leading(_SPECIAL.sub(r"\\\g<0>", " ".join(text.split())))


def _leading(text: str) -> str:
    return _LEADING.sub(_escaped_sign, text)


def _escaped_sign(found: re.Match[str]) -> str:
    number, sign = found.groups()
    # Digits make a list only before these, and the other signs are nothing behind digits.
    return found[0] if bool(number) != (sign in ".)") else rf"{number}\{sign}"


def _blocks(parent: Element) -> Iterator[str]:
    """Each block in it; what stands there outside of blocks is a paragraph."""
    loose: list[Child] = []
    marker = ""
    for child in parent.children:
        if isinstance(child, str) or child.tag not in _BLOCKS:
            loose.append(child)
            continue
        yield from _paragraph(loose)
        loose = []
        # A list that follows another one needs another mark, or they would be one.
        marker = _marker(child.tag, marker)
        yield from _block(child, marker)
    yield from _paragraph(loose)


def _marker(tag: str, before: str) -> str:
    if tag == "ul":
        return "*" if before == "-" else "-"
    if tag == "ol":
        return ")" if before == "." else "."
    return ""


def _paragraph(children: list[Child]) -> Iterator[str]:
    if text := _inline(children):
        yield _leading(text)


def _block(element: Element, marker: str) -> Iterator[str]:
    tag = element.tag
    if tag in _WRAPPERS:
        yield from _blocks(element)
    elif tag in _LISTS:
        yield _list(element, marker)
    elif tag == "blockquote":
        yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(element)).split("\n"))
    elif tag == "pre":
        fence = _fence(element.text, 3)
        yield f"{fence}\n{element.text.removesuffix(chr(10))}\n{fence}"
    elif tag == "hr":
        yield "***"
    elif tag == "table":
        yield "\n".join(_table(element))
    elif tag == "p":
        yield from _paragraph(element.children)
    else:
        words = _inline(element.children).replace("\n", " ")
        yield f"{'#' * int(tag[1])} {words}".rstrip()


def _list(element: Element, marker: str) -> str:
    items = [c for c in element.children if isinstance(c, Element)]
    is_loose = any(isinstance(c, Element) and c.tag == "p" for item in items for c in item.children)
    number = int(element.start) if element.start.isdigit() else 1
    lines = []
    for item in items:
        mark = f"{number}{marker}" if element.tag == "ol" else marker
        text = ("\n\n" if is_loose else "\n").join(_blocks(item))
        lines.append(f"{mark} " + text.replace("\n", "\n" + " " * (len(mark) + 1)))
        number += 1
    return re.sub(r"(?m)[ ]+$", "", ("\n\n" if is_loose else "\n").join(lines))


def _table(element: Element) -> Iterator[str]:
    rows = list(_rows(element))
    for number, row in enumerate(rows):
        cells = [c for c in row.children if isinstance(c, Element)]
        yield f"| {' | '.join(map(_cell, cells))} |"
        if number == 0:
            yield "|" + " --- |" * len(cells)


def _cell(element: Element) -> str:
    """In one line; a bar that is not escaped yet, as in code, would end it."""
    return re.sub(r"(?<!\\)\|", r"\|", _inline(element.children).replace("\n", " "))


def _rows(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            if child.tag == "tr":
                yield child
            else:
                yield from _rows(child)


def _inline(children: list[Child]) -> str:
    """Text with its emphasis and links; a line end stays one, spaces around it do not."""
    text = _kept(children)
    return re.sub(r"(?:[ \t]*\n)+[ \t]*", "\n", text).strip()


def _span(element: Element) -> str:
    tag = element.tag
    if tag == "br":
        return "\\\n"
    if tag == "code":
        return _code(element.text)
    inner = _kept(element.children)
    if tag == "a" and element.href:
        return f"[{inner}]({_target(element.href)})"
    mark = _MARKS.get(tag, "")
    return f"{mark}{inner}{mark}" if inner.strip() else inner


def _kept(children: list[Child]) -> str:
    """As ``_inline``, with the spaces at both ends."""
    return "".join(
        _SPECIAL.sub(r"\\\g<0>", c) if isinstance(c, str) else _span(c) for c in children
    )


def _code(text: str) -> str:
    fence = _fence(text, 1)
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _fence(text: str, least: int) -> str:
    """More backticks in a row than there are in the text."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)


def _target(href: str) -> str:
    href = re.sub(r"&(?=#?\w+;)", r"\\&", href)
    if re.fullmatch(r"[^\s()<>]+", href):
        return href
    return f"<{href.replace('<', '%3C').replace('>', '%3E')}>"
