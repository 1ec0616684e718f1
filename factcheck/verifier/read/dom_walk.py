"""Walks over the tree of a page once: its texts in order, each with the part of the page that it belongs to.

The walk has its own stack, because nesting can be deeper than Python's recursion limit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from factcheck.verifier.read.clean import TEXT_MAX_CHARACTERS
from factcheck.verifier.read.hidden import Controls, hides_by_name, is_folded, is_hidden
from factcheck.verifier.read.noscript import without_noscript
from factcheck.verifier.read.notes import is_note
from factcheck.verifier.read.outline import (
    COUNTS_MAX_CHARACTERS,
    COUNTS_MAX_HEADINGS,
    Outline,
    below,
    counts_comments,
    outline_of,
)
from factcheck.verifier.read.regions import (
    ARTICLE_HINT,
    BOX_HINT,
    CERTAIN,
    LABELS,
    MEANINGFUL_ROLES,
    RegionHint,
    answers,
    has_meaning,
    is_labelled,
    region_hint,
)
from factcheck.vocabulary import Region

_NOT_TEXT = frozenset(
    (
        "script style head object embed audio video canvas select datalist annotation annotation-xml map noscript"
        " noframes noembed title desc defs metadata symbol"
    ).split()
)
_BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary"
        " table tbody td tfoot th thead title tr ul br text foreignobject listing plaintext xmp iframe textarea"
    ).split()
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "legend": 7, "summary": 7, "caption": 7}
_PREFORMATTED = frozenset("pre listing plaintext xmp textarea".split())
_PAGES_WITHIN = frozenset({"template", "iframe", "textarea"})
_DELETED_TAGS = frozenset("del s strike".split())
_ANNOTATIONS = frozenset("rt rp rtc".split())
_INSIDE = frozenset({"article", "main"})
_LINKED = {"a": 1, "button": 2, "label": 2}
_KINDS = _LINKED.keys() | _HEADINGS.keys() | _PREFORMATTED | {"sub"}
_MEANINGFUL_TAGS = _INSIDE | _KINDS
"""Elements whose tag has a meaning for their contents."""
_NEUTRAL_TAGS = frozenset(
    "div p span li ul ol dl dt dd table tbody tr td th b i em strong section blockquote font center br".split()
)
"""Elements without a meaning, unless they have attributes."""
_MEANINGFUL_ATTRIBUTES = frozenset("hidden popover itemprop itemtype typeof aria-modal readonly disabled".split())
"""Attributes whose presence has a meaning."""
_WEIGHED_ATTRIBUTES = _MEANINGFUL_ATTRIBUTES | LABELS | {"role", "style"}
"""Attributes that can have a meaning, besides the names of an element."""
_NUMBERED_TAGS = _NEUTRAL_TAGS | frozenset(
    (
        "-comment a h1 h2 h3 h4 h5 h6 pre button label sup sub article main script style head noscript template iframe"
        " header footer nav aside figure figcaption form img input hr thead tfoot u small time cite code abbr q wbr"
    ).split()
)
"""Names that the parser's number alone tells. It has one number for "foreignobject" and for the "foreignObject" of SVG."""
_NOTE_HINT = RegionHint(Region.NAVIGATION, CERTAIN)
_HIDDEN_HINT = RegionHint(Region.HIDDEN, CERTAIN)
_DELETED_HINT = RegionHint(Region.CORRECTION, deleted=True)
_READ_ONLY = frozenset({"readonly", "disabled"})
_LINE_THROUGH_STYLE = re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPT = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_FIELDS = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=button]), select, textarea"
_RAISED = re.compile(r"\s*[\d+−-]{1,6}\s*")
MAX_NODES = 150_000
"""Maximum number of nodes that are visited: an ordinary page with a megabyte of text has a quarter of them."""
MAX_NAMES = 20_000
"""Maximum number of different classes and ids that are parsed. A page with more was made to be slow."""
MAX_BOXES = 1_000
"""Maximum number of elements beside the article that are searched for form fields."""
MAX_LINES = 50_000
"""Maximum number of lines into which a preformatted text is split."""
MAX_INLINE_PAGES = 20
"""Maximum number of ``srcdoc`` pages and shadow trees that are read."""


Piece = tuple[str | None, int, int, int]
"""The text of one node (None where a block begins or ends); the number of its part of the page; whether it is in a link (1)
or on a button (2); the level of the heading that it is in, or 0."""
_BREAK: Piece = (None, 0, 0, 0)
LINE_BREAK: Piece = (None, 1, 0, 0)
"""The end of a line within a block."""


@dataclass(slots=True)
class Part:
    """A part of the page: an element with a hint about its region."""

    hint: RegionHint
    parent: int


