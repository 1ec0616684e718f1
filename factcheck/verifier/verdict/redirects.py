"""Classifies addresses: a site's home page, its error page, or one page among many. Pure.

A path is classified by its parts. For a home page, every part must be a word of home pages; for an error page, the whole
last part must consist of words for errors. A slug with other words in it ("home-office-report") is an article's.
"""

import re
from functools import cache
from urllib.parse import SplitResult, parse_qsl, unquote

from factcheck.languages import all_words

QUERY_MAX_CHARACTERS = 4_000
"""Maximum number of characters of a query that are read."""
_EXTENSION = re.compile(
    r"\.(?:html?|php\d?|aspx?|jspx?|jsf|do|action|cfm|cgi|pl|shtml|xhtml|nsf|py|mvc)$", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|hans|hant|latn|cyrl|419))?", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]+(?![a-zà-ɏ])|[A-Z]?[a-zà-ɏ]+|\d+|[^\W\d_a-zA-Zà-ɏ]+")

_AROUND_HOME = frozenset("public www pages page app cms content node root top".split())
"""Parts that a home page's path can have beside its own words."""
_SWITCHES = frozenset(
    "lang language locale lng hl lc l sprache langue idioma lingua taal jezyk dil ln culture setlang uselang country region"
    " currency theme view mode mobile m desktop nomobile amp ref referrer referer source src from origin return returnurl"
    " return_url redirect redirected redirect_url redirect_to redirecturl url uri path next back goto target dest destination"
    " sid session sessionid phpsessid jsessionid token ts t v ver cb cache nocache rnd error err errors errorcode err_code"
    " status code msg message reason notfound not_found gone expired removed 404 e aspxerrorpath cookie cookies consent".split()
)
"""Keys of a query that do not select a page."""
_ERROR_KEYS = frozenset("error err errorcode status code e page p notfound not_found msg message reason".split())
_PAGE_KEYS = frozenset(
    "p id page_id pageid article articleid article_id aid nid newsid news_id story storyid story_id item itemid doc docid post"
    " postid artid artikel uuid cid tid".split()
)
"""Keys of a query that select one page of a site."""


def is_home(parts: SplitResult) -> bool:
    """Return whether an address is a site's home page: nothing in its path or query selects another page."""
    steps = [each.lower() for each in _parts(parts.path)]
    named = [each for each in steps if each not in _AROUND_HOME]
    return (
        all(each in all_words("addresses", "home") or _LANGUAGE.fullmatch(each) for each in named)
        and (not steps or bool(named))
        and all(_chooses_no_page(name, value) for name, value in _query(parts))
    )


def is_error(parts: SplitResult, asked: SplitResult) -> bool:
    """Return whether an address is that of an error page. Words that the requested address has as well are not evidence."""
    steps = _parts(parts.path)
    while steps and steps[-1].lower() in {"index", "default", "home"}:
        steps.pop()
    before = {each.lower() for each in _parts(asked.path)}
    if steps and steps[-1].lower() not in before and _names_an_error(steps):
        return True
    if not is_home(parts._replace(query="")):
        return False
    asked_too = set(_query(asked))
    return any(
        (name in {"404", "notfound", "not_found", "aspxerrorpath"} and parts.query != asked.query)
        or (name in _ERROR_KEYS and value in {"404", "410", "notfound", "not-found", "not_found", "gone"})
        for name, value in _query(parts)
        if (name, value) not in asked_too
    )


def is_deep(parts: SplitResult) -> bool:
    """Return whether an address is that of one page of a site: it has two levels, or a name or number like an article's."""
    steps = [step for step in parts.path.split("/") if step]
    if any(name in _PAGE_KEYS and re.search(r"\d", value) for name, value in _query(parts)):
        return True
    if is_home(parts._replace(query="")):
        return False
    return len(steps) > 1 or (bool(steps) and len(steps[0]) > 8 and re.search(r"[-_\d]", steps[0]) is not None)


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    """Return the names and values of a query, in lower case."""
    return parse_qsl(parts.query[:QUERY_MAX_CHARACTERS].lower(), keep_blank_values=True)


def _parts(path: str) -> list[str]:
    """Return a path's parts, without file extensions, parameters and empty parts."""
    steps = (unquote(step).partition(";")[0] for step in path.split("/")[:40])
    return [_EXTENSION.sub("", step[:200]) for step in steps if step]


def _chooses_no_page(name: str, value: str) -> bool:
    return name in _SWITCHES or name.startswith("utm_") or (not value and len(name) <= 3 and name.isalpha())


def _names_an_error(steps: list[str]) -> bool:
    last, vocabulary, errors = _words(steps[-1]), _error_vocabulary(), all_words("addresses", "error")
    if steps[-1].lower() in errors:
        return True
    if not last or not vocabulary.issuperset(last):
        return False
    text = " ".join(last)
    if not errors.isdisjoint(last) or "".join(last) in errors:
        return True
    if any(each in text for each in all_words("addresses", "together")):
        return True
    # The address of an error page says that a page does not exist, and nothing else.
    negated = not all_words("addresses", "negation").isdisjoint(last)
    if negated and not all_words("addresses", "being_there").isdisjoint(last):
        return True
    every = [word for step in steps for word in _words(step)]
    gone = not all_words("addresses", "gone").isdisjoint(last)
    return gone and all(word in vocabulary or _LANGUAGE.fullmatch(word) for word in every)


@cache
def _error_vocabulary() -> frozenset[str]:
    """Return the words that the last part of an error page's address can consist of."""
    return frozenset().union(
        *(all_words("addresses", key) for key in ("error", "gone", "beside", "negation", "being_there"))
    )


def _words(part: str) -> list[str]:
    """Return the words of a part, split at punctuation, at capital letters, and between letters and digits."""
    words = [word.lower() for word in _WORD.findall(part)]
    return [half for word in words for half in _halves(word)]


def _halves(word: str) -> tuple[str, ...]:
    """Return the two words of a compound if one is a word for an error and the other can accompany it; else the word."""
    vocabulary, errors = _error_vocabulary(), all_words("addresses", "error")
    if word in vocabulary:
        return (word,)
    for cut in range(3, len(word) - 2) if len(word) <= 24 else ():
        halves = word[:cut], word[cut:]
        if not errors.isdisjoint(halves) and vocabulary.issuperset(halves):
            return halves
    return (word,)
