"""HTML as a browser builds it, walked once: the visible text, and which part of the page each stretch of it is.

All visible text is kept: extractors that look for "the article" alone lose 4 to 12 % of true quotes. A stretch is taken
for something else than the article only on strong evidence, and never when that would leave no article.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.read.clean import language_of, visible
from factcheck.verifier.read.regions import INHERITED, region_of
from factcheck.vocabulary import Region

_NOT_TEXT = frozenset(
    "script style template head svg iframe object embed audio video canvas select datalist textarea math-annotation map".split()
)
_BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary"
        " table tbody td tfoot th thead title tr ul br"
    ).split()
)
_SPACE = re.compile(r"\s+")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_CORRECTION = re.compile(
    r"(?:correction|corrections|clarification|erratum|editor[’']s note|rectificatif|correctif|mise au point|korrektur|"
    r"berichtigung|richtigstellung|anmerkung der redaktion|corrección|fe de erratas|rectificación|correzione|rettifica|"
    r"errata corrige|correção|correctie|rectificatie|исправление|поправка|rättelse|sprostowanie|düzeltme)\b"
    r".{0,40}[:\-–—(]|.{0,60}\b(?:an )?(?:earlier|previous) version of this (?:article|story|page|report)\b|"
    r".{0,60}\bune version (?:antérieure|précédente) de cet article\b|"
    r".{0,60}\bin einer früheren (?:version|fassung)\b|.{0,60}\buna versión anterior de este artículo\b",
    re.IGNORECASE,
)
_SCRIPT_SHELL = re.compile(
    r"<(?:div|main)[^>]+id=[\"'](?:root|app|__next|__nuxt|main-app|react-root|application)[\"']", re.IGNORECASE
)
_NEEDS_SCRIPT = re.compile(r"<noscript>[^<]{0,400}java\s?script", re.IGNORECASE)
_NESTING = "(?:div|span|section|article|ul|ol|dl|table|blockquote|font|b|i|u|em|strong|small|big|a|center|details|button|code|s)"
_OPENS = re.compile(rf"<{_NESTING}\b", re.IGNORECASE)
_CLOSES = re.compile(rf"</{_NESTING}\b", re.IGNORECASE)
MAX_DEPTH = 4_000
"""Elements left open; browsers stop at 512."""
SCANT = 200
"""Characters: a page with less text than this has next to nothing to read."""


class _Piece(NamedTuple):
    """Text of one node; None: a block begins or ends here."""

    text: str | None
    region: Region


def read_html(text: str, *, charset: str, truncated: str | None, language: str | None) -> Document:
    """Return what an HTML page says."""
    tree = LexborHTMLParser(_flattened(text))
    root = tree.body or tree.root
    body, stretches = _assemble(list(_walk(root))) if root else ("", ())
    if len(body) < SCANT and "<noscript" in text:
        bare = LexborHTMLParser(re.sub(r"</?noscript[^>]*>", "", text, flags=re.IGNORECASE))
        more, regions = _assemble(list(_walk(bare.body))) if bare.body else ("", ())
        if len(more) > 2 * SCANT:
            body, stretches = more, regions
    scripted = len(body) < SCANT and bool(_SCRIPT_SHELL.search(text) or _NEEDS_SCRIPT.search(text))
    title, heading = _text_of(tree, "title"), _text_of(tree, "h1")
    page = tree.css_first("html")
    stated = page.attributes.get("lang") or page.attributes.get("xml:lang") if page else None
    stated = stated or (language or "").partition(",")[0].strip()
    return Document(
        kind="html",
        text=body,
        stretches=stretches,
        title=title,
        heading=heading,
        language=stated or language_of(body),
        charset=charset,
        unreadable="script-only" if scripted else None if body else "empty",
        truncated=truncated,
        witness=_witness(tree),
        refresh=_refresh(tree),
        canonical=_attribute(tree, "link[rel=canonical]", "href"),
        password_field=any(
            _HIDDEN_STYLE.search(field.attributes.get("style") or "") is None
            for field in tree.css("input[type=password]")
        ),
    )


def _flattened(text: str) -> str:
    """Return the markup, without its tags where it nests so deep that building the tree would take minutes."""
    if text.count("<") < MAX_DEPTH or len(_OPENS.findall(text)) - len(_CLOSES.findall(text)) < MAX_DEPTH:
        return text
    return _OPENS.sub("<br", _CLOSES.sub("<br", text))


def _text_of(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    text = _SPACE.sub(" ", visible(node.text(deep=True, separator=" "))).strip() if node else ""
    return text[:500] or None


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    return node.attributes.get(name) if node else None


def _refresh(tree: LexborHTMLParser) -> str | None:
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            return node.attributes.get("content")
    return None


def _witness(tree: LexborHTMLParser) -> str | None:
    """Return the article's text as the page's JSON-LD gives it."""
    for node in tree.css('script[type="application/ld+json"]'):
        source = node.text(deep=True)
        if "articleBody" not in source or len(source) > 1_000_000:
            continue
        try:
            waiting: list[Any] = [json.loads(source, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            match waiting.pop():
                case {"articleBody": str() as found}:
                    return visible(found)
                case dict() as held:
                    waiting.extend(held.values())
                case list() as held:
                    waiting.extend(held)
    return None


def _walk(root: LexborNode) -> Iterator[_Piece]:
    """Give the page's text in order. The stack is our own: nesting may be deeper than Python's."""
    stack: list[tuple[LexborNode | None, Region, bool, bool]] = [(root.child, Region.ARTICLE, False, False)]
    while stack:
        node, region, inside, preformatted = stack.pop()
        if node is None:
            continue
        tag = node.tag
        if tag == "/":
            yield _Piece(None, region)
            continue
        stack.append((node.next, region, inside, preformatted))
        if tag == "-text":
            yield from _text(node.text_content or "", region, preformatted)
        elif tag and tag[0] not in "-!_" and tag not in _NOT_TEXT and tag != "noscript":
            block = tag in _BLOCKS
            if block:
                yield _Piece(None, region)
            if node.child is not None:
                deeper = _enter(node, tag, region, inside)
                now_inside = inside or tag in {"article", "main"}
                if block:
                    stack.append((_END, region, inside, preformatted))
                stack.append((node.child, deeper, now_inside, preformatted or tag == "pre"))


class _End:
    tag = "/"


_END: Any = _End()


def _text(text: str, region: Region, preformatted: bool) -> Iterator[_Piece]:
    if preformatted and "\n" in text:
        for line in text.split("\n"):
            yield _Piece(line, region)
            yield _Piece(None, region)
    else:
        yield _Piece(text, region)


def _enter(node: LexborNode, tag: str, region: Region, inside: bool) -> Region:
    """Return the region of what an element holds."""
    if region is Region.HIDDEN:
        return region
    attributes = node.attributes
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return Region.HIDDEN
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return Region.HIDDEN
    if region in INHERITED:
        return region
    return region_of(node, tag, attributes, inside) or region


def _assemble(pieces: list[_Piece]) -> tuple[str, tuple[Stretch, ...]]:
    """Return the text, blocks on lines of their own, and its stretches."""
    blocks: list[list[tuple[str, Region]]] = [[]]
    space = False
    for piece in pieces:
        if piece.text is None:
            if blocks[-1]:
                blocks.append([])
            space = False
            continue
        cleaned = _SPACE.sub(" ", visible(piece.text))
        core = cleaned.strip()
        if core:
            gap = " " if blocks[-1] and (space or cleaned[0] == " ") else ""
            blocks[-1].append((gap + core, piece.region))
            space = cleaned[-1] == " "
        elif cleaned:
            space = True
    return _lay_out(_with_corrections([block for block in blocks if block]))


def _with_corrections(blocks: list[list[tuple[str, Region]]]) -> list[list[tuple[str, Region]]]:
    marked = []
    for block in blocks:
        if block[0][1] is Region.ARTICLE and _CORRECTION.match("".join(text for text, _ in block)[:300]):
            marked.append([(text, Region.CORRECTION) for text, _ in block])
        else:
            marked.append(block)
    return marked


def _lay_out(blocks: list[list[tuple[str, Region]]]) -> tuple[str, tuple[Stretch, ...]]:
    promoted = _promoted(blocks)
    parts: list[str] = []
    stretches: list[Stretch] = []
    position = 0
    for block in blocks:
        for index, (text, region) in enumerate(block):
            region = Region.ARTICLE if region is promoted else region
            piece = text + ("\n" if index == len(block) - 1 else "")
            parts.append(piece)
            if stretches and stretches[-1].region is region:
                stretches[-1] = Stretch(stretches[-1].start, position + len(piece), region)
            else:
                stretches.append(Stretch(position, position + len(piece), region))
            position += len(piece)
    return "".join(parts), tuple(stretches)


def _promoted(blocks: list[list[tuple[str, Region]]]) -> Region | None:
    """Return the region that is this page's content, when hardly anything else is: a forum's posts, a list of teasers."""
    sizes: dict[Region, int] = {}
    for block in blocks:
        for text, region in block:
            sizes[region] = sizes.get(region, 0) + len(text)
    own = sizes.get(Region.ARTICLE, 0)
    rest = {region: size for region, size in sizes.items() if region in {Region.COMMENTS, Region.RELATED}}
    largest = max(rest, key=rest.__getitem__, default=None)
    if largest is not None and own < 400 and rest[largest] > 4 * own:
        return largest
    return None