@dataclass(frozen=True, slots=True)
class _Tag:
    """A name of nodes, with its effects on the walk."""

    name: str
    shown: bool
    """Whether it is an element whose contents are text."""
    edge: Piece | None
    """The piece that begins a block."""
    holds_page: bool
    neutral: bool
    """Whether it has no meaning for its contents, unless it has attributes."""
    bare: bool
    """Whether its only meaning without attributes is that of its kind, or of raised text."""
    kind: bool
    """Whether it is a link, a heading or another kind of text."""


@dataclass(slots=True, eq=False)
class _State:
    """The state that an element passes on to its children."""

    part: int = 0
    inside: bool = False
    """Whether it is in an article or main element."""
    in_holder: bool = False
    """Whether it is in the element that contains the article, so that asides in it belong to the article."""
    preformatted: bool = False
    linked: int = 0
    heading: int = 0
    raised: dict[int, int] | None = None
    above: bool = False
    """Whether it contains the article by the outline, so that its other contents are beside the article."""
    as_is: bool = field(init=False)
    """Whether texts need no change."""
    by_tag: dict[str, "_State"] = field(init=False, default_factory=dict)
    """The states for the contents of elements that only their tags have an effect on."""

    def __post_init__(self) -> None:
        self.as_is = not self.preformatted and self.raised is None

    def inside_tag(self, tag: str) -> "_State":
        """Add the state for the contents of an element that only its tag has an effect on."""
        found = self.by_tag[tag] = _State(
            self.part,
            self.inside,
            self.in_holder,
            self.preformatted or tag in _PREFORMATTED,
            self.linked or _LINKED.get(tag, 0),
            self.heading or _HEADINGS.get(tag, 0),
            _SUBSCRIPT if tag == "sub" else self.raised,
            self.above,
        )
        return found


def walk(root: LexborNode) -> tuple[list[Piece], list[Part], bool]:
    """Return the texts of a page, its parts (the first is the article), and whether some text was left out."""
    return _Walk(root).run(root)


