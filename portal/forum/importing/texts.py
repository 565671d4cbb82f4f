"""From the HTML of a Stack Exchange post, and the few marks of its comments, to our Markdown."""

import re
from functools import partial
from typing import Any, Final
from urllib.parse import urljoin

from bs4 import Tag
from markdownify import MarkdownConverter

from portal.forum.importing.reading.dump import clean
from portal.forum.prose import replace_in_prose

LONGEST_RAISED: Final = 12
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
# These are marks wherever they stand; an underscore within a word and a lone sign are not.
_ANYWHERE: Final = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n]|\Z)|[*`\[\]]|(?<![^\W_])_|_(?![^\W_])|~(?=~)"
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)|!$"
)
# These are where a line begins.
_LINE_MARK: Final = re.compile(
    r"^(\s*|\s*[0-9]{1,9})((?:(?<=[0-9])[.)]|(?<![0-9])[#+-]{1,6})(?=\s|$)|>|[=-]+$|~~~)",
    re.MULTILINE,
)
# In a comment these are no marks, but would be in ours: headings, lists and quotations.
_BLOCK_MARK: Final = re.compile(r"^(\s*)(?:([#>+*-])|([0-9]{1,9})([.)]))(?=\s)", re.MULTILINE)
# A formula: its underscores and stars are no emphasis, its backslashes escape nothing.
_FORMULA: Final = re.compile(r"\$\$[^$]+\$\$|\$[^$\n]+\$")
_MARK: Final = re.compile(r"[\\`*_\[\]<>~&]")
_RELATIVE: Final = re.compile(r"\]\((//?)(?=[^/\s)])")
# What would name a person of this portal.
_PERSON: Final = re.compile(r"@(?=\[[0-9]+\])")


# Its types know the options only, none of what is to be overridden.
_Library: Any = MarkdownConverter


class _Converter(_Library):  # type: ignore[misc]
    """Markdown as portal.markdown reads it, and as a person would type it."""

    class Options:
        heading_style = "atx"
        bullets = "-"
        strip_pre = "strip_one"
        site = ""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """The text with those marks disarmed that would be read as Markdown where they stand."""
        text = _LINE_MARK.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\g<0>", text))
        return text.replace("|", "\\|") if "_inline" in parent_tags else text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link with its whole address."""
        if el.get("href"):
            el["href"] = self._address(el["href"])
        return str(super().convert_a(el, text, parent_tags))

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A picture, which is shown as a link to where it is."""
        words = re.sub(r"[\[\]\\\s]+", " ", str(el.get("alt") or "")).strip()
        if "a" in parent_tags:
            # A link holds no other: it leads to the large picture itself.
            return f"Picture: {words}" if words else "Picture"
        return f"![{words}]({self._address(el.get('src'))})"

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._marked("**", el, text, parent_tags)

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._marked("*", el, text, parent_tags)

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._marked("~~", el, text, parent_tags)

    convert_strong, convert_i = convert_b, convert_em
    convert_s = convert_strike = convert_del

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _raised("^", el, text)

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _raised("\\_", el, text)

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Code between fences that are longer than any in it."""
        code = text.strip("\n")
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{code}\n{fence}\n\n" if code.strip() else ""

    def _address(self, value: Any) -> str:
        """A whole address without what would end a link of Markdown."""
        address = str(value or "").strip()
        if self.options["site"]:
            try:
                address = urljoin(f"{self.options['site']}/", address)
            except ValueError:
                return ""
        return re.sub(r"[\s()<>\\]", lambda match: f"%{ord(match[0]):02X}", address)

    def _marked(self, mark: str, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Emphasis; away from the words beside it where it would not be seen as one."""
        words = text.strip()
        if "_noformat" in parent_tags or not words:
            return text
        before = " " if text[0].isspace() or _touches(words[0], el.previous_sibling, -1) else ""
        after = " " if text[-1].isspace() or _touches(words[-1], el.next_sibling, 0) else ""
        # Emphasis ends with its paragraph.
        lines = re.split(r"(\n\s*\n)", words)
        marked = "".join(line if not line.strip() else f"{mark}{line}{mark}" for line in lines)
        return f"{before}{marked}{after}"


def _touches(edge: str, beside: Any, place: int) -> bool:
    """Whether emphasis that begins or ends with a sign has a word right beside it."""
    letters = beside.get_text() if beside is not None else ""
    return bool(letters) and letters[place].isalnum() and not edge.isalnum()


def _raised(mark: str, el: Tag, text: str) -> str:
    """What stands above or below the line; a whole phrase there is only small print."""
    words = el.get_text().strip()
    if len(words) > LONGEST_RAISED:
        return text
    return f"{mark}{text}" if words.isalnum() or len(words) < 2 else f"{mark}({text.strip()})"


def from_html(html: str, site: str) -> str:
    """The Markdown of a post; addresses without a host become those of ``site``."""
    text = _EMPTY_LINES.sub("\n\n", _Converter(site=site).convert(clean(html))).strip()
    return _PERSON.sub(r"@\\", text) or "(nothing but empty space)"


def from_comment(text: str, site: str) -> str:
    """The Markdown of a comment."""
    escaped = _BLOCK_MARK.sub(_unmarked, clean(text).strip())
    escaped = replace_in_prose(_FORMULA, lambda m: _MARK.sub(r"\\\g<0>", m[0]), escaped)
    whole = replace_in_prose(_RELATIVE, partial(_absolute, site), escaped)
    return _PERSON.sub(r"@\\", whole) or "(nothing but empty space)"


def _unmarked(match: re.Match[str]) -> str:
    space, mark, number, dot = match.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{dot}"


def _absolute(site: str, match: re.Match[str]) -> str:
    return "](https://" if match[1] == "//" else f"]({site}/"
