"""What of a Markdown text is prose: code is shown as it was typed, so nothing in it is replaced."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt

_blocks = MarkdownIt("commonmark").disable("inline")
_CODE_BLOCKS = ("fence", "code_block")
# A run of backticks up to the next one as long.
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:.+?)(?<!`)\1(?!`)", re.DOTALL)


def replace_in_prose(
    pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str
) -> str:
    """``pattern.sub`` where the match begins outside of code."""
    if not pattern.search(text):
        return text
    code = _code_in(text)

    def replaced(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in code):
            return match[0]
        return replacement(match)

    return pattern.sub(replaced, text)


def _code_in(text: str) -> list[tuple[int, int]]:
    """Where the code of the text begins and ends."""
    if "`" not in text and "    " not in text and "\t" not in text and "~~~" not in text:
        return []
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found = [
        (starts[token.map[0]], starts[token.map[1]])
        for token in _blocks.parse(text)
        if token.type in _CODE_BLOCKS and token.map
    ]
    spans = ((match.start(), match.end()) for match in _CODE_SPAN.finditer(text))
    return found + [span for span in spans if not any(a <= span[0] < b for a, b in found)]
