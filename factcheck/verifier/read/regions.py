"""Which part of a page an element says it is: by its landmark, its role and the words its authors named it with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from factcheck.vocabulary import Region

STEADY = 2
"""An element's own kind says so: no look at what it holds can change it, unless the page had no content then."""
NAMED = 1
"""Only a name says so: what it holds may speak against it."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What an element says of itself."""

    region: Region
    strength: int = NAMED
    struck: bool = False
    """The text is struck out."""
    links: bool = False
    """The name is one of lists of links: text that does not lead anywhere speaks against it."""


_ROLES = {
    "navigation": Region.NAVIGATION,
    "banner": Region.NAVIGATION,
    "contentinfo": Region.NAVIGATION,
    "search": Region.NAVIGATION,
    "menu": Region.NAVIGATION,
    "menubar": Region.NAVIGATION,
    "complementary": Region.RELATED,
}
_COMMENTS = frozenset(
    (
        "comments commentlist comment-list comments-area comments-list comment-section comments-section comment-thread"
        " comments-thread comment-body comment-content disqus disqus_thread disqus-thread commento respond reader-comments"
        " user-comments kommentare commentaires comentarios commenti comentários reacties komentarze kommentarer yorumlar"
        " komentari комментарии livefyre coral-talk coral_thread usercomments fb-comments leserkommentare"
    ).split()
)
_LINKS = frozenset(
    (
        "nav navbar navigation menu main-menu mainmenu breadcrumb breadcrumbs site-header site-footer page-footer site-nav"
        " top-nav topnav skip-link skip-links share-buttons social-share share-bar sharedaddy social-links pagination pager"
        " language-switcher lang-switcher footer-links tag-list tags toc"
    ).split()
)
_BANNERS = frozenset(
    (
        "cookie-banner cookie-notice cookie-consent cookiebanner cookieconsent cookie-bar cookie-law-info-bar cookie-popup"
        " consent-banner gdpr gdpr-banner onetrust onetrust-consent-sdk onetrust-banner-sdk didomi-host didomi-popup"
        " cmp-container qc-cmp2-container cc-window cc-banner cmplz-cookiebanner usercentrics-root cybotcookiebotdialog"
    ).split()
)
_RELATED = frozenset(
    (
        "related related-articles related-posts related-stories related-content related-links recommended recommendations"
        " recirculation recirc most-read most-popular mostread trending more-stories more-news read-next read-also"
        " see-also-box newsletter newsletter-signup newsletter-box outbrain taboola ob-widget advert advertisement ad-slot"
        " ad-container ad-wrapper ad-unit ad-banner adsbygoogle google-auto-placed ad ads sponsored sponsored-content promo-box"
        " teaser-list teasers a-lire-aussi lire-aussi lesen-sie-auch sidebar widget-area werbung anzeige publicite publicité"
        " publicidad jp-relatedposts"
    ).split()
)
_CORRECTIONS = frozenset(
    "correction corrections article-correction correction-note corrections-note erratum editors-note".split()
)
_QUOTING = frozenset("pullquote pull-quote pull_quote blockquote doc-pullquote doc-tip factbox fact-box".split())
"""Asides that belong to the article they interrupt."""
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})
_ANCHORED = frozenset("h1 h2 h3 h4 h5 h6 p a span li dt dd td th b strong em i".split())
"""What an id only makes an anchor of."""


def sign_of(tag: str, attributes: Mapping[str, str | None], inside: bool) -> Sign | None:
    """Return what an element says it is; None: nothing. ``inside``: it stands in an article or main element."""
    if not attributes and tag not in {"nav", "header", "footer", "aside"}:
        return None
    return _sign(tag, attributes.get("id") or "", attributes.get("class") or "", attributes.get("role") or "", inside)


@lru_cache(maxsize=4096)
def _sign(tag: str, identity: str, classes: str, role: str, inside: bool) -> Sign | None:
    if tag == "nav":
        return Sign(Region.NAVIGATION, STEADY)
    if tag in {"header", "footer"} and not inside:
        return Sign(Region.NAVIGATION, links=True) if tag == "header" else Sign(Region.NAVIGATION, STEADY)
    role = role.lower()
    if role in _ROLES and not (role in {"banner", "complementary"} and inside):
        return Sign(_ROLES[role], STEADY if _ROLES[role] is Region.NAVIGATION else NAMED)
    if tag in _WHOLE_PAGE:
        return None
    named = classes if tag in _ANCHORED else f"{identity} {classes}"
    names = frozenset(named.lower().split())
    aside = tag == "aside" and not inside and role not in _QUOTING and not names & _QUOTING
    return _named(names) or (Sign(Region.RELATED) if aside else None)


def _named(names: frozenset[str]) -> Sign | None:
    if names & _COMMENTS:
        return Sign(Region.COMMENTS)
    if names & _BANNERS:
        return Sign(Region.NAVIGATION)
    if names & _LINKS:
        return Sign(Region.NAVIGATION, links=True)
    if names & _RELATED:
        return Sign(Region.RELATED)
    if names & _CORRECTIONS:
        return Sign(Region.CORRECTION)
    return None
