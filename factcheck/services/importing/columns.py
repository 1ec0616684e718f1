"""Columns of an imported file, and the headings under which each is recognized."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

ALIASES = {
    "text": ("text", "claim", "claim text", "statement", "claim reviewed", "claim statement"),
    "claimant": ("claimant", "speaker", "author", "who", "claimant name", "claimed by", "said by"),
    "on": ("on", "date", "claim date", "claimed on", "claim made on", "date of claim"),
    "url": (
        "url", "urls", "source", "source url", "link", "evidence", "sources", "links", "source urls", "source link",
        "evidence url", "evidence urls", "evidence link",
    ),
    "quote": ("quote", "exact", "exact quote", "quotation"),
    "rating": ("rating", "verdict", "label"),
    "why": ("why", "justification", "reason", "rating why", "explanation"),
    "status": ("status",),
    "tags": ("tags", "tag"),
    "language": ("language", "lang"),
    "external_id": ("id", "external id", "claim id"),
    "standalone": ("standalone",),
    "appearance": ("appearance", "appearance url", "original claim url", "claim url"),
    "stance": ("stance",),
}  # fmt: skip
"""Headings of the columns by field. If a file has several columns for a field, the heading listed first is read."""


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """Return a heading without case, spaces, punctuation and parentheses: "Claim_Text (en)" becomes "claimtext"."""
    folded = unicodedata.normalize("NFKC", re.sub(r"\([^()]*\)", "", name)).casefold()
    return "".join(character for character in folded if character.isalnum())


_FIELDS = {plain_name(alias): (rank, name) for name, known in ALIASES.items() for rank, alias in enumerate(known)}


def count_known(header: Sequence[str]) -> int:
    """Return the number of fields that a header names, plus 100 if it names the text of the claim."""
    fields = {_FIELDS[plain][1] for name in header if (plain := plain_name(name)) in _FIELDS}
    return len(fields) + 100 * ("text" in fields)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file: the position of each field that is read, and the reason why each other column is not."""

    read: dict[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """The name of each column in messages."""
    unread: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, header: Sequence[str]) -> "Columns":
        """Return the columns of a header or of an object's keys. Cached, because most objects of a file have the same keys."""
        return cls._of(tuple(header))

    @classmethod
    @lru_cache(maxsize=256)
    def _of(cls, header: tuple[str, ...]) -> "Columns":
        names = tuple(" ".join(name.split()) or f"{number} (without a name)" for number, name in enumerate(header, 1))
        found = [_FIELDS.get(plain_name(name)) for name in header]
        read: dict[str, int] = {}
        for number in sorted((at for at, each in enumerate(found) if each), key=lambda at: (found[at] or (0,))[0]):
            read.setdefault((found[number] or (0, ""))[1], number)
        unread = {}
        for number, each in enumerate(found):
            if each is None:
                unread[number] = "it is not a column that is read"
            elif read[each[1]] != number:
                first = read[each[1]]
                unread[number] = f"column {first + 1} ({names[first]}) gives the same field"
                if names[number] == names[first]:
                    names = (*names[:number], f"{names[number]} (column {number + 1})", *names[number + 1 :])
        return cls(read, names, unread)
