"""Reads HTML as a browser parses it: the visible text, the region of each stretch, and the page's metadata.

The document has all visible text: extractors that return "the article" alone lose 4 to 12 % of true quotes. A stretch gets
another region than the article only with strong evidence, and never if no article would be left.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from factcheck.verifier.document import Document
from factcheck.verifier.read.clean import visible
from factcheck.verifier.read.dom_walk import walk
from factcheck.verifier.read.hidden import HIDDEN_STYLE
from factcheck.verifier.read.layout import Layout, lay_out
from factcheck.verifier.read.noscript import without_noscript
from factcheck.verifier.read.shells import shell_of
from factcheck.verifier.text_language import language_of

_SHELL_ID = re.compile("id=[\"']?(?:root|app|__next|__nuxt|___gatsby|main-app|react-root|svelte|q-app)")
_SHELL_TAGS = ("<app-root", "<my-app", "<ember-app", "ng-app", "data-reactroot")
"""With the ids, in small letters, a part of each mark that ``_SHELL`` matches: they are searched much faster."""
_SHELL = re.compile(
    r"<(?:div|main|section)[^>]{0,200}?\sid=[\"']?(?:root|app|__next|__nuxt|___gatsby|main-app|react-root|application|app-root|svelte|q-app)[\"'\s>]"
    r"|<(?:app-root|my-app|ember-app)\b|\sng-app\b|\sdata-reactroot\b",
    re.IGNORECASE,
)
_JSON_LD = "script[type='application/ld+json']"
_MARKED = f"link[rel=canonical], base[href], meta[http-equiv=refresh i], input[type=password i], {_JSON_LD}"
_NEEDS_SCRIPT = re.compile(r"<noscript[^>]{0,80}>(?:(?!</?noscript).){0,400}?java ?script", re.IGNORECASE | re.DOTALL)
_NOSCRIPT_TAG = re.compile(r"</?noscript[^>]{0,200}>", re.IGNORECASE)
_FRAME = re.compile(r"<i?frame\b[^>]{0,500}?\ssrc\s*=", re.IGNORECASE)
_UNNESTED = (
    "(?:p|li|t[dhr]|thead|tbody|tfoot|d[td]|option|optgroup|br|hr|img|input|meta|link|base|wbr|area|col|embed|param|source"
    "|track|script|style|textarea|title|noscript|template|iframe|noframes|noembed|xmp|plaintext|html|head|body|rt|rp)"
)
_NESTED = re.compile(rf"<(/?)(?!{_UNNESTED}[\s/>])[a-z]", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)")
_LAST_TAG = re.compile(r"<[A-Za-z][^<]*\Z")
NESTING_MAX_ELEMENTS = 1_000
"""Maximum depth of nesting; browsers stop at 512."""
MAX_TAGS = 150_000
"""Maximum number of tags that are read; a megabyte of prose has about twenty thousand."""
SHALLOW_MAX_TAGS = 10_000
"""A number of tags with which even deep nesting is parsed fast."""
MAX_ATTRIBUTES = 200
"""Maximum number of attributes of one element: the time to parse them grows with the square of their number."""
SCRIPT_SEARCH_MAX_CHARACTERS = 200_000
"""Characters of markup that are searched for marks of a page drawn by scripts."""
SCANT_MAX_CHARACTERS = 200
"""A page with less text has almost nothing to read."""


def read_html(text: str, *, charset: str, truncated: str | None, language: str | None) -> Document:
    """Return the document of an HTML page."""
    text, cut = bounded_markup(text)
    tree = LexborHTMLParser(without_noscript(text))
    page = _laid_out(tree)
    marked = _marked(tree)
    refresh = _refresh(marked)
    scripted = refresh is not None
    if len(page.text) < SCANT_MAX_CHARACTERS and "<noscript" in text.lower():
        bare = LexborHTMLParser(_NOSCRIPT_TAG.sub("", text))
        refresh = refresh or _refresh(_marked(bare))
        fallback = _laid_out(bare)
        if len(fallback.text) > 2 * SCANT_MAX_CHARACTERS:
            page = fallback
    html = tree.css_first("html")
    stated = html.attributes.get("lang") or html.attributes.get("xml:lang") if html else None
    stated = stated or (language or "").partition(",")[0].strip()
    document = Document(
        kind="html",
        text=page.text,
        stretches=page.stretches,
        title=_text_of(tree, "head > title") or _text_of(tree, "body > title"),
        heading=_text_of(tree, "h1"),
        language=stated or language_of(page.text),
        charset=charset,
        unreadable=_unreadable(text, page),
        truncated=truncated or ("length" if cut or page.cut else None),
        refresh=refresh,
        refresh_without_scripts=refresh is not None and not scripted,
        canonical=next((node.attributes.get("href") for node in marked["link"]), None),
        base=next((node.attributes.get("href") for node in marked["base"]), None),
        password_field=any(map(_is_shown, marked["input"][:50])),
        prose=page.prose,
        dense=page.dense,
        interruptions=page.interruptions,
    )
    return _with_metadata(document, marked["script"])


def _laid_out(tree: LexborHTMLParser) -> Layout:
    root = tree.body or tree.root
    return lay_out(*walk(root)) if root else lay_out([], [], cut=False)


def _unreadable(text: str, page: Layout) -> str | None:
    """Return the reason why a page has no text to evaluate, such as scripts or frames; or None."""
    scant = len(page.text) < SCANT_MAX_CHARACTERS
    text = text[:SCRIPT_SEARCH_MAX_CHARACTERS]
    if scant and _NEEDS_SCRIPT.search(text):
        return "script-only"
    if (scant or page.prose < SCANT_MAX_CHARACTERS // 4) and _is_drawn_by_scripts(text):
        return "script-only"
    if page.prose < SCANT_MAX_CHARACTERS and (shell := shell_of(text, bare=page.prose < SCANT_MAX_CHARACTERS // 4)):
        return shell
    if not page.text:
        return "frames" if _FRAME.search(text) else "empty"
    return None


def _is_drawn_by_scripts(text: str) -> bool:
    """Return whether markup has scripts, and an element of those that they draw a page in."""
    small = text.lower()
    if "<script" not in small:
        return False
    if text.isascii() and not _SHELL_ID.search(small) and not any(tag in small for tag in _SHELL_TAGS):
        return False
    return _SHELL.search(text) is not None


def bounded_markup(text: str) -> tuple[str, bool]:
    """Return markup that is parsed as fast as an ordinary page of its length, and whether some was left out."""
    cut = False
    if (tags := text.count("<")) > MAX_TAGS:
        place = len(text)
        for _ in range(2):
            share = text[:place].count("<") / MAX_TAGS
            place = int(place / share) if share > 1 else place
        while text.count("<", 0, place) > MAX_TAGS:
            place = place * 9 // 10
        text, tags, cut = text[:place], MAX_TAGS, True
    if tags >= SHALLOW_MAX_TAGS and _is_deep(text):
        text = _NESTED.sub("<br x", text)
    return _with_few_attributes(text), cut


def _is_deep(text: str) -> bool:
    """Return whether elements are nested so deep that the search for the start of each stray closing tag takes long."""
    depth = 0
    for tag in _NESTED.finditer(text):
        depth += -1 if tag[1] else 1
        if depth >= NESTING_MAX_ELEMENTS:
            return True
    return False


def _with_few_attributes(text: str) -> str:
    if len(text) < 10_000:
        return text
    pieces = text.split(">")
    if max(map(len, pieces)) <= 4 * MAX_ATTRIBUTES:
        return text
    changed = False
    for number in [number for number, piece in enumerate(pieces) if len(piece) > 4 * MAX_ATTRIBUTES]:
        piece = pieces[number]
        if tag := _LAST_TAG.search(piece, piece.rfind("<")):
            attributes = _QUOTED.sub('""', tag[0]).split(None, MAX_ATTRIBUTES)
            if len(attributes) > MAX_ATTRIBUTES:
                pieces[number] = piece[: tag.start()] + " ".join(attributes[:MAX_ATTRIBUTES])
                changed = True
    return ">".join(pieces) if changed else text


def _text_of(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    text = " ".join(visible(node.text(deep=True, separator=" ")[:2000]).split()) if node else ""
    return text[:500] or None


def _marked(tree: LexborHTMLParser) -> dict[str, list[LexborNode]]:
    """Return the elements that say something about the page, by their tags."""
    found: dict[str, list[LexborNode]] = {"link": [], "base": [], "meta": [], "input": [], "script": []}
    for node in tree.css(_MARKED):
        found.setdefault(node.tag or "", []).append(node)
    return found


def _refresh(marked: dict[str, list[LexborNode]]) -> str | None:
    return next((content for node in marked["meta"] if (content := node.attributes.get("content"))), None)


def _is_shown(node: LexborNode) -> bool:
    above: LexborNode | None = node
    for _ in range(12):
        if above is None:
            break
        attributes = above.attributes
        if "hidden" in attributes or HIDDEN_STYLE.search(attributes.get("style") or ""):
            return False
        above = above.parent
    return True


def _with_metadata(document: Document, scripts: Sequence[LexborNode]) -> Document:
    """Return the document with the metadata from JSON-LD: the article's text, and whether it is free to read."""
    witness: str | None = None
    metered = False
    for node in scripts[:50]:
        source = node.text(deep=True)
        if len(source) > 1_000_000 or not ("articleBody" in source or "isAccessibleForFree" in source):
            continue
        try:
            waiting: list[Any] = [json.loads(source, strict=False, parse_int=str)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            held = waiting.pop()
            if isinstance(held, dict):
                found = held.get("articleBody")
                witness = witness or (visible(found) if isinstance(found, str) else None)
                metered = metered or str(held.get("isAccessibleForFree")).lower() == "false"
                waiting.extend(held.values())
            elif isinstance(held, list):
                waiting.extend(held)
    return replace(document, witness=witness or None, metered=metered)
