"""Markdown of other sites made into plain Markdown.

Static site generators know more than Markdown does: attribute lists, boxes,
icons, HTML. What stands for words becomes words; what is only looks is taken
out. Code is left as it is.
"""

import re
from collections.abc import Callable

from portal import markdown
from portal.innovations.importing.mapping.values import cut

Replace = str | Callable[[re.Match[str]], str]

_CODE = re.compile(r"(^[ >]*(`{3,9}|~{3,9})[^\n]*\n[\s\S]*?^[ >]*\2[`~]*[ ]*$|`[^`\n]+`)", re.M)
_FENCE = re.compile(r"^\s*(```|~~~)")
# !!! warning "Title" and ??? "Title" are boxes, === "Title" is a tab: indented text follows.
_BOX = re.compile(r"^(?:!!!|\?\?\?\+?|===\+?)\s*([\w -]*?)\s*(?:\"([^\"]*)\")?\s*$")
_ABSOLUTE = ("http://", "https://", "mailto:")
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)\]\(((?:[^()]|\([^()]*\))*)\)"
)
_LOST = "Picture not available"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"'(])")
_PARAGRAPH = re.compile(r"<p>([\s\S]*?)</p>")


def _emphasis(mark: str) -> Callable[[re.Match[str]], str]:
    def replace(found: re.Match[str]) -> str:
        inner = " ".join(found[2].split())
        return f"{mark}{inner}{mark}" if inner and mark not in inner else inner

    return replace


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", tag, re.I)
    return next((group for group in found.groups() if group), "") if found else ""


def _picture(found: re.Match[str]) -> str:
    alt = _attribute(found[0], "alt").replace("[", "(").replace("]", ")")
    return f"![{alt}]({_attribute(found[0], 'src')})"


def _anchor(found: re.Match[str]) -> str:
    words, target = " ".join(found[2].split()), _attribute(found[1], "href")
    return f"[{words or target}]({target})" if target else words


def _whole_link(found: re.Match[str]) -> str:
    """The link or the picture if it is somewhere, its words if it was beside the old page."""
    picture, words, target = found.groups()
    address = target.strip().split(' "')[0].strip(" <>")
    is_whole = address.startswith(_ABSOLUTE) and " " not in address
    if picture:
        return found[0] if is_whole else _lost_picture(words)
    # The words of a link may be a picture.
    words = _LINK.sub(_whole_link, words).strip()
    return f"[{words}]({address})" if is_whole else words


def _lost_picture(alt: str) -> str:
    words = " ".join(alt.replace("*", "").split())
    return f"*{_LOST}: {words}*" if words else f"*{_LOST}*"


# What may be long is bounded: a text of openings without an end must not take forever.
# In this order: pictures and captions before the tags around them are taken away.
_STEPS: tuple[tuple[str, Replace], ...] = (
    (r"<!--[\s\S]{0,3000}?-->", ""),
    (r"(?m)^\[(?:comment|//)\]:\s*(?:<>|#)?\s*[^\n]*\n?", ""),
    (r"(?i)<img\b[^<>]*>", _picture),
    (
        r"(?i)<(figcaption)\b[^<>]*>([\s\S]{0,3000}?)</figcaption>",
        lambda f: f"\n\n{_emphasis('*')(f)}\n\n",
    ),
    (r"(?i)<(strong|b)(?:\s[^<>]*)?>([\s\S]{0,3000}?)</\1>", _emphasis("**")),
    (r"(?i)<(em|i)(?:\s[^<>]*)?>([\s\S]{0,3000}?)</\1>", _emphasis("*")),
    (r"(?i)(<a\b[^<>]*>)((?:(?!<a\b)[\s\S]){0,3000}?)</a>", _anchor),
    (r"(?i)(\|[^\n]*?)<br\s*/?>(?=[^\n]*\|)", r"\1 "),
    (r"(?i)<br\s*/?>[ ]*\n?", "  \n"),
    (r"(?i)</?(?:figure|p|div|center|section|details)\b[^<>]*>[ ]*", "\n\n"),
    (r"(?i)</?(?:span|sub|sup|u|small|summary|font|a|kbd|mark)\b[^<>]*>", ""),
    (r"[ ]?\{:?(?:\s*(?:[.#][\w-]+|[\w-]+=\"[^\"\n]*\"|[\w-]+='[^'\n]*'))+\s*\}", ""),
    (r":(?:material|fontawesome|octicons|simple|bootstrap)-[a-z0-9-]+:[ ]?", ""),
    (r":tm:", "™"),
    (r"(?m)^\[\^([\w-]+)\]:[ ]*", r"Note \1: "),
    (r"\[\^([\w-]+)\]", r" (note \1)"),
    (r"(?m)^(#{1,6})[ ]+\*\*([^*\n]+)\*\*[ ]*$", r"\1 \2"),
    (r"[ \t]+\n(?=\s*\n)", "\n"),
    (r"\n{3,}", "\n\n"),
)
_COMPILED = tuple((re.compile(pattern), replace) for pattern, replace in _STEPS)


def tidy(text: str) -> str:
    """Plain Markdown with the same words."""
    text = _blocks_of_code(_boxes(text))
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_tidy_prose(text[end : code.start()]), code[0]]
        end = code.end()
    parts.append(_tidy_prose(text[end:]))
    return "".join(parts).strip()


def _tidy_prose(text: str) -> str:
    for pattern, replace in _COMPILED:
        text = pattern.sub(replace, text)
    return _LINK.sub(_whole_link, text)


def _blocks_of_code(text: str) -> str:
    def fenced(found: re.Match[str]) -> str:
        return f"\n\n```\n{found[1].strip(chr(10))}\n```\n\n"

    return re.sub(
        r"(?i)<pre\b[^<>]*>(?:<code[^<>]*>)?((?:(?!<pre)[\s\S]){0,9000}?)(?:</code>)?</pre>",
        fenced,
        text,
    )


def _boxes(text: str) -> str:
    """Boxes as quotations that begin with their title."""
    lines: list[str] = []
    fence, box = "", False
    for line in text.split("\n"):
        if box and (not line.strip() or line.startswith(("    ", "\t"))):
            inner = line.removeprefix("\t") if line.startswith("\t") else line[4:]
            lines.append(f"> {inner}".rstrip())
            continue
        if box:
            while lines[-1] == ">":
                lines.pop()
            lines.append("")
            box = False
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        found = None if fence else _BOX.match(line)
        if found and (found[1] or found[2]):
            title = found[2] or found[1].strip().capitalize()
            lines += ["", f"> **{title}**", ">"]
            box = True
        else:
            lines.append(line)
    return "\n".join(lines)


def first_sentences(text: str, most: int) -> str:
    """The first whole sentences of the first paragraph of a Markdown text, in plain words."""
    for found in _PARAGRAPH.finditer(markdown.render(tidy(text))):
        words = markdown.plain(found[1])
        if "app-picture" in found[1] or words.startswith(_LOST) or len(words) < 20:
            continue
        kept = ""
        for sentence in _SENTENCE.split(words):
            if kept and len(kept) + 1 + len(sentence) > most:
                break
            kept = f"{kept} {sentence}".strip()
        return cut(kept, most)
    return ""
