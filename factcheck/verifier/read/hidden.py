"""Detects text that a page does not show: hidden by attribute, by style, or for screen readers only."""

import re
from collections.abc import Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

from factcheck.verifier.read.names import LAYOUT_PARTS, around, finder, parts_of, phrases

HIDDEN_STYLE = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:left|right|top|text-indent|margin-left)\s*:\s*-(?:\d{4,}(?:\.\d+)?px|\d{2,}(?:\.\d+)?r?em|\d{3,}vw))",
    re.IGNORECASE,
)
_CLIPPED = re.compile(
    r"(?<![\w-])(?:clip\s*:\s*rect\(\s*(?:[01](?:px|em)?\s*[,\s]\s*){3}[01](?:px|em)?\s*\)"
    r"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*0(?:px|%)?\s+0(?:px|%)?\s*,\s*0(?:px|%)?\s+0(?:px|%)?\s*,\s*0))",
    re.IGNORECASE,
)
_TINY = [
    re.compile(rf"(?<![\w-]){side}\s*:\s*[01](?:px)?\s*(?:!important\s*)?(?:;|\Z)", re.IGNORECASE)
    for side in ("width", "height")
]
_OVERFLOW_HIDDEN = re.compile(r"(?<![\w-])overflow\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_NAMES = frozenset(
    (
        "sr-only visually-hidden visuallyhidden screen-reader-text screenreader screen-reader-only assistive-text a11y-hidden"
        " offscreen off-screen element-invisible u-visually-hidden is-visually-hidden katex-mathml mjx_assistive_mathml"
    ).split()
)
_PHRASES = phrases(
    "visually-hidden visuallyhidden visually-hide visualhidden visual-hidden hidden-visually hiddenvisually hide-visually"
    " sr-only sronly sr-text srtext screen-reader-text screen-reader-only screen-reader screenreader-text screenreader-only"
    " screenreader screenreaders-only for-screen-reader for-screenreader reader-only readers-only assistive-text"
    " assistivetext assistive-only ally-hidden ally-text ally-only for-sr accessibility-hidden accessibly-hidden"
    " accessible-hidden accessible-text accessible-hide allyhidden offscreen off-screen offscreen-text off-screen-text"
    " element-invisible hidden-accessible hidden-accessibly hide-accessible hide-accessibly text-assistive vis-hidden vishidden"
    " hide-text-visually screenreaderonly aria-only aural aural-only speech-only nonvisual non-visual invisible-text"
)
_HIDING_WORDS = "hid|reader|sr|off|assist|a11y|access|invis|aural|aria|speech|visual"
_may_hide = finder(_HIDING_WORDS)
_may_be_a_name = finder(f"{_HIDING_WORDS}|mathml")
_MODIFIERS = LAYOUT_PARTS | frozenset(
    "text only content label focusable message hint static hidden base icon title safari".split()
)
_NEGATIONS = frozenset("not no un undo non un reset unset disable remove without off".split())
_SIZE_MAX_LETTERS = 2
"""Maximum length of a part of a name that is a size or a version."""
_CONTROLS = (
    "[aria-controls][aria-expanded], [data-toggle=collapse], [data-bs-toggle=collapse], [aria-controls][role=tab],"
    " [data-toggle=tab], [data-bs-toggle=tab]"
)
_MAX_CONTROLS = 2_000
"""Maximum number of controls that are read."""
_MAX_ELEMENTS = 200
"""Maximum number of elements whose preceding element is checked for a control."""


def is_hidden(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element's attributes hide its contents."""
    if tag in {"html", "body"}:
        return False
    if "popover" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    if is_folded(attributes):
        return True
    names = attributes.get("class")
    if names and (_is_for_readers(names) or (tag == "span" and "hidden-text" in names.lower().split())):
        return True
    style = attributes.get("style")
    return bool(style) and _is_clipped(style or "")


def hides_by_name(classes: str) -> bool:
    """Return whether the class of an element can hide its contents."""
    return _may_be_a_name(classes) and (_is_for_readers(classes) or "hidden-text" in classes.lower())


def is_folded(attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element is hidden in a way that a control on the page can undo."""
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    style = attributes.get("style")
    return bool(style) and HIDDEN_STYLE.search(style or "") is not None


def _is_clipped(style: str) -> bool:
    if _CLIPPED.search(style):
        return True
    return _OVERFLOW_HIDDEN.search(style) is not None and all(side.search(style) for side in _TINY)


@lru_cache(maxsize=4096)
def _is_for_readers(names: str) -> bool:
    """Return whether a name of an element marks it as text for screen readers only."""
    if not _NAMES.isdisjoint(names.lower().split()):
        return True
    return _may_hide(names) and any(_hides(name) for name in names.split() if ":" not in name)


def _hides(name: str) -> bool:
    """Return whether a name marks hidden text, as a whole or without its modifier (``block__sr-only--dark``)."""
    block, modified, modifier = name.partition("--")
    denied = modified and not _NEGATIONS.isdisjoint(parts_of(modifier))
    return any(
        _NEGATIONS.isdisjoint(before)
        and len(before) <= 5
        and all(part in _MODIFIERS or _is_a_size(part) for part in after)
        for each in ((name,) if denied or not modified else (name, block))
        for before, _, after in around(each, _PHRASES)
    )


def _is_a_size(part: str) -> bool:
    return len(part) <= _SIZE_MAX_LETTERS and part not in _NEGATIONS


class Controls:
    """The controls of a page that show folded elements: accordions and tabs."""

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._opened: set[str] | None = None
        self._left = 0
        """The number of further elements whose preceding element is checked."""

    def opens(self, node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
        """Return whether a control opens this element: it names the element, or directly precedes it."""
        if self._opened is None:
            self._opened = self._named()
            self._left = _MAX_ELEMENTS if self._root.css_first("[aria-expanded]") else 0
        if (attributes.get("id") or "") in self._opened:
            return True
        self._left -= 1
        return self._left >= 0 and _follows_a_control(node)

    def _named(self) -> set[str]:
        found: set[str] = set()
        for control in self._root.css(_CONTROLS)[:_MAX_CONTROLS]:
            given = control.attributes
            if given.get("aria-haspopup") is None:
                targets = [given.get(each) for each in ("aria-controls", "data-target", "data-bs-target", "href")]
                found.update(name.lstrip("#") for each in targets if each for name in each.split())
        return found


def _follows_a_control(node: LexborNode) -> bool:
    """Return whether the preceding element is only a control that opens and folds."""
    before = node.prev
    while before is not None and before.tag in {"-text", "-comment"} and not (before.text_content or "").strip():
        before = before.prev
    if before is None or (before.tag or "-")[0] == "-":
        return False
    if "aria-expanded" in before.attributes:
        return True
    control = before.css_first("[aria-expanded]")
    return control is not None and control.text(deep=True).strip() == before.text(deep=True).strip()
