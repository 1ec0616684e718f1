"""The quotations of an article: which stretches of its text are between quotation marks, or are speech after a dash."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

QUOTATION_MAX_CHARACTERS = 6_000
"""A quotation that would be longer has lost its closing mark."""
_MARKS = re.compile(r"[«»“”„‟\"‹›「」『』]|(?<!\w)‘(?=\w)|(?<=[\w.,!?…])’(?!\w)")
_OPENING, _CLOSING = frozenset("„「『"), frozenset("」』")
_DASH = re.compile(r"(?:^|(?<=\n))[ \t]*[-–—―](?=\s?\S)")
_INNER_DASH = re.compile(r"(?<=[\w.,!?…»”\"])\s*[,]?\s[–—―-]\s?(?=\w)|\s[–—―-](?=\w)|(?<=\w)[–—―](?=[.,\s])")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks; the marks are part of it."""

    start: int
    end: int
    is_open: bool = False
    """It has no closing mark: it goes on in the next paragraph."""


def quotations(text: str, blocks: Sequence[tuple[int, int]]) -> tuple[Quotation, ...]:
    """Return the quotations of a text, each within one of its blocks, in their order."""
    found: list[Quotation] = []
    for start, end in blocks:
        found += _of_block(text, start, end)
    return tuple(found)


def _of_block(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    depth = 0
    for match in _MARKS.finditer(text, start, end):
        place = match.start()
        if opened is None:
            if _opens(text, place, start, end):
                opened, depth = place, 1
        elif _opens(text, place, start, end) and not _closes(text, place, end):
            depth += 1
        else:
            depth -= 1
            if depth <= 0 or match[0] == text[opened]:
                found.append(Quotation(opened, place + 1))
                opened = None
    if opened is not None and end - opened <= QUOTATION_MAX_CHARACTERS:
        found.append(Quotation(opened, end, is_open=True))
    return found


def _opens(text: str, place: int, start: int, end: int) -> bool:
    """Return whether a quotation mark opens: it is before a word. The same mark closes in other languages."""
    mark = text[place]
    if mark in _OPENING or mark in _CLOSING:
        return mark in _OPENING
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < end else " "
    is_after_gap = before.isspace() or before in "([{-–—―/:'’«“„"
    if mark == "«":
        return is_after_gap
    return is_after_gap and not after.isspace() and (mark != "»" or after.isalnum() or after in "…¿¡'’")


def _closes(text: str, place: int, end: int) -> bool:
    after = text[place + 1] if place + 1 < end else " "
    return text[place] != "«" and (after.isspace() or after in ".,;:!?)]}–—")


def dash_speech(text: str, start: int, end: int, remark: int | None = None) -> tuple[Quotation, ...]:
    """Return the speech of a sentence that begins with a dash, without the remark of who says it.

    "– Ceny wzrosły – powiedział minister. – To dużo" has the remark between its dashes; in other languages it is only after
    a comma, at ``remark``.
    """
    lead = _DASH.match(text, start, end)
    if lead is None:
        return ()
    marks = [*_INNER_DASH.finditer(text, lead.end(), end)]
    if not marks:
        return (Quotation(lead.start(), end if remark is None else remark),)
    speech = [Quotation(lead.start(), marks[0].start())]
    if len(marks) > 1 and marks[1].end() < end:
        speech.append(Quotation(marks[1].start(), end))
    return tuple(speech)
