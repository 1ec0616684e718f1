"""One walk over a page's tree: its texts in order, each with the part of the page it belongs to.

The stack is our own: nesting may be deeper than Python's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from factcheck.verifier.read.regions import STEADY, Sign, sign_of
from factcheck.vocabulary import Region

_NOT_TEXT = frozenset(
    (
        "script style head object embed audio video canvas select datalist textarea annotation annotation-xml map noscript"
        " noframes noembed title desc defs metadata symbol"
    ).split()
)
_BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary"
        " table tbody td tfoot th thead title tr ul br text foreignobject listing plaintext xmp iframe"
    ).split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 legend summary caption".split())
_PREFORMATTED = frozenset("pre listing plaintext xmp".split())
_PAGES_WITHIN = frozenset({"template", "iframe"})
_STRUCK = frozenset("del s strike".split())
_ANNOTATIONS = frozenset("rt rp rtc".split())
_INSIDE = frozenset({"article", "main"})
_LINKED = frozenset({"a", "button", "label"})
_TELLING = _INSIDE | _LINKED | _HEADINGS | _PREFORMATTED | {"sup", "sub"}
"""What tells of what it holds by its kind."""
_PLAIN = frozenset(
    "div p span li ul ol dl dt dd table tbody tr td th b i em strong section blockquote font center br".split()
)
"""What says nothing without attributes."""
_HOLDERS = "main, [itemprop=articleBody], [role=main]"
HIDDEN_STYLE = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:left|right|top|text-indent)\s*:\s*-\d{4,}px)",
    re.IGNORECASE,
)
_STRUCK_STYLE = re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_HIDDEN_NAMES = frozenset(
    (
        "sr-only visually-hidden visuallyhidden screen-reader-text screenreader screen-reader-only assistive-text a11y-hidden"
        " offscreen off-screen element-invisible u-visually-hidden is-visually-hidden katex-mathml mjx_assistive_mathml"
    ).split()
)
_NOTE = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[a-z*†‡§¶]|[ivx]{1,4})\s*[\])]?\s*", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPT = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_RAISED = re.compile(r"\s*[\d+−-]{1,6}\s*")
MAX_NODES = 150_000
"""Nodes that are visited: an honest page of a megabyte of text has a quarter of them."""
MAX_TEXT = 1_000_000
"""Characters of text that are kept: a book of five hundred pages."""
MAX_LINES = 50_000
"""Lines of a preformatted text that are told apart."""
MAX_INLINE_PAGES = 20
"""Pages written out in ``srcdoc``, and shadow trees: as many are read."""


Piece = tuple[str | None, int, bool, bool]
"""Text of one node (None: a block begins or ends here); its part of the page, a number of ``parts``; whether it is in a
link; whether it is in a heading."""
_BREAK: Piece = (None, 0, False, False)
LINE_BREAK: Piece = (None, 1, False, False)
"""A line ends here, not the block."""


@dataclass(slots=True)
class Part:
    """An element that says what part of the page it is."""

    sign: Sign
    parent: int


class _State(NamedTuple):
    """What an element passes on to what it holds."""

    part: int
    inside: bool
    """It is in an article or main element."""
    held: bool
    """It is in what holds the article, whatever its kind: what stands aside in there belongs to it."""
    preformatted: bool
    linked: bool
    heading: bool
    raised: dict[int, int] | None


def walk(root: LexborNode) -> tuple[list[Piece], list[Part], bool]:
    """Return a page's texts, its parts (the first is the article), and whether some text was left out."""
    return _Walk(root).run(root)


