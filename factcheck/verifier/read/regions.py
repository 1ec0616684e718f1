"""Derives the region of an element from its landmark, its role, and the words in its names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from factcheck.languages import all_words, pattern
from factcheck.verifier.read.names import LAYOUT_PARTS, NAME_MAX_CHARACTERS, around, finder, parts_of, phrases
from factcheck.vocabulary import Region

CERTAIN = 2
"""The strength of a hint by an element's tag: its contents are not evidence against it."""
BY_NAME = 1
"""The strength of a hint by a name only: its contents can be evidence against it."""


@dataclass(frozen=True, slots=True)
class RegionHint:
    """The region of an element, by its own attributes."""

    region: Region
    strength: int = BY_NAME
    deleted: bool = False
    """Whether the text is struck out."""
    links: bool = False
    """Whether the name is one of lists of links, so that text without links is evidence against it."""
    weak: bool = False
    """Whether the hint is only part of a name, and is ignored where it would apply to most of the text."""
    interrupts: bool = False
    """Whether the element interrupts the article: it belongs to the article, and can be left out."""
    holds: str = ""
    """"article" or "main": the page's one element of that kind."""
    box: bool = False
    """Whether the element is beside the article, so that its contents decide whether it belongs to the article."""
    answers: bool = False
    """Whether the name is one of readers' reviews, replies or forums, which counts only after the article."""
    asks: bool = False
    """Whether the element has a form field."""

    @property
    def within(self) -> bool:
        """Return whether the element belongs to the article."""
        return self.region is Region.ARTICLE


ARTICLE_HINT = RegionHint(Region.ARTICLE)
INTERRUPTION_HINT = RegionHint(Region.ARTICLE, interrupts=True)
BOX_HINT = RegionHint(Region.ARTICLE, box=True)

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
_COMMENT_PHRASES = phrases(
    "discussion-thread discussion-post discussion-item discussion-list"
    " comments comment kommentare kommentar kommentarer kommentti kommentit commentaires commentaire comentarios comentario"
    " comentários comentário commenti commento reacties reactie komentarze komentarz komentáře komentář komentari yorumlar"
    " yorum leserkommentare discussionthread talkbacks talkback hozzaszolasok opmerkingen"
)
_OF_COMMENTS = LAYOUT_PARTS | frozenset(
    (
        "text content contents copy body author authors avatar meta date time thread threads replies reply children child"
        " nested depth odd even form respond user name message html markdown paragraph p display detail details title"
        " threaded liste lista elenco listado lijst bypostauthor loaded visible expanded collapsed app react vue"
    ).split()
)
_BEFORE_COMMENTS = LAYOUT_PARTS | frozenset(
    (
        "c m o u b l t a wp td article articles post posts story news page site user users reader readers all single latest"
        " recent top app visitor public customer the vf my fb facebook disqus blog video viewer community social thread"
    ).split()
)
_NEGATIONS = frozenset("no not has with hide show open closed".split())
_SINGLE_COMMENTS = frozenset(
    "comment kommentar kommentti commentaire comentario comentário commento reactie komentarz komentář komentari yorum".split()
)
"""Words for a single comment. A "leader-comment" is an article."""
_LISTS = frozenset("liste lista elenco listado lijst lista sezione sección seccion rubrik".split())
_VOWEL = re.compile(r"[^bcdfghjklmnpqrstvwxz]")
_OPINION = frozenset(
    "expert leader editorial guest opinion analysis political sports business staff press official legal".split()
)
"""Words before "comment" in names of articles: "guest-comment"."""
_READERS = frozenset("user reader readers visitor single c u p js".split())
_ONE_COMMENT = re.compile(
    r"(?:\w{1,12}[-_])?(?:comment|kommentar|commentaire|comentario|commento|reactie|komentarz)[-_]?\d+", re.IGNORECASE
)
_COMMENT_WORDS = "[ck]om+ent|koment|reacti|yorum|talkback|discussion|hozzasz|opmerking"
_may_name_comments = finder(_COMMENT_WORDS)
_FURNITURE = phrases(
    "ad ads advert adverts advertisement advertisements advertising adslot adunit adbox adsbygoogle dfp gpt-ad sponsored"
    " sponsor publicidad publicite publicité werbung anzeige reklama reklame mainos annons pubblicita publicidade share"
    " shares sharing sharebar sharetools social addthis sharethis addtoany a2a newsletter newsletters signup sign-up"
    " subscribe inscription related readmore read-more read-next readnext read-also see-also recirc recommended"
    " recommendation recommendations outbrain taboola player jwplayer videojs vjs podcast audioplayer videoplayer gallery"
    " carousel slideshow video audio subscription subscriptions embed embedded oembed pagebreak page-break pagenum"
    " page-number pagination pager pagenav cta promo"
    " promotion teaser teasers poll survey quiz toolbar widget trending popular most-read most-viewed most-popular most-shared"
    " top-stories editors-picks editor-picks latest-news latest-headlines breaking-news ticker newsticker notification"
    " notifications popup pop-up modal overlay lightbox toast"
    " twitter-tweet instagram-media tiktok-embed fb-post"
)
_OF_FURNITURE = LAYOUT_PARTS | frozenset(
    (
        "tools tool responsive buttons button btn icons icon form cta inline size top bar banner native"
        " leaderboard mpu rectangle sticky lazy in mid body video audio media live local external amp google prompt"
        " popup modal overlay lightbox strip now today week message stories articles news headlines posts"
    ).split()
)
_FURNITURE_WORDS = (
    "ad|aud|vid|dfp|gpt|spons|publi|pubbl|werb|anzeige|rekl|mainos|annons|shar|social|a2a|newsl|sign|subs|insc|relat|read|see|rec"
    "|tren|pop|most|top-?s|edit|lates|break|tick|notif|mod|over|light|toast|outb|tab|play|podc|js|gall|carou|slide|embe|page|cta|promo|teas|poll|surv|quiz|tool|widg|tweet|insta|tikt|fb"
)
_may_name_furniture = finder(_FURNITURE_WORDS)
_may_have_meaning = finder(f"{_COMMENT_WORDS}|{_FURNITURE_WORDS}")
_ASIDES = frozenset({"aside", "figure", "form", "textarea"})
_CORRECTIONS = frozenset(
    "correction corrections article-correction correction-note corrections-note erratum editors-note".split()
)
_QUOTING = frozenset("pullquote pull-quote pull_quote blockquote doc-pullquote doc-tip factbox fact-box".split())
"""Names of asides that belong to the article."""
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})
_ANCHORED = frozenset("h1 h2 h3 h4 h5 h6 p a span li dt dd td th b strong em i".split())
"""Elements whose id is only an anchor."""
_CONTAINERS = frozenset("div section ul ol li aside article".split())
_DIALOGUES = frozenset({"dialog", "alertdialog"})
_ASIDE_ROLES = frozenset({"complementary", "form"})
LABELS = frozenset({"aria-label", "data-testid", "data-test-id", "data-component"})
_METADATA = LABELS | {"itemprop", "itemtype", "typeof", "aria-modal"}
MEANINGFUL_ROLES = _ROLES.keys() | _DIALOGUES | _ASIDE_ROLES | {"comment"}
_ALL_NAMES = _COMMENTS | _BANNERS | _LINKS | _RELATED | _CORRECTIONS
_LABELLED = r"\W*(?:[^\W\d_]+\W+|\d+\W+)?(?:{})(?:\W+\w+)?\W*"
"""The pattern of a label with a word for comments, and up to one word on each side."""


