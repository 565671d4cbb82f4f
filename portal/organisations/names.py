"""Names that ODS gives in capitals, in the mixed case that people write."""

import re

_SMALL = re.compile("and|at|by|de|for|in|la|le|of|on|or|the|to|under|upon|with")
_CAPITALS = re.compile(
    "BMI|CCG|CIC|CSU|GP|HIV|HMP|ICB|ICS|II|III|IV|IT|LLP|NEL|NHS|NHSE|NIHR|PCN|PLC|SCW|UK|UKHSA|USA"
)
# A word: letters, digits and apostrophes inside it, straight or curly.
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]*)*")
_LETTER_AFTER_APOSTROPHE = re.compile(r"(?<=^[^\W\d_]['\u2019])[^\W\d_]")


def mixed_case(name: str) -> str:
    """``ST GEORGE'S UNIVERSITY HOSPITALS NHS TRUST`` as it is written on its door.

    A name that already has small letters is left as it is; runs of spaces become one.
    """
    name = " ".join(name.split())
    if not name.isupper():
        return name
    return _WORD.sub(lambda match: _cased(match, name), name).replace("St. ", "St ")


def _cased(match: re.Match[str], name: str) -> str:
    word = match.group()
    if _CAPITALS.fullmatch(word):
        return word
    # After a comma the name goes on, after a bracket it starts anew.
    starts = match.start() == 0 or name[match.start() - 1] in "(\"'\u2018\u201c"
    if _SMALL.fullmatch(word.lower()) and not starts:
        return word.lower()
    word = word[0] + word[1:].lower()
    return _LETTER_AFTER_APOSTROPHE.sub(lambda letter: letter.group().upper(), word)
