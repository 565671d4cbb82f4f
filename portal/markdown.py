"""Markdown to safe HTML, once, when a text is saved."""

import re
from collections.abc import Sequence
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import escape

# Kept with each record and raised when the rendering changes. A record that was rendered by an
# older version is rendered anew when it is next saved.
RENDER_VERSION = 2

# fmt: off
_TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
# fmt: on
_ATTRIBUTES = {
    "a": {"href"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "ol": {"start"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class"},
}
# Half a second to render.
MOST_CELLS = 20_000
_SCHEMES = {"http", "https", "mailto"}
_PLAIN = re.compile(r"<[^>]+>")


class _Renderer(RendererHTML):
    """The usual HTML, with pictures as words, tables that scroll, and no heading above level 3."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link: loading a picture from elsewhere would tell others who reads this."""
        token = tokens[idx]
        words = escape(token.content.strip() or "no description")
        source = str(token.attrGet("src") or "")
        if source.startswith(("http://", "https://")):
            return (
                f'<span class="app-picture"><a href="{escape(source)}">Picture: {words}</a></span>'
            )
        return f'<span class="app-picture">Picture not available: {words}</span>'

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Only the words of a link that leads nowhere: relative, or of a scheme that runs code."""
        leads = _leads_somewhere(str(tokens[idx].attrGet("href") or ""))
        env.setdefault("links", []).append(leads)
        return self.renderToken(tokens, idx, options, env) if leads else ""

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</a>" if env["links"].pop() else ""

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"<{self._level(tokens, idx, env)}>"

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"</{self._level(tokens, idx, env)}>\n"

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return '<div class="app-scroll" tabindex="0" role="region" aria-label="Table"><table>\n'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        code = escape(tokens[idx].content)
        return (
            '<div class="app-scroll" tabindex="0" role="region" aria-label="Code">'
            f"<pre><code>{code}</code></pre></div>\n"
        )

    code_block = fence

    @staticmethod
    def _level(tokens: Sequence[Token], idx: int, env: EnvType) -> str:
        """Levels from 3 on, whichever the text uses: the page has its own of level 1 and 2."""
        if "levels" not in env:
            env["levels"] = sorted({t.tag for t in tokens if t.type == "heading_open"})
        return f"h{min(6, 3 + env['levels'].index(tokens[idx].tag))}"


def _leads_somewhere(url: str) -> bool:
    """Whether a link is whole: a relative one came from another site and leads nowhere here."""
    return url.startswith(("http://", "https://", "mailto:", "/", "#")) and url[:2] != "//"


_markdown = MarkdownIt(
    "commonmark", {"html": False, "linkify": False}, renderer_cls=_Renderer
).enable(["table", "strikethrough"])
# The renderer decides, so that the words of a link are kept where the link is not.
_markdown.validateLink = bool  # type: ignore[assignment]


_without_tables = MarkdownIt(
    "commonmark", {"html": False, "linkify": False}, renderer_cls=_Renderer
).enable(["strikethrough"])
_without_tables.validateLink = bool  # type: ignore[assignment]


def _has_vast_tables(text: str) -> bool:
    """Whether tables could have more cells than anyone reads: short rows are filled up."""
    # A table ends at an empty line; until then every line is a row, even one without a mark.
    blocks = (block.split("\n") for block in re.split(r"\n[ \t]*\n", text))
    return sum(max(row.count("|") for row in rows) * len(rows) for rows in blocks) > MOST_CELLS


def render(text: str) -> str:
    """Safe HTML of a Markdown text; HTML in the text is shown as it was typed.

    A text with more than MOST_CELLS cells keeps its tables as they were typed.
    """
    parser = _without_tables if _has_vast_tables(text) else _markdown
    return nh3.clean(
        str(parser.render(text)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )


def plain(html: str) -> str:
    """The words of rendered HTML in one line, for snippets and the search index."""
    return " ".join(unescape(_PLAIN.sub(" ", html)).split())
