"""Texts of the queue where it has no claims to show."""

from factcheck.store.filters import Filter
from factcheck.store.rows import COUNTED_MAX

TRIED_WORDS_MAX = 4
"""Words of a filter that are left out, one at a time, where it finds nothing."""


def empty_desk(*, add: str, ingest: str, cite: str, rate: str, show_help: str) -> str:
    """Return the text of a desk without claims; the arguments are the keys of these commands."""
    return (
        f"No claims yet. Press {add} to add one.\n\n"
        f"{add}  add a claim: its wording, and who made it\n"
        f"{ingest}  read an article, and file its statements as claims\n"
        f"{cite}  cite a source and the exact words; or paste an address\n"
        f"{rate}  rate the claim, and give the reason\n"
        f"{show_help}  all keys that act here\n\n"
        "To import many claims, in a shell:  factcheck import FILE"
    )


def wider(asked: Filter) -> list[tuple[str, Filter]]:
    """Return a filter without each of its words in turn, with the word that is left out."""
    terms = [
        (str(term), Filter((*asked.terms[:at], *asked.terms[at + 1 :]), asked.words))
        for at, term in enumerate(asked.terms)
    ]
    words = [
        (word, Filter(asked.terms, (*asked.words[:at], *asked.words[at + 1 :]))) for at, word in enumerate(asked.words)
    ]
    return (terms + words)[:TRIED_WORDS_MAX]


def capped_count(count: int) -> str:
    """Return a count, which is exact up to ``COUNTED_MAX``."""
    return f"{count:,}" if count <= COUNTED_MAX else f"{COUNTED_MAX:,}+"


def nothing_found(found: list[tuple[str, int]]) -> str:
    """Return the text of an empty list: the number of claims without each word of the filter."""
    lines = [f"{capped_count(count)} without {word}" for word, count in found if count]
    return "\n".join(["No claim matches. Press esc to clear the filter.", *lines])
