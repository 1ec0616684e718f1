"""Articles in the linked data of a page (JSON-LD with schema.org types)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from factcheck.services.editing.text_rules import replace_surrogates

_TYPES = frozenset(
    {"blogposting", "liveblogposting", "socialmediaposting", "discussionforumposting", "report", "videoobject"}
)
"""Types of texts and transcripts, with those that end in "Article" (NewsArticle, ReportageNewsArticle…)."""
_OTHERS = frozenset(
    "author publisher creator comment hasPart isPartOf citation mentions about itemListElement relatedLink image video"
    " liveBlogUpdate significantLink review isBasedOn associatedMedia speakable breadcrumb".split()
)
"""Properties whose values are other things than the article of the page."""
_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*$"
)
SOURCE_MAX_CHARACTERS = 1_000_000
"""Longer scripts are not metadata."""
MAX_OBJECTS = 5_000
"""Objects of a page that are read."""
NAME_MAX_CHARACTERS = 200

Thing = Mapping[str, Any]


class LinkedData:
    """The linked data of a page."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.articles: list[Thing] = []
        """The articles that the page presents, in their order; not those that it lists or mentions."""
        self._by_id: dict[str, Thing] = {}
        waiting = [(each, True) for source in sources for each in _loaded(source)]
        waiting.reverse()
        count = 0
        while waiting and count < MAX_OBJECTS:
            held, is_own = waiting.pop()
            if isinstance(held, list):
                waiting.extend((each, is_own) for each in reversed(held))
            elif isinstance(held, dict):
                count += 1
                self._add(held, is_own)
                waiting.extend((held[key], is_own and key not in _OTHERS) for key in reversed(held))

    def _add(self, held: Thing, is_own: bool) -> None:
        name = held.get("@id")
        if isinstance(name, str) and len(held) > 1:
            self._by_id.setdefault(name, held)
        if is_own and is_article(held) and text_of(held, "headline", "name"):
            self.articles.append(held)

    def names(self, value: Any) -> list[str]:
        """Return the names of persons or organizations; a reference is looked up in the page."""
        found: list[Any] = []
        for each in value if isinstance(value, list) else [value]:
            thing = (
                self._by_id.get(str(each.get("@id")), each) if isinstance(each, dict) and "name" not in each else each
            )
            named = thing.get("name") if isinstance(thing, dict) else thing
            found += named if isinstance(named, list) else [named]
        names = (" ".join(name.split())[:NAME_MAX_CHARACTERS] for name in found if isinstance(name, str))
        return [name for name in dict.fromkeys(names) if name and not name.lower().startswith(("http:", "https:"))]


def is_article(held: Thing) -> bool:
    """Return whether an object has the type of an article."""
    types = held.get("@type")
    names = [
        each.rpartition("/")[2].lower()
        for each in (types if isinstance(types, list) else [types])
        if isinstance(each, str)
    ]
    return any(name.endswith("article") or name in _TYPES for name in names)


def is_live_blog(held: Thing) -> bool:
    """Return whether an article consists of entries with times of their own."""
    return "liveblogposting" in str(held.get("@type")).lower()


def updates_of(held: Thing) -> Iterator[tuple[str, str]]:
    """Yield the headline, the text and the name of each entry of a live blog, each with its date: a page shows some of them."""
    updates = held.get("liveBlogUpdate")
    for each in updates if isinstance(updates, list) else [updates]:
        given = each if isinstance(each, dict) else {}
        published = text_of(given, "datePublished", "dateCreated")
        for words in (text_of(given, key) for key in ("headline", "articleBody", "name")):
            if words and published:
                yield words, published


def addresses_of(held: Thing) -> Iterator[str]:
    """Yield the addresses that an object gives as its own."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value = held.get(key)
        value = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            yield value.strip()


def text_of(held: Thing, *keys: str) -> str | None:
    """Return the first of these properties that is a text."""
    for key in keys:
        value = held.get(key)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("@value") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _loaded(source: str) -> list[Any]:
    """Return the value of a script in a list; none for what is not JSON."""
    if len(source) > SOURCE_MAX_CHARACTERS:
        return []
    try:
        value = json.loads(_WRAPPING.sub("", source), strict=False, parse_int=str, parse_float=str)
        if "\\ud" in source.lower():  # half of a character can be escaped in JSON, and stored nowhere
            value = json.loads(replace_surrogates(json.dumps(value, ensure_ascii=False)))
        return [value]
    except (ValueError, RecursionError):
        return []