class _Walk:
    def __init__(self, root: LexborNode) -> None:
        self.parts = [Part(ARTICLE_HINT, 0)]
        self.pieces: list[Piece] = []
        self.outline: Outline = outline_of(root)
        self.controls = Controls(root)
        self.trees: list[LexborHTMLParser] = []
        self.inlined = self.counts = self.boxes = 0
        self.names: dict[tuple[str | None, str | None], bool] = {}
        """Whether the classes and ids that were parsed can have a meaning."""

    def run(self, root: LexborNode) -> tuple[list[Piece], list[Part], bool]:
        """Visit every node once, up to the limits."""
        add, tag_of, comments = self.pieces.append, _TAGS.get, self.outline.comments
        nodes = size = 0
        last: Piece | None = _BREAK
        """The last piece where it is a break: another one, or a space, has no effect after it."""
        above: list[tuple[LexborNode | None, _State, _Tag]] = []
        node, state = root.first_child, _State(above=bool(self.outline.path))
        while node is not None or above:
            if node is None:
                node, state, tag = above.pop()
                if tag.edge and last is not _BREAK:
                    add(_BREAK)
                    last = _BREAK
                continue
            nodes += 1
            if nodes > MAX_NODES or size > TEXT_MAX_CHARACTERS:
                return self.pieces, self.parts, True
            if node.is_text_node:
                text = node.text_content or ""
                length = len(text)
                size += length
                if (
                    not state.as_is
                    or length > TEXT_MAX_CHARACTERS
                    or (5 < length < COUNTS_MAX_CHARACTERS and not state.linked)
                ):
                    self._text(node, text, state)
                    last = None
                elif last is None or not text.isspace():
                    add((text, state.part, state.linked, state.heading))
                    last = None
                node = node.next
                continue
            tag = tag_of(node.tag_id) or _tag_of(node)
            if tag.edge and tag.edge is not last:
                add(tag.edge)
                last = tag.edge
            child = node.first_child if tag.shown else None
            if tag.holds_page:
                child = self._inlined(node, tag.name, node.attributes)
            if child is None:
                node = node.next
                continue
            above.append((node.next, state, tag))
            attributes = node.attributes
            if attributes or not tag.neutral or state.above or comments:
                state = self._state_inside(node, tag, attributes, state)
            node = child
        return self.pieces, self.parts, False

    def _text(self, node: LexborNode, text: str, state: _State) -> None:
        """Add a text, split into lines where it is preformatted."""
        text = text[: TEXT_MAX_CHARACTERS + 1]
        if (
            5 < len(text) < COUNTS_MAX_CHARACTERS
            and not text.isspace()
            and not state.linked
            and counts_comments(text)
            and self.counts < COUNTS_MAX_HEADINGS
        ):
            self.counts += 1
            self.outline.comments.update(below(node, self.outline.holders))
        if state.raised is not None and _RAISED.fullmatch(text):
            text = text.strip().translate(state.raised)
        if state.preformatted and "\n" in text:
            for line in text.split("\n", MAX_LINES):
                self.pieces.append((line, state.part, state.linked, state.heading))
                self.pieces.append(LINE_BREAK)
        else:
            self.pieces.append((text, state.part, state.linked, state.heading))

    def _state_inside(self, node: LexborNode, tag: _Tag, attributes: Mapping[str, str | None], state: _State) -> _State:
        """Return the state for the contents of an element. Most elements change nothing, or only by their tag."""
        names = attributes.get("class"), attributes.get("id")
        named = self.names.get(names)
        if named is None:
            if len(self.names) < MAX_NAMES:
                named = self.names[names] = _have_meaning(*names)
            else:
                attributes = {name: value for name, value in attributes.items() if name not in {"class", "id"}}
        if not (named or state.above) and tag.bare:
            comments = self.outline.comments
            if (_WEIGHED_ATTRIBUTES.isdisjoint(attributes) or not _are_meaningful(attributes)) and not (
                comments and node.mem_id in comments
            ):
                if tag.kind:
                    return state.by_tag.get(tag.name) or state.inside_tag(tag.name)
                return self._inside_raised(node, attributes, state.part, state) if tag.name == "sup" else state
        return self._full_state_inside(node, tag.name, attributes, state)

    def _full_state_inside(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], state: _State
    ) -> _State:
        """Return the state for the contents of an element whose tag, attributes or position have a meaning."""
        part = self._part(node, tag, attributes, state)
        if tag == "sup":
            return self._inside_raised(node, attributes, part, state)
        in_holder = state.in_holder or _contains_article(tag, attributes)
        above = state.above and node.mem_id in self.outline.path
        if part == state.part and tag not in _MEANINGFUL_TAGS and in_holder == state.in_holder and above == state.above:
            return state
        return _State(
            part,
            inside=state.inside or tag in _INSIDE,
            in_holder=in_holder,
            preformatted=state.preformatted or tag in _PREFORMATTED,
            linked=state.linked or _LINKED.get(tag, 0),
            heading=state.heading or _HEADINGS.get(tag, 0),
            raised=_SUBSCRIPT if tag == "sub" else state.raised,
            above=above,
        )

    def _inside_raised(
        self, node: LexborNode, attributes: Mapping[str, str | None], part: int, state: _State
    ) -> _State:
        """Return the state for raised text in a part of the page. The mark of a note is a part of its own."""
        if self.parts[part].hint.region is Region.ARTICLE and is_note(node, attributes):
            part = self._open(_NOTE_HINT, part)
        return _State(
            part,
            state.inside,
            state.in_holder or _contains_article("sup", attributes),
            state.preformatted,
            state.linked,
            state.heading,
            _SUPERSCRIPT,
            state.above and node.mem_id in self.outline.path,
        )

    def _inlined(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> LexborNode | None:
        """Return the first node of a page within the page: a declarative shadow tree, which is shown, or a ``srcdoc``.

        For a text area that readers cannot change, return its text.
        """
        if tag == "textarea":
            return None if _READ_ONLY.isdisjoint(attributes) else node.child
        self.inlined += 1
        if self.inlined > MAX_INLINE_PAGES:
            return None
        if tag == "iframe":
            self.trees.append(LexborHTMLParser(without_noscript((attributes.get("srcdoc") or "")[:200_000])))
            body = self.trees[-1].body
            return body.child if body else None
        if "shadowrootmode" not in attributes and "shadowroot" not in attributes:
            return None
        fragments = node.template_fragments()
        return fragments[0].child if fragments else None

    def _part(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], state: _State) -> int:
        """Return the number of the part that the contents of an element belong to."""
        here = self.parts[state.part].hint.region
        if here is Region.HIDDEN:
            return state.part
        if tag in _ANNOTATIONS or ((attributes or tag == "dialog") and self._hides(node, tag, attributes)):
            return self._open(_HIDDEN_HINT, state.part)
        if tag in _DELETED_TAGS or (attributes and _LINE_THROUGH_STYLE.search(attributes.get("style") or "")):
            return self._open(_DELETED_HINT, state.part)
        hint = self._hint(node, tag, attributes, state)
        if hint is None or (hint.region is here and not hint.within) or (hint.within and here is not Region.ARTICLE):
            return state.part
        return self._open(hint, state.part)

    def _hides(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> bool:
        if not is_hidden(tag, attributes):
            return False
        folded = tag != "dialog" and "popover" not in attributes and is_folded(attributes)
        return not (folded and self.controls.opens(node, attributes))

    def _hint(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], state: _State
    ) -> RegionHint | None:
        outline, identity = self.outline, node.mem_id
        if identity in outline.comments:
            return RegionHint(Region.COMMENTS, weak=True)
        if identity in (outline.article, outline.main):
            return RegionHint(Region.ARTICLE, CERTAIN, holds="article" if identity == outline.article else "main")
        box = state.above and identity not in outline.path and (tag in _BLOCKS or "-" in tag)
        hint = region_hint(tag, attributes, not box and (state.inside or (tag == "aside" and state.in_holder)))
        if hint is not None and identity in outline.holders and hint.region is not Region.CORRECTION:
            hint = None
        elif hint is not None and tag == "section" and "class" not in attributes:
            hint = None if _is_named_by_its_heading(node, attributes) else hint
        if box and (hint is None or hint.within):
            self.boxes += 1
            asks = self.boxes <= MAX_BOXES and node.css_first(_FIELDS) is not None
            return _boxed(hint or BOX_HINT, answers=_answers(node, attributes), asks=asks)
        return hint

    def _open(self, hint: RegionHint, parent: int) -> int:
        self.parts.append(Part(hint, parent))
        return len(self.parts) - 1


