"""Normalizes characters: one form of each, no invisible ones, one kind of space. Pure."""

import re
import unicodedata

_INVISIBLE: dict[int, str | None] = dict.fromkeys(
    [
        *(0x00, 0xAD, 0x034F, 0x061C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)
_SURROGATES: dict[int, str | None] = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""Surrogates, which escapes in JSON can contain, become the replacement character."""
_VARIATION_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
_ANY_INVISIBLE = re.compile(
    "[\ud800-\udfff" + "".join(re.escape(chr(code)) for code in _INVISIBLE if code < 0x10000) + "]"
)
"""Invisible characters of the first plane, and surrogates. A class with characters beyond it would be slow to search."""
_JOINER = "\u034f"
_FEW_SELECTORS = re.compile("[\ufe00-\ufe0f]")
"""With the joiner, the invisible characters of the first plane that ``str.isprintable`` accepts."""
SHORT_MAX_CHARACTERS = 32
"""A text that is split into words faster than it is searched for spaces."""
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_DENSE = re.compile("[^\\w\\s]|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_MAY_BE_DENSE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\ud7af]")
"""A class of few ranges, which is searched three times as fast as the exact one."""
_DENSE_SCRIPTS = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
TEXT_MAX_CHARACTERS = 1_000_000
"""Maximum length of a document's text: a book of five hundred pages."""
TEXT_MAX_DENSE_CHARACTERS = 300_000
"""Maximum number of symbols, and of characters of scripts without spaces: each is a word of its own in the search."""


def visible(text: str) -> str:
    """Return the text in NFC, without invisible characters."""
    if text.isascii():
        return text.replace("\0", "")
    if _ANY_INVISIBLE.search(text) or _VARIATION_SELECTORS.search(text):
        text = text.translate(_INVISIBLE | _SURROGATES)
    return unicodedata.normalize("NFC", text)


def single_spaced(text: str) -> str | None:
    """Return what ``visible`` returns, with each run of spaces as a single one, or None where that would not be faster.

    ``text`` is not ASCII, and neither begins nor ends with a space.
    """
    if "\n" in text:
        text = " ".join(text.split())
    if not text.isprintable() or _has_printable_mark(text):
        return None
    return unicodedata.normalize("NFC", " ".join(text.split()) if "  " in text else text)


def _has_printable_mark(text: str) -> bool:
    """Return whether a text may have an invisible character that ``str.isprintable`` accepts."""
    raw = text.encode("utf-16-le")
    return len(raw) > 2 * len(text) or _JOINER in text or (b"\xfe" in raw and _FEW_SELECTORS.search(text) is not None)


def has_other_space(text: str) -> bool:
    """Return whether an ASCII text has a space other than U+0020: a chain of searches for one character is fastest."""
    return (
        "\n" in text or "\t" in text or "\r" in text or "\f" in text or "\v" in text
        or "\x1c" in text or "\x1d" in text or "\x1e" in text or "\x1f" in text
    )  # fmt: skip


def folded(text: str) -> str:
    """Return the text with each run of spaces, or of line breaks, replaced by a single one."""
    return _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()


def dense(text: str) -> int:
    """Return the number of characters of dense scripts in a text: Chinese, Japanese, Korean, Thai, Lao."""
    if text.isascii() or not _MAY_BE_DENSE.search(text):
        return 0
    return len("".join(_DENSE_SCRIPTS.findall(text)))


def bounded_length(text: str) -> int:
    """Return the length to which a text is cut, so that no page takes long to search."""
    length = min(len(text), TEXT_MAX_CHARACTERS)
    if length > TEXT_MAX_DENSE_CHARACTERS:
        dense = length - len(_DENSE.sub("", text[:length]))
        length = length * TEXT_MAX_DENSE_CHARACTERS // dense if dense > TEXT_MAX_DENSE_CHARACTERS else length
    return length