def region_hint(tag: str, attributes: Mapping[str, str | None], inside: bool) -> RegionHint | None:
    """Return the hint of an element, or None. ``inside`` is whether it is in an article or main element."""
    if (
        not attributes
        and tag not in {"nav", "header", "footer", "aside", "figure", "form", "dialog"}
        and "-" not in tag
    ):
        return None
    if not _METADATA.isdisjoint(attributes):
        if _is_marked_as_comment(attributes):
            return RegionHint(Region.COMMENTS)
        if tag in _CONTAINERS and is_labelled(attributes):
            return RegionHint(Region.COMMENTS, weak=True)
        if attributes.get("aria-modal") == "true":
            return INTERRUPTION_HINT if inside else RegionHint(Region.NAVIGATION, weak=True)
    return _hint(tag, attributes.get("id") or "", attributes.get("class") or "", attributes.get("role") or "", inside)


def has_meaning(name: str) -> bool:
    """Return whether a class or an id can have an effect on the hint of an element that is not an aside by its tag."""
    if not _ALL_NAMES.isdisjoint(name.lower().split()):
        return True
    return _may_have_meaning(name) and (_names_comments(name, "") or any(map(_is_furniture, name.split())))


def _is_marked_as_comment(attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element's metadata mark it as a reader's comment (schema.org, SIOC)."""
    if "comment" in (attributes.get("itemprop") or "").lower().split():
        return True
    kinds = f"{attributes.get('itemtype') or ''} {attributes.get('typeof') or ''}".split()
    return any(re.split(r"[/#:]", kind)[-1].lower() in {"comment", "usercomments", "userreview"} for kind in kinds)


def is_labelled(attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element's label, or its name for tests, is one of readers' comments."""
    given = attributes.get
    identity = given("data-testid") or given("data-test-id") or given("data-component")
    return _is_labelled(given("aria-label") or "", identity or "")


@lru_cache(maxsize=1024)
def _is_labelled(label: str, identity: str) -> bool:
    return pattern("page_parts", "comments", _LABELLED).fullmatch(label[:60]) is not None or _names_comments(
        identity, ""
    )


@lru_cache(maxsize=4096)
def _hint(tag: str, identity: str, classes: str, role: str, inside: bool) -> RegionHint | None:
    if tag == "nav":
        return RegionHint(Region.NAVIGATION, CERTAIN)
    if tag in {"header", "footer"} and not inside:
        return RegionHint(Region.NAVIGATION, links=True) if tag == "header" else RegionHint(Region.NAVIGATION, CERTAIN)
    role = role.lower()
    if role in _ROLES and not (role in {"banner", "complementary"} and inside):
        return RegionHint(_ROLES[role], CERTAIN if _ROLES[role] is Region.NAVIGATION else BY_NAME)
    if role == "comment":
        return RegionHint(Region.COMMENTS)
    if role in _ASIDE_ROLES and inside:
        return INTERRUPTION_HINT
    if role in _DIALOGUES or tag == "dialog":
        return INTERRUPTION_HINT if inside else RegionHint(Region.NAVIGATION, weak=True)
    if tag in {"html", "body"}:
        return None
    if tag in _WHOLE_PAGE:
        return (
            RegionHint(Region.COMMENTS, weak=True) if tag == "article" and _names_comments(identity, classes) else None
        )
    named = classes if tag in _ANCHORED else f"{identity} {classes}"
    names = frozenset(named.lower().split())
    aside = tag == "aside" and not inside and role not in _QUOTING and not names & _QUOTING
    return _named(names) or (RegionHint(Region.RELATED) if aside else None) or _by_parts(tag, identity, classes)


@lru_cache(maxsize=4096)
def _by_parts(tag: str, identity: str, classes: str) -> RegionHint | None:
    if _names_comments(identity, classes if tag not in _ANCHORED or tag in {"li", "dd"} else ""):
        return RegionHint(Region.COMMENTS, weak=True)
    if tag in _ASIDES or ("-" in tag and _is_furniture(tag)):
        return INTERRUPTION_HINT
    if tag not in _ANCHORED and any(_is_furniture(name) for name in f"{identity} {classes}".split()):
        return INTERRUPTION_HINT
    return None


def _names_comments(identity: str, classes: str) -> bool:
    """Return whether a part of an element's names is one of readers' comments."""
    named = f"{identity} {classes}"
    if not _may_name_comments(named):
        return False
    return _ONE_COMMENT.fullmatch(identity) is not None or any(_is_name_of_comments(name) for name in named.split())


def _is_name_of_comments(name: str) -> bool:
    for before, (word, *_), after in around(name, _COMMENT_PHRASES):
        strange = [part for part in before if part not in _BEFORE_COMMENTS and _VOWEL.search(part)]
        known = not strange or (len(strange) == 1 and _OPINION.isdisjoint(strange))
        if known and _OF_COMMENTS.issuperset(after) and not _NEGATIONS & {*before, *after}:
            return bool(after) or not before or word not in _SINGLE_COMMENTS or before[-1] in _READERS
    return False


def answers(attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element's names are those of readers' reviews, replies or forums.

    An article can have such a name itself, so this applies only to elements after the article element.
    """
    if "review" in (attributes.get("itemprop") or "").lower().split():
        return True
    return any(map(_is_answer, f"{attributes.get('id') or ''} {attributes.get('class') or ''}".split()))


@lru_cache(maxsize=4096)
def _is_answer(name: str) -> bool:
    parts = parts_of(name) if len(name) <= NAME_MAX_CHARACTERS else ()
    if not _NEGATIONS.isdisjoint(parts):
        return False
    rest = [part for part in parts if part not in LAYOUT_PARTS and part not in _LISTS]
    answers, readers = all_words("page_parts", "answers"), all_words("page_parts", "readers")
    opinion, opinions = all_words("page_parts", "opinion"), all_words("page_parts", "opinions")
    said = name.lower() in answers or not answers.isdisjoint(rest)
    if said or not readers.isdisjoint(rest):
        return (said or not opinions.isdisjoint(rest) or not opinion.isdisjoint(rest)) and len(rest) <= 4
    return not opinions.isdisjoint(rest) and all(part in opinions or part in opinion for part in rest)


def _is_furniture(name: str) -> bool:
    """Return whether a part of a name is one of interruptions, such as an advertisement or share buttons."""
    if not _may_name_furniture(name):
        return False
    return any(
        len(set(before) - LAYOUT_PARTS) <= 2 and _OF_FURNITURE.issuperset(after) and _NEGATIONS.isdisjoint(before)
        for before, _, after in around(name, _FURNITURE)
    )


def _named(names: frozenset[str]) -> RegionHint | None:
    if names & _COMMENTS:
        return RegionHint(Region.COMMENTS)
    if names & _BANNERS:
        return RegionHint(Region.NAVIGATION)
    if names & _LINKS:
        return RegionHint(Region.NAVIGATION, links=True)
    if names & _RELATED:
        return RegionHint(Region.RELATED)
    if names & _CORRECTIONS:
        return RegionHint(Region.CORRECTION)
    return None
