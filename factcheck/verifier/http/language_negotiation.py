"""The Accept-Language header of a request (RFC 9110, 12.5.4). Pure."""

import re
from collections.abc import Sequence

LANGUAGES_MAX = 3
"""Maximum number of languages in one request, besides English."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")


def accept_language(languages: Sequence[str] = ()) -> str:
    """Return an Accept-Language header: the languages in order, then English, then any."""
    named: dict[str, None] = {}
    for tag in [each for each in languages if _TAG.fullmatch(each)][:LANGUAGES_MAX]:
        named[tag] = None
        named.setdefault(tag.partition("-")[0])
    if not named:
        return "en;q=0.9,*;q=0.5"
    named.setdefault("en")
    first, *others = named
    return ",".join([first, *(f"{tag};q={0.9 - 0.1 * place / 2:.2g}" for place, tag in enumerate(others)), "*;q=0.1"])