@lru_cache(maxsize=256)
def _boxed(hint: RegionHint, *, answers: bool, asks: bool) -> RegionHint:
    """Return the hint for an element beside the article."""
    return replace(hint, box=True, answers=answers, asks=asks)


def _answers(node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element, or the only one inside it, has a name of readers' reviews or replies."""
    if answers(attributes):
        return True
    child = _element(node.child)
    return child is not None and _element(child.next) is None and answers(child.attributes)


def _element(node: LexborNode | None) -> LexborNode | None:
    """Return the first element among a node and those that follow it."""
    while node is not None and (node.tag or "-")[0] == "-":
        node = node.next
    return node


def _have_meaning(classes: str | None, identity: str | None) -> bool:
    """Return whether the names of an element can have a meaning for its contents."""
    return (classes is not None and _is_class_with_meaning(classes)) or (identity is not None and has_meaning(identity))


@lru_cache(maxsize=4096)
def _is_class_with_meaning(classes: str) -> bool:
    return hides_by_name(classes) or any(map(_has_meaning, classes.split()))


_has_meaning = lru_cache(maxsize=8192)(has_meaning)
"""The test of one of the names in a class: few are unique, whereas almost all ids and many combinations of names are."""


def _are_meaningful(attributes: Mapping[str, str | None]) -> bool:
    """Return whether attributes other than names can have a meaning for the contents of an element."""
    if not _MEANINGFUL_ATTRIBUTES.isdisjoint(attributes):
        return True
    if not LABELS.isdisjoint(attributes) and is_labelled(attributes):
        return True
    role, style = (attributes.get("role") or "").lower(), attributes.get("style")
    return role in MEANINGFUL_ROLES or role in _INSIDE or (style is not None and _is_style_with_meaning(style))


@lru_cache(maxsize=1024)
def _is_style_with_meaning(style: str) -> bool:
    return _LINE_THROUGH_STYLE.search(style) is not None or is_hidden("div", {"style": style})


def _tag_of(node: LexborNode) -> _Tag:
    """Return the name of a node, with its effects on the walk."""
    tag = _tag(node.tag or "-")
    if tag.name in _NUMBERED_TAGS:
        _TAGS[node.tag_id] = tag
    return tag


@lru_cache(maxsize=512)
def _tag(name: str) -> _Tag:
    shown = name[0] not in "-!_" and name not in _NOT_TEXT
    return _Tag(
        name,
        shown,
        edge=None if name not in _BLOCKS or not shown else LINE_BREAK if name == "br" else _BREAK,
        holds_page=name in _PAGES_WITHIN,
        neutral=name in _NEUTRAL_TAGS,
        bare=_is_bare(name),
        kind=name in _KINDS,
    )


def _is_bare(tag: str) -> bool:
    """Return whether a tag has no meaning for its contents, wherever it is, except for its kind."""
    if tag in _INSIDE or tag in _ANNOTATIONS or tag in _DELETED_TAGS or tag == "dialog":
        return False
    named = {"class": "", "id": ""}
    return region_hint(tag, named, inside=False) is None and region_hint(tag, named, inside=True) is None


_TAGS: dict[int, _Tag] = {}
"""Tags by the numbers that the parser gives them."""


def _contains_article(tag: str, attributes: Mapping[str, str | None]) -> bool:
    if tag in _INSIDE:
        return True
    return (attributes.get("role") or "").lower() in _INSIDE or attributes.get("itemprop") == "articleBody"


def _is_named_by_its_heading(node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Return whether a section's id is made of the words of its heading, as text processors do, and so has no meaning."""
    heading = node.css_first("h1, h2, h3, h4, h5, h6")
    slug = re.sub(r"\W+", "-", heading.text(deep=True)[:200].strip().lower()).strip("-") if heading else ""
    return bool(slug) and slug == (attributes.get("id") or "").lower()
