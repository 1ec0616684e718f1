"""Which part of a page an element is, by its landmark, its role and the words its authors named it with."""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from factcheck.vocabulary import Region

INHERITED = frozenset({Region.COMMENTS, Region.NAVIGATION, Region.RELATED, Region.CORRECTION})
"""What lies in these lies in them, whatever it says of itself."""

_ROLES = {
    "navigation": Region.NAVIGATION,
    "banner": Region.NAVIGATION,
    "contentinfo": Region.NAVIGATION,
    "search": Region.NAVIGATION,
    "menu": Region.NAVIGATION,
    "menubar": Region.NAVIGATION,
    "complementary": Region.RELATED,
}
_NAMES: tuple[tuple[Region, frozenset[str]], ...] = (
    (
        Region.COMMENTS,
        frozenset(
            "comments commentlist comment-list comments-area comment-section comments-section comment-thread comments-thread"
            " disqus disqus_thread disqus-thread commento respond reader-comments user-comments kommentare commentaires"
            " comentarios commenti reacties komentarze kommentarer yorumlar livefyre coral-talk usercomments".split()
        ),
    ),
    (
        Region.NAVIGATION,
        frozenset(
            "nav navbar navigation menu main-menu breadcrumb breadcrumbs site-header site-footer page-footer site-nav"
            " cookie-banner cookie-notice cookie-consent cookiebanner cookieconsent consent-banner gdpr onetrust"
            " onetrust-consent-sdk onetrust-banner-sdk didomi-host didomi-popup cmp-container skip-link skip-links"
            " share-buttons social-share share-bar sharedaddy pagination".split()
        ),
    ),
    (
        Region.RELATED,
        frozenset(
            "related related-articles related-posts related-stories related-content related-links recommended recommendations"
            " recirculation recirc most-read most-popular mostread trending more-stories more-news read-next read-also"
            " see-also-box newsletter newsletter-signup newsletter-box outbrain taboola advert advertisement ad-slot ad-container"
            " sponsored promo-box teaser-list teasers a-lire-aussi lire-aussi sidebar widget-area".split()
        ),
    ),
    (
        Region.CORRECTION,
        frozenset(
            "correction corrections article-correction correction-note corrections-note erratum editors-note".split()
        ),
    ),
)
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})


def region_of(node: LexborNode, tag: str, attributes: Mapping[str, str | None], inside: bool) -> Region | None:
    """Return the region an element opens; None: that of what it stands in. ``inside``: in an article or main element."""
    found = _landmark(node, tag, attributes, inside)
    if found is None and tag not in _WHOLE_PAGE:
        found = _named(attributes)
    if found is not None and found is not Region.CORRECTION and _holds_the_article(node):
        return None
    return found


def _landmark(node: LexborNode, tag: str, attributes: Mapping[str, str | None], inside: bool) -> Region | None:
    if tag == "nav":
        return Region.NAVIGATION
    if tag in {"header", "footer"} and not inside:
        return None if tag == "header" and node.css_first("h1") else Region.NAVIGATION
    if tag == "aside" and not inside:
        return Region.RELATED
    role = attributes.get("role")
    if role and not (role in {"banner", "complementary"} and inside):
        return _ROLES.get(role.lower())
    return None


def _named(attributes: Mapping[str, str | None]) -> Region | None:
    names = {name.lower() for key in ("id", "class") for name in re.split(r"\s+", attributes.get(key) or "") if name}
    for region, known in _NAMES:
        if names & known:
            return region
    return None


def _holds_the_article(node: LexborNode) -> bool:
    """Return whether an element holds what names itself the content: then its own name says nothing."""
    return node.css_first("main, h1, [itemprop=articleBody], [role=main]") is not None
