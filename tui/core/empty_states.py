"""What the queue says where it has no claims to show."""

from factcheck.store.filters import Filter
from factcheck.store.rows import COUNTED_MAX

from .keymap import Keymap

FEW = 4
"""Words of a filter that are tried away, one at a time, where it finds nothing."""


def empty_desk(keymap: Keymap) -> str:
    """Return what to press where there are no claims yet."""
    key = {verb: each.key for verb, each in keymap.by_verb.items()}
    return (
        f"no claims yet: press {key['add']} to add one\n\n"
        f"{key['add']}  add a claim: its words, and who says so\n"
        f"{key['cite']}  cite a source for it, and the words it rests on; a pasted address does so, too\n"
        f"{key['rate']}  rate it, and say why\n"
        f"{key['help']}  all keys that act here\n\n"
        "many at once, in a shell:  factcheck import FILE"
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
    return (terms + words)[:FEW]


def counted(count: int) -> str:
    """Return a count that goes no further than ``COUNTED_MAX``."""
    return f"{count:,}" if count <= COUNTED_MAX else f"{COUNTED_MAX:,}+"


def nothing_found(found: list[tuple[str, int]]) -> str:
    """Return what an empty list says: how many claims each word of the filter keeps away."""
    lines = [f"{counted(count)} without {word}" for word, count in found if count]
    return "\n".join(["nothing matches: esc clears the filter", *lines])