class _Walk:
    def __init__(self, root: LexborNode) -> None:
        self.parts = [Part(Sign(Region.ARTICLE), 0)]
        self.pieces: list[Piece] = []
        self.holders = _holders(root)
        self.trees: list[LexborHTMLParser] = []
        self.inlined = 0

    def run(self, root: LexborNode) -> tuple[list[Piece], list[Part], bool]:
        """Visit every node once, up to the bounds."""
        pieces = self.pieces
        nodes = size = 0
        above: list[tuple[LexborNode | None, _State, bool]] = []
        node, state = (
            root.child,
            _State(0, inside=False, held=False, preformatted=False, linked=False, heading=False, raised=None),
        )
        while node is not None or above:
            if node is None:
                node, state, block = above.pop()
                if block:
                    pieces.append(_BREAK)
                continue
            nodes += 1
            if nodes > MAX_NODES or size > MAX_TEXT:
                return pieces, self.parts, True
            tag = node.tag
            if tag == "-text":
                size += self._text((node.text_content or "")[: MAX_TEXT + 1], state)
            elif tag and tag[0] not in "-!_" and tag not in _NOT_TEXT:
                block = tag in _BLOCKS
                if block:
                    pieces.append(LINE_BREAK if tag == "br" else _BREAK)
                child = node.child
                within = tag in _PAGES_WITHIN
                if child is not None or within:
                    attributes = node.attributes
                    if within:
                        child = self._inlined(node, tag, attributes)
                    if child is not None:
                        above.append((node.next, state, block))
                        if (attributes or tag not in _PLAIN) and not _is_mute(tag, attributes):
                            state = self._held(node, tag, attributes, state)
                        node = child
                        continue
            node = node.next
        return pieces, self.parts, False

    def _text(self, text: str, state: _State) -> int:
        """Add a text, each of its lines where they count; return its length."""
        size = len(text)
        if state.raised is not None and _RAISED.fullmatch(text):
            text = text.strip().translate(state.raised)
        if state.preformatted and "\n" in text:
            for line in text.split("\n", MAX_LINES):
                self.pieces.append((line, state.part, state.linked, state.heading))
                self.pieces.append(LINE_BREAK)
        else:
            self.pieces.append((text, state.part, state.linked, state.heading))
        return size

    def _held(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], state: _State) -> _State:
        """Return what an element passes on."""
        part = self._part(node, tag, attributes, state)
        if tag == "sup" and self.parts[part].sign.region is Region.ARTICLE and _is_note(node, attributes):
            part = self._open(Sign(Region.NAVIGATION, STEADY), part)
        held = state.held or _holds_the_article(tag, attributes)
        if part == state.part and tag not in _TELLING and held == state.held:
            return state
        return _State(
            part,
            inside=state.inside or tag in _INSIDE,
            held=held,
            preformatted=state.preformatted or tag in _PREFORMATTED,
            linked=state.linked or tag in _LINKED,
            heading=state.heading or tag in _HEADINGS,
            raised=_SUPERSCRIPT if tag == "sup" else _SUBSCRIPT if tag == "sub" else state.raised,
        )

    def _inlined(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> LexborNode | None:
        """Return the first node of a page within the page: a declarative shadow tree (which is shown), or a ``srcdoc``."""
        self.inlined += 1
        if self.inlined > MAX_INLINE_PAGES:
            return None
        if tag == "iframe":
            self.trees.append(LexborHTMLParser((attributes.get("srcdoc") or "")[:200_000]))
            body = self.trees[-1].body
            return body.child if body else None
        if "shadowrootmode" not in attributes and "shadowroot" not in attributes:
            return None
        fragments = node.template_fragments()
        return fragments[0].child if fragments else None

    def _part(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], state: _State) -> int:
        """Return the part that what an element holds belongs to."""
        if self.parts[state.part].sign.region is Region.HIDDEN:
            return state.part
        if tag in _ANNOTATIONS or ((attributes or tag == "dialog") and _is_hidden(tag, attributes)):
            return self._open(Sign(Region.HIDDEN, STEADY), state.part)
        if tag in _STRUCK or (attributes and _STRUCK_STYLE.search(attributes.get("style") or "")):
            return self._open(Sign(Region.CORRECTION, struck=True), state.part)
        sign = sign_of(tag, attributes, state.inside or (tag == "aside" and state.held))
        if sign is None or (node.mem_id in self.holders and sign.region is not Region.CORRECTION):
            return state.part
        if sign.region is self.parts[state.part].sign.region:
            return state.part
        if tag == "section" and "class" not in attributes and _is_named_by_its_heading(node, attributes):
            return state.part
        return self._open(sign, state.part)

    def _open(self, sign: Sign, parent: int) -> int:
        self.parts.append(Part(sign, parent))
        return len(self.parts) - 1


def _holders(root: LexborNode) -> set[int]:
    """Return the elements that hold what names itself the content: then their own names say nothing."""
    found: set[int] = set()
    for node in (*root.css(_HOLDERS)[:20], *filter(None, [root.css_first("h1")])):
        above: LexborNode | None = node
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def _is_mute(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element says nothing of what it holds, wherever it stands."""
    given = attributes.get
    if "hidden" in attributes or "popover" in attributes or "itemprop" in attributes:
        return False
    return _is_mute_by(tag, given("class") or "", given("id") or "", given("role") or "", given("style") or "")


@lru_cache(maxsize=4096)
def _is_mute_by(tag: str, classes: str, identity: str, role: str, style: str) -> bool:
    if tag in _TELLING or tag in _ANNOTATIONS or tag in _STRUCK or tag == "dialog":
        return False
    if role.lower() in _INSIDE:
        return False
    named = {"class": classes, "id": identity, "role": role, "style": style}
    if _STRUCK_STYLE.search(style) or _is_hidden(tag, named):
        return False
    return sign_of(tag, named, inside=False) is None and sign_of(tag, named, inside=True) is None


def _holds_the_article(tag: str, attributes: Mapping[str, str | None]) -> bool:
    if tag in _INSIDE:
        return True
    return (attributes.get("role") or "").lower() in _INSIDE or attributes.get("itemprop") == "articleBody"


def _is_hidden(tag: str, attributes: Mapping[str, str | None]) -> bool:
    if tag in {"html", "body"}:
        return False
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    if "popover" in attributes:
        return True
    style = attributes.get("style")
    if style and HIDDEN_STYLE.search(style):
        return True
    names = attributes.get("class")
    return bool(names) and not _HIDDEN_NAMES.isdisjoint((names or "").lower().split())


def _is_note(node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Return whether raised text is the mark of a footnote: it leads to one, or is named so."""
    text = node.text(deep=True)[:20]
    if not _NOTE.fullmatch(text):
        return False
    named = " ".join(filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("role")))).lower()
    return node.css_first("a") is not None or re.search(r"foot-?note|note-?ref|fnref|reference|cite", named) is not None


def _is_named_by_its_heading(node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Return whether a section's id is only its heading's words, as text processors make them: it says no more."""
    heading = node.css_first("h1, h2, h3, h4, h5, h6")
    slug = re.sub(r"\W+", "-", heading.text(deep=True)[:200].strip().lower()).strip("-") if heading else ""
    return bool(slug) and slug == (attributes.get("id") or "").lower()
