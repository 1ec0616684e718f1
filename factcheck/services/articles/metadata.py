"""Metadata of a page: title, author, date, language and address, each with the place that it was found in.

Pure. What the page's linked data says comes first (JSON-LD), then its ``meta`` elements, then its marked-up text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from factcheck.errors import InputError
from factcheck.services.articles.addresses import article_key, is_same_site, stated_address
from factcheck.services.articles.linked_data import LinkedData, Thing, addresses_of, is_live_blog, text_of, updates_of
from factcheck.services.articles.page_parts import WORDS_MAX_CHARACTERS, Entry
from factcheck.services.articles.published import published_interval
from factcheck.spotting.values import DateInterval, Found
from factcheck.store.search import fold
from factcheck.verifier.http.urls import join
from factcheck.verifier.read.html import bounded_markup

LINKED_DATA, META, TIME, MICRODATA, ADDRESS = "JSON-LD", "meta", "<time>", "microdata", "address"
"""Names of places that metadata is found in."""
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "headline")
_AUTHORS = (
    "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "citation_author",
    "parsely-author", "sailthru.author", "byl",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "citation_publication_date",
    "citation_online_date", "citation_date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
    "publication_date", "publication-date", "date",
)  # fmt: skip
_LANGUAGES = ("content-language", "dc.language", "dcterms.language", "og:locale", "language")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{2})[/-](\d{2})(?=[/_-])")
_CHANGED = re.compile(r"update|modifi|edit", re.IGNORECASE)
_ASIDE_TAGS = frozenset({"nav", "aside", "footer", "figure", "li"})
_SITE_NAME = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{1,40}$")
NOWHERE = "https://unknown.invalid/"
"""The base of relative references in a page whose address is not known."""
LEAD_MIN_CHARACTERS = 80
"""Least length of a paragraph of the article; shorter ones before it are bylines and standfirsts."""
VALUE_MAX_CHARACTERS = 500
MAX_NODES = 3_000
"""Elements that are searched for dates and names."""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The statements of a page about its article."""

    title: Found | None = None
    author: Found | None = None
    published: DateInterval | None = None
    published_origin: str = ""
    language: Found | None = None
    address: str | None = None
    """The address that the page states as its own, out of AMP and without tracking parameters."""
    original: str | None = None
    """The address on another site that the page states as the original of its text."""
    titles: tuple[str, ...] = ()
    """Every title that the page gives its article."""
    entries: tuple[Entry, ...] = ()
    """The entries of a live blog in the linked data."""
    notes: tuple[str, ...] = ()
    """Sentences about what is contradictory."""


