"""Tells the marks of footnotes, and the remarks of editors, from other raised text."""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

_NOTE = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[a-z*†‡§¶]|[ivx]{1,4})\s*[\])]?\s*", re.IGNORECASE)
_PAGE_OF_NOTE = re.compile(r"\s*:\s*(?:[\w.]{1,8}(?:\s*[-–—,]\s*[\w.]{1,8}){0,6}|[^\W\d]{1,10}\.?\s*\d{1,6})\s*")
"""The page numbers that follow the mark of a note: ":34", ":xii", ": 12–14"."""
_REMARK = re.compile(r"\s*\[[^\[\]]{1,60}\]\s*")
"""An editor's remark in raised brackets: "[citation needed]"."""
_NOTE_NAME = re.compile(r"foot-?note|note-?ref|fnref|reference|cite", re.IGNORECASE)
_REMARK_NAME = re.compile(r"template|noprint|reference|cite|note", re.IGNORECASE)


def is_note(node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Return whether raised text is the mark of a footnote, the page that it cites, or an editor's remark in brackets."""
    text = node.text(deep=True)[:70]
    if _NOTE.fullmatch(text[:20]) and len(text) <= 20:
        return _has_link(node) or _is_named(attributes, _NOTE_NAME)
    if _PAGE_OF_NOTE.fullmatch(text):
        return _is_named(attributes, _NOTE_NAME)
    return _REMARK.fullmatch(text) is not None and (_has_link(node) or _is_named(attributes, _REMARK_NAME))


def _has_link(node: LexborNode) -> bool:
    child = node.first_child
    return (child is not None and child.tag == "a") or node.css_first("a") is not None


def _is_named(attributes: Mapping[str, str | None], names: re.Pattern[str]) -> bool:
    """Return whether an element's class, id or role has one of these names."""
    return names.search(" ".join(filter(None, map(attributes.get, ("class", "id", "role"))))) is not None
