"""The articles of a page that shows several, and the entries of a live blog. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from factcheck.services.articles.published import published_interval
from factcheck.spotting.values import DateInterval
from factcheck.store.search import fold
from factcheck.verifier.read.html import bounded_markup

PROSE_MIN_CHARACTERS = 500
"""Least length of the paragraphs of an article; shorter ones are teasers, comments or entries."""
LIVE_MIN_ENTRIES = 3
"""Least number of entries, each with a time of its own, by which a live blog is recognized."""
MAX_ELEMENTS = 2_000
_COMMENTS = re.compile(r"comment|reply|replies|discussion|disqus|respond", re.IGNORECASE)
_MARKED = "article, [itemtype$='Article' i], [itemtype$='BlogPosting' i]"
_NAME_MAX_CHARACTERS = 200
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "dt"})
_EMPHASIS = "strong, b, em, i"
_PARAGRAPHS = (
    ":is(h2, h3, h4, h5, dt, p, li, div):not(:has(p, div, li, table, section, article, h1, h2, h3, h4, h5, h6, dt))"
)
"""Elements with text of their own: that of a container would be read again for each container around it."""
EMPHASIZED_MAX_CHARACTERS = 600
"""A longer paragraph is no question of an interview."""
WORDS_MAX_CHARACTERS = 60
"""Length of the words by which an entry is found in the text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a live blog."""

    words: str
    """Its first words."""
    published: DateInterval


@dataclass(frozen=True, slots=True)
class SeveralArticles:
    """A page of several articles. It cannot be told which of them is meant."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageParts:
    """The parts of a page."""

    markup: str
    """The markup, without the other articles."""
    others: tuple[str, ...] = ()
    """The headings of other articles on the page, which were left out."""
    entries: tuple[Entry, ...] = ()


def page_parts(markup: str, titles: Sequence[str]) -> PageParts | SeveralArticles:
    """Return the article of a page that ``titles`` name, without others that the page shows in full, and its entries."""
    if markup.count("<article") + markup.count("itemtype") < 2:
        return PageParts(markup)
    tree = LexborHTMLParser(bounded_markup(markup)[0])
    marked = list(_outer(tree))
    entries = _entries(marked)
    if len(entries) >= LIVE_MIN_ENTRIES:
        return PageParts(markup, entries=entries)
    full = [(node, name) for node in marked if (name := _heading(node)) and _prose(node) >= PROSE_MIN_CHARACTERS]
    if len({fold(name) for _, name in full}) < 2:
        return PageParts(markup)
    wanted = [fold(title) for title in titles]
    meant = [name for _, name in full if any(_names_same(fold(name), title) for title in wanted)]
    if len(set(meant)) != 1:
        return SeveralArticles(tuple(name for _, name in full))
    for node, name in full:
        if name != meant[0]:
            node.decompose()
    return PageParts(tree.html or markup, others=tuple(name for _, name in full if name != meant[0]))


def linked_characters(markup: str) -> int:
    """Return the number of characters of the texts of links and of buttons."""
    tree = LexborHTMLParser(bounded_markup(markup)[0])
    return sum(len(" ".join(node.text(deep=True).split())) for node in tree.css("a[href], button"))


def emphasized(markup: str) -> Iterator[str]:
    """Yield the texts of headings, and of paragraphs that are in bold or in italics as a whole, in their order."""
    tree = LexborHTMLParser(bounded_markup(markup)[0])
    for node in tree.css(_PARAGRAPHS)[:MAX_ELEMENTS]:
        text = " ".join(node.text(deep=True).split())
        if not text or len(text) > EMPHASIZED_MAX_CHARACTERS:
            continue
        if node.tag in _HEADINGS:
            yield text
            continue
        if any("".join(each.text(deep=True).split()) == "".join(text.split()) for each in node.css(_EMPHASIS)):
            yield text


def _names_same(name: str, title: str) -> bool:
    return bool(name) and (name in title or (bool(title) and title in name))


def _outer(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Yield the elements of articles that are not inside another one, and are no comments."""
    for node in tree.css(_MARKED)[:MAX_ELEMENTS]:
        above = node.parent
        inside = False
        for _ in range(40):
            if above is None or inside:
                break
            inside = above.tag == "article" or _is_comment(above)
            above = above.parent
        if not inside and not _is_comment(node):
            yield node


def _is_comment(node: LexborNode) -> bool:
    if node.tag in {"body", "html", "main"}:
        return False
    held = node.attributes
    return (
        _COMMENTS.search(f"{held.get('class') or ''} {held.get('id') or ''} {held.get('itemprop') or ''}") is not None
    )


def _heading(node: LexborNode) -> str:
    heading = node.css_first("h1, h2, h3, [itemprop~='headline']")
    return " ".join(heading.text(deep=True, separator=" ").split())[:_NAME_MAX_CHARACTERS] if heading else ""


def _prose(node: LexborNode) -> int:
    return sum(len(each.text(deep=True)) for each in node.css("p")[:MAX_ELEMENTS])


def _entries(marked: Sequence[LexborNode]) -> tuple[Entry, ...]:
    """Return the entries of a live blog: each has a time, and none is a page of its own."""
    found: list[Entry] = []
    for node in marked:
        inner = [each for each in node.css("article") if each != node and not _is_comment(each)]
        for each in inner or [node]:
            time = each.css_first("time[datetime]")
            published = published_interval(time.attributes.get("datetime") or "") if time else None
            if published is None or _is_page(each):
                continue
            if words := _words(each):
                found.append(Entry(words, published))
    return tuple(found)


def _is_page(node: LexborNode) -> bool:
    """Return whether the heading of an entry links to another page."""
    link = node.css_first("h1 a[href], h2 a[href], h3 a[href]")
    target = urlsplit(link.attributes.get("href") or "") if link else None
    return target is not None and bool(target.path) and not target.fragment


def _words(node: LexborNode) -> str:
    """Return the first words of an entry: its heading, or its first paragraph."""
    heading = node.css_first("h1, h2, h3, h4, p")
    return " ".join(heading.text(deep=True, separator=" ").split())[:WORDS_MAX_CHARACTERS] if heading else ""
