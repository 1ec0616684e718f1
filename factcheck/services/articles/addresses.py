"""Addresses of articles: without tracking parameters, out of AMP caches, and the key that all addresses of one article share."""

import re
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from publicsuffixlist import PublicSuffixList

from factcheck.errors import InputError
from factcheck.verifier.http.urls import canonical_url, join

_TRACKING = re.compile(
    r"(?:utm|at|pk|piwik|mtm|matomo|stm|vero|guce|wt)[_.]\w+|(?:fb|g|d|tw|y|tt)clid|msclkid|gclsrc|wbraid|gbraid"
    r"|_ga|_gl|_?hsenc|_?hsmi|mc_[ce]id|mkt_tok|igshid|igsh|xtor|ocid|ncid|cmpid|s_cid|smid|smtyp|smprod|ns_[a-z]+"
    r"|guccounter|soc_src|soc_trk|__twitter_impression|amp_js_v|amp_gsa|usqp",
    re.IGNORECASE,
)
"""Names of parameters that say how a reader came to a page, and never which page it is."""
_AMP_CACHE = re.compile(
    r"https?://(?:[\w-]+\.)?cdn\.ampproject\.org/(?:c|v|wp/[cv])/(?P<tls>s/)?(?P<page>[^/?#]+\.[^/?#]+(?:[/?].*)?)"
    r"|https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(?P<google_tls>s/)?(?P<google_page>[^/?#]+\.[^/?#]+(?:[/?].*)?)",
    re.IGNORECASE,
)
_AMP_QUERY = {"amp": {"", "1", "true"}, "outputtype": {"amp"}, "output": {"amp"}, "mode": {"amp"}, "layout": {"amp"}}
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_SEGMENTS = frozenset({"amp", "amp.html", "amp.htm", "amphtml"})


def article_address(url: str) -> str:
    """Return the canonical address of an article, without tracking parameters and taken out of an AMP cache.

    Raises InputError, in one line, if the text is not an address that can be requested.
    """
    address = canonical_url(url)
    if cached := _AMP_CACHE.fullmatch(address):
        secure = cached["tls"] or cached["google_tls"]
        address = canonical_url(f"http{'s' if secure else ''}://{cached['page'] or cached['google_page']}")
    base, mark, query = address.partition("?")
    if not mark:
        return address
    left = [each for each in query.split("&") if not _TRACKING.fullmatch(unquote(each.partition("=")[0]))]
    return f"{base}?{'&'.join(left)}" if any(left) else base


def article_key(url: str) -> str:
    """Return the key of an article: the same for its addresses with and without TLS, ``www``, AMP and tracking parameters."""
    parts = urlsplit(article_address(url))
    host = _HOST_PREFIX.sub("", parts.netloc)
    segments = [each for each in parts.path.split("/") if each and each.lower() not in _AMP_SEGMENTS]
    if segments:
        segments[-1] = re.sub(r"\.amp(?=\.html?$|$)", "", segments[-1], flags=re.IGNORECASE)
    query = sorted(
        f"{name}={value}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if value.lower() not in _AMP_QUERY.get(name.lower(), ())
    )
    return f"{host}/{'/'.join(segments)}" + (f"?{'&'.join(query)}" if query else "")


def stated_address(reference: str | None, base: str) -> str | None:
    """Return the address that a page states as its own, or None where it cannot be that of this article.

    A reference to another site is another publication of the text, and one to the front page is a common mistake.
    """
    if not reference or not base:
        return None
    target = join(base, reference)
    if target is None or not is_same_site(target, base):
        return None
    try:
        target = article_address(target)
    except InputError:
        return None
    path, own = urlsplit(target).path, urlsplit(base).path
    is_front_page = path == "/" and not urlsplit(target).query
    return None if is_front_page and (own != "/" or urlsplit(base).query) else target


def is_same_site(one: str, other: str) -> bool:
    """Return whether two addresses belong to one registrable domain, or to one host and port where there is none."""
    first, second = urlsplit(one), urlsplit(other)
    if first.netloc == second.netloc:
        return True
    if any((each.hostname or "")[-1:].isdigit() or ":" in (each.hostname or "") for each in (first, second)):
        return False  # an IP address
    site = _suffixes().privatesuffix(first.hostname or "")
    return site is not None and site == _suffixes().privatesuffix(second.hostname or "")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
