"""Sanitizing of foreign text for a terminal, so that it can neither move the cursor nor change colours nor reorder a line."""

import unicodedata

_CONTROL_PICTURES = {ord(c): chr(0x2400 + ord(c)) for c in map(chr, range(0x20))} | {0x7F: "\u2421"}
_ALLOWED_FORMATS = {"\u200c", "\u200d"}
"""Zero-width joiners, which Persian, Hindi and emoji need. They are harmless."""


def sanitize_text(text: str, *, lines: bool = False) -> str:
    """Return the text with every control and direction character replaced or removed.

    White space becomes a space; with ``lines``, line breaks stay. C0 controls become control pictures (ESC: ␛). C1
    controls, bidi overrides and isolates, lone surrogates and unassigned characters become "�". Other invisible format
    characters are removed.
    """
    return "".join(_sanitize_character(character, lines) for character in text.replace("\r\n", "\n"))


def _sanitize_character(character: str, lines: bool) -> str:
    if character == "\n" and lines:
        return character
    if character in "\t\n\r\u2028\u2029\x0b\x0c":
        return " "
    if character.isprintable() or character in _ALLOWED_FORMATS:
        return character
    if ord(character) in _CONTROL_PICTURES:
        return _CONTROL_PICTURES[ord(character)]
    match unicodedata.category(character):
        case "Zs":
            return " "
        case "Cf" if unicodedata.bidirectional(character) not in _DIRECTIONS:
            return ""
        case _:
            return "\ufffd"


_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
