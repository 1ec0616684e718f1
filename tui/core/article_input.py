"""Tells a line of text from an address and from the path of a file."""

import re

TEXT_MIN_WORDS = 3
"""Fewer words may be the name of a file."""
_ADDRESS_OR_PATH = re.compile(r"(https?|file):|[/~\\]|\.{1,2}/|[a-z]:\\", re.IGNORECASE)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_SUFFIX = re.compile(r"\w\.[a-z0-9]{2,5}", re.IGNORECASE)
_STOP_WITHOUT_SPACE = re.compile("[。！？｡]")


def is_article_text(line: str) -> bool:
    """Return whether one line is the text of an article: sentences, neither an address nor a path."""
    line = line.strip()
    if _ADDRESS_OR_PATH.match(line) or _QUOTED.fullmatch(line):
        return False
    if _STOP_WITHOUT_SPACE.search(line):
        return True
    words = line.split()
    return len(words) >= TEXT_MIN_WORDS and not _SUFFIX.search(words[-1])
