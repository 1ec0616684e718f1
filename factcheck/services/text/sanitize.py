"""Foreign text made harmless for a terminal: it can neither move the cursor, nor colour, nor reorder the line."""

import unicodedata

_STAND_INS = {ord(c): chr(0x2400 + ord(c)) for c in map(chr, range(0x20))} | {0x7F: "\u2421"}
_KEPT_FORMATS = {"\u200c", "\u200d"}
"""Zero-width joiners: Persian, Hindi and emoji need them, and they do no harm."""


def plain(text: str, *, lines: bool = False) -> str:
    """Return the text with every control and direction mark made visible or dropped.

    White space becomes a space, or stays a line break where ``lines`` asks for it. C0 controls become their pictures
    (ESC: ␛), C1 controls, bidi overrides and isolates, lone surrogates and unassigned characters become "�", other
    invisible format characters go.
    """
    return "".join(_plain(character, lines) for character in text.replace("\r\n", "\n"))


def _plain(character: str, lines: bool) -> str:
    if character == "\n" and lines:
        return character
    if character in "\t\n\r\u2028\u2029\x0b\x0c":
        return " "
    if character.isprintable() or character in _KEPT_FORMATS:
        return character
    if ord(character) in _STAND_INS:
        return _STAND_INS[ord(character)]
    match unicodedata.category(character):
        case "Zs":
            return " "
        case "Cf" if unicodedata.bidirectional(character) not in _DIRECTIONS:
            return ""
        case _:
            return "\ufffd"


_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
