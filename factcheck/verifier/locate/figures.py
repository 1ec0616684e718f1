"""Numbers in one notation, whatever marks the language puts between digits (Unicode CLDR, number symbols)."""

import re
import unicodedata

UNKNOWN_MARK = "·"
"""Replaces a mark between digits that the language uses neither for decimals nor for thousands: 3,5 in English."""
_SIGN = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_SPACES = re.compile(r"[\s'’]")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")


def figure_of(raw: str, point: bool) -> str:
    """Return sign, digits, and a point before decimals; ``point`` says that the language writes 1,234.5, not 1.234,5.

    Text that is not a single number (a date, a version) keeps its marks.
    """
    sign = "-" if raw[0] in _SIGN else ""
    body = raw[1:] if sign else raw
    if body.isascii() and body.isdigit():
        return sign + body
    if not body.isascii():
        body = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in body)
        body = body.replace("٬", "").replace("．", ".")
        if body.count("٫") == 1:
            return sign + body.replace("٫", ".").replace(",", "")
    body = _SPACES.sub("", body)
    if body.startswith("."):
        body = "0" + body
    body = body.replace("：", ":")
    head = re.match(r"[\d.,]+", body)
    whole = head[0] if head else ""
    return sign + _value(whole, point) + body[len(whole) :]


def _value(body: str, point: bool) -> str:
    marks = [character for character in body if character in ".,"]
    if not marks:
        return body
    groups = re.split(r"[.,]", body)
    whole, last = groups[0], groups[-1]
    if len(marks) == 1:
        if (marks[0] == ".") == point or whole == "0":
            return f"{whole}.{last}"
        if len(last) == 3 and 1 <= len(whole) <= 3:
            return whole + last
        return f"{whole}{UNKNOWN_MARK}{last}"
    thousands = 1 <= len(whole) <= 3 and all(len(group) == 3 for group in groups[1:-1])
    if len(set(marks)) == 1:
        if (thousands and len(last) == 3) or _INDIAN.fullmatch(body):
            return "".join(groups)
        return body
    indian = _INDIAN.fullmatch(body.rpartition(marks[-1])[0]) is not None
    if marks[-1] not in marks[:-1] and len(set(marks[:-1])) == 1 and (thousands or indian):
        return "".join(groups[:-1]) + "." + last
    return body
