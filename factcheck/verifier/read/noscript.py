"""Removes ``noscript`` elements from markup, as a browser that runs scripts does.

To such a browser everything up to ``</noscript>`` is raw text that is not shown. The parser works as a browser without
scripts, in which an element that is left open there contains everything that follows.
"""

import re

_ANY = re.compile("<[nN][oO][sS][cC][rR][iI][pP][tT]")
_TAG_REST = r"(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?)*+(?:>|\Z)"
"""The rest of a tag: quotes count only where a value begins."""
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext"
"""Elements whose contents are raw text."""
_SKIPPED = re.compile(rf"(?:[^<]++|<(?!!--)(?!(?:{_RAW})[\s/>])(?:/?[a-z]{_TAG_REST})?+)*+", re.IGNORECASE)
"""Text and tags up to the next comment or element with raw text."""
_OPENING = re.compile(rf"<({_RAW})(?=[\s/>]){_TAG_REST}", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_CLOSING = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*+(?:>|\Z)", re.IGNORECASE) for name in _RAW.split("|")}
_IN_A_SCRIPT = re.compile(r"<!--|-->|</?script(?=[\s/>])", re.IGNORECASE)


def without_noscript(text: str) -> str:
    """Return the markup without ``noscript`` elements; of one that is never closed, only the tag is removed.

    The time grows linearly with the length.
    """
    if _ANY.search(text) is None:
        return text
    remaining: list[str] = []
    start = place = 0
    endless: set[str] = set()
    while True:
        place = _end_of(_SKIPPED, text, place)
        if place >= len(text):
            break
        opening = _OPENING.match(text, place)
        if opening is None:
            place = _end_of(_COMMENT, text, place) if text.startswith("<!--", place) else place + 1
            continue
        name, content = opening[1].lower(), opening.end()
        if name == "plaintext":
            break
        end = None if name in endless else _end_of_raw(name, text, content)
        if name == "noscript":
            remaining.append(text[start:place])
            start = content if end is None else end
        if end is None:
            endless.add(name)
            place = content
        else:
            place = end
    remaining.append(text[start:])
    return "".join(remaining)


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place + 1


def _end_of_raw(name: str, text: str, place: int) -> int | None:
    """Return the end of the closing tag of an element with raw text, or None where it is never closed."""
    if name == "script":
        place = _last_of_script(text, place)
    closing = _CLOSING[name].search(text, place)
    return closing.end() if closing else None


def _last_of_script(text: str, place: int) -> int:
    """Return the start of the closing tag of a script. After ``<!--``, a nested script has its own closing tag."""
    commented = nested = False
    for mark in _IN_A_SCRIPT.finditer(text, place):
        match mark[0].lower():
            case "<!--":
                commented = True
            case "-->":
                commented = nested = False
            case "<script":
                nested = commented
            case _ if nested:
                nested = False
            case _:
                return mark.start()
    return len(text)