def page_metadata(markup: str, address: str | None) -> PageMetadata:
    """Return the metadata of a page that was read at ``address``; None: the address is not known."""
    tree = LexborHTMLParser(bounded_markup(markup)[0])
    metas = _metas(tree)
    canonical = _canonical(tree, metas)
    stated, original = _addresses(canonical, address)
    data = LinkedData(node.text(deep=True) for node in tree.css("script[type='application/ld+json']")[:50])
    headings = [
        text for text in (_first(metas, _TITLES), _text(tree.css_first("h1")), _text(tree.css_first("title"))) if text
    ]
    article, notes = _main_article(data.articles, stated or address, headings)
    if article is not None and stated is None:
        found = (_addresses(each, address)[0] for each in addresses_of(article))
        stated = next((each for each in found if each), None)
    published, origin = _published(tree, metas, article, stated or address)
    return PageMetadata(
        title=_title(tree, metas, article),
        author=_author(tree, metas, article, data),
        published=published,
        published_origin=origin,
        language=_language(tree, metas, article),
        address=stated,
        original=original,
        titles=tuple(
            dict.fromkeys(each for each in (article and text_of(article, "headline", "name"), *headings) if each)
        ),
        entries=_entries(article) if article is not None and is_live_blog(article) else (),
        notes=notes,
    )


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """Return the contents of ``meta`` elements by their names in lower case."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:MAX_NODES]:
        held = node.attributes
        content = " ".join((held.get("content") or "").split())[:VALUE_MAX_CHARACTERS]
        for kind in ("property", "name", "http-equiv", "itemprop"):
            if content and (name := held.get(kind)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(metas: dict[str, list[str]], names: Iterable[str]) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _text(node: LexborNode | None) -> str | None:
    text = " ".join(node.text(deep=True, separator=" ").split())[:VALUE_MAX_CHARACTERS] if node else ""
    return text or None


def _canonical(tree: LexborHTMLParser, metas: dict[str, list[str]]) -> str | None:
    node = tree.css_first("link[rel~='canonical' i][href]")
    return (node.attributes.get("href") if node else None) or _first(metas, ("og:url", "twitter:url"))


def _addresses(reference: str | None, address: str | None) -> tuple[str | None, str | None]:
    """Return the address that a page states as its own, and the one on another site that it states as its original."""
    target = join(address or NOWHERE, reference) if reference else None
    if target is None or target.startswith(NOWHERE):
        return None, None
    is_front_page = urlsplit(target).path == "/" and not urlsplit(target).query
    if address and not is_same_site(target, address):
        return None, None if is_front_page else target
    return (None if is_front_page and address is None else stated_address(target, address or target)), None


def _same_key(one: str, other: str) -> bool:
    try:
        return article_key(one) == article_key(other)
    except InputError:
        return False


def _main_article(
    articles: Sequence[Thing], address: str | None, headings: Sequence[str]
) -> tuple[Thing | None, tuple[str, ...]]:
    """Return the article in the linked data that the page is about, and a note where that cannot be decided."""
    if address:
        for each in articles:
            if any((own := join(address, name)) and _same_key(own, address) for name in addresses_of(each)):
                return each, ()
    folded = [fold(each) for each in headings]
    for each in articles:
        headline = fold(text_of(each, "headline", "name") or "")
        if headline and any(headline in heading or heading in headline for heading in folded if heading):
            return each, ()
    names = list(dict.fromkeys(text_of(each, "headline", "name") or "" for each in articles))
    if len(names) <= 1:
        return (articles[0] if articles else None), ()
    shown = " and ".join(f"“{name[:80]}”" for name in names[:2])
    return None, (f"the page's JSON-LD describes several articles ({shown}), and none of them is named as this one",)


def _title(tree: LexborHTMLParser, metas: dict[str, list[str]], article: Thing | None) -> Found | None:
    if article is not None and (headline := text_of(article, "headline", "name")):
        return Found(" ".join(headline.split())[:VALUE_MAX_CHARACTERS], LINKED_DATA)
    if title := _first(metas, _TITLES):
        return Found(title, META)
    if heading := _text(tree.css_first("h1")):
        return Found(heading, "<h1>")
    shown = _text(tree.css_first("head > title")) or _text(tree.css_first("title"))
    return Found(_SITE_NAME.sub("", shown), "<title>") if shown else None


def _author(
    tree: LexborHTMLParser, metas: dict[str, list[str]], article: Thing | None, data: LinkedData
) -> Found | None:
    if article is not None:
        names = data.names(article.get("author") or article.get("creator"))
        if names:
            return Found(", ".join(names[:8]), LINKED_DATA)
    for name in _AUTHORS:
        values = [each for each in metas.get(name, ()) if not re.match(r"https?:|[@\d]", each)]
        if values:
            return Found(", ".join(dict.fromkeys(values[:8])), META)
    for node in tree.css("[itemprop~='author'], a[rel~='author']")[:10]:
        inner = node.css_first("[itemprop~='name']")
        if (byline := _text(inner or node)) and len(byline) <= 100:
            return Found(byline, MICRODATA)
    return None


def _language(tree: LexborHTMLParser, metas: dict[str, list[str]], article: Thing | None) -> Found | None:
    html = tree.css_first("html")
    stated = html.attributes.get("lang") or html.attributes.get("xml:lang") if html else None
    named = text_of(article, "inLanguage") if article is not None else None
    meta = next((metas[name][0] for name in _LANGUAGES if name in metas), None)
    for value, origin in ((named, LINKED_DATA), (stated, "<html lang>"), (meta, META)):
        if value and _TAG.fullmatch(value.strip()):
            return Found(value.strip().replace("_", "-"), origin)
    return None


def _entries(article: Thing) -> tuple[Entry, ...]:
    found = ((words, published_interval(moment)) for words, moment in updates_of(article))
    return tuple(Entry(" ".join(words.split())[:WORDS_MAX_CHARACTERS], date) for words, date in found if date)


def _published(
    tree: LexborHTMLParser, metas: dict[str, list[str]], article: Thing | None, address: str | None
) -> tuple[DateInterval | None, str]:
    for value, origin in _dates(tree, metas, article, address):
        if value and (found := published_interval(value)):
            return found, origin
    return None, ""


def _dates(
    tree: LexborHTMLParser, metas: dict[str, list[str]], article: Thing | None, address: str | None
) -> Iterator[tuple[str | None, str]]:
    """Yield the texts that may be the date of publication, the most certain first."""
    if article is not None:
        yield from ((text_of(article, key), LINKED_DATA) for key in ("datePublished", "dateCreated", "uploadDate"))
    yield from ((metas[name][0], META) for name in _DATES if name in metas)
    for node in tree.css("[itemprop~='datePublished'], time[pubdate]")[:10]:
        if _is_beside(node):
            continue
        held = node.attributes
        yield held.get("datetime") or held.get("content") or _text(node), MICRODATA if node.tag != "time" else TIME
    yield _time_of_article(tree), TIME
    if address and (found := _PATH_DATE.search(address)):
        yield "-".join(found.groups()), ADDRESS


def _time_of_article(tree: LexborHTMLParser) -> str | None:
    """Return the date of the first ``time`` element between the heading of a page and its text, or of the only one."""
    every: list[str] = []
    headed = False
    leads = 0
    for node in tree.css("h1, time[datetime], p")[:MAX_NODES]:
        if node.tag == "h1":
            headed, leads = True, 0
        elif node.tag == "p":
            leads += len(_text(node) or "") >= LEAD_MIN_CHARACTERS
        elif not _is_beside(node) and (value := node.attributes.get("datetime")) and published_interval(value):
            if headed and not leads:
                return value
            every.append(value)
    days = {value[:10] for value in every}
    return every[0] if len(days) == 1 else None


def _is_beside(node: LexborNode) -> bool:
    """Return whether an element belongs to a list, a sidebar or a footer, or gives the time of a change."""
    held = node.attributes
    if _CHANGED.search(f"{held.get('class') or ''} {held.get('itemprop') or ''} {held.get('id') or ''}"):
        return True
    above = node.parent
    for _ in range(30):
        if above is None:
            break
        if above.tag in _ASIDE_TAGS:
            return True
        above = above.parent
    return False
