"""Check intervals by the kind of source, not by how often it changes.

For losses and silent edits at a rate h and an interval I, one goes unnoticed for I/2 on average, so that the cheapest
intervals are proportional to 1/√h (after Cho and Garcia-Molina, TODS 2003); docs/decisions/0013 has the rates.
Doubling the interval of pages that do not change costs twice the checks and finds losses no sooner.
"""

import hashlib
from datetime import timedelta

from factcheck.vocabulary import SourceKind

DAY = timedelta(days=1)
_SOCIAL_DOMAINS = (
    "twitter.com", "x.com", "facebook.com", "instagram.com", "tiktok.com", "t.me", "telegram.org", "vk.com", "weibo.com",
    "reddit.com", "youtube.com", "youtu.be", "threads.net", "bsky.app", "mastodon.social", "linkedin.com", "truthsocial.com",
)  # fmt: skip
_ARCHIVE_DOMAINS = (
    "archive.org",
    "archive.ph",
    "archive.is",
    "archive.today",
    "archive.md",
    "perma.cc",
    "ghostarchive.org",
)
_LIVE_DOMAINS = ("wikipedia.org", "wikidata.org", "worldometers.info", "ourworldindata.org")
_OFFICIAL_LABELS = {"gov", "mil", "int", "gouv", "gob", "admin", "bund", "go", "govt", "edu", "europa"}


def classify_host(host: str) -> SourceKind:
    """Return the kind of source that a host serves; news, the kind checked most often, if nothing indicates another."""
    name = host.partition(":")[0].lower().removesuffix(".")
    for domains, kind in (
        (_SOCIAL_DOMAINS, SourceKind.SOCIAL),
        (_ARCHIVE_DOMAINS, SourceKind.ARCHIVE),
        (_LIVE_DOMAINS, SourceKind.LIVE),
    ):
        if any(name == domain or name.endswith("." + domain) for domain in domains):
            return kind
    labels = name.split(".")
    if (
        _OFFICIAL_LABELS & set(labels[-2:])
        or name.endswith((".gc.ca", ".un.org", ".who.int", ".europa.eu"))
        or name == "un.org"
    ):
        return SourceKind.OFFICIAL
    return SourceKind.NEWS


def interval(kind: SourceKind, checks: int, age: timedelta, *, weight: float = 1.0) -> timedelta:
    """Return the time to the next check, before jitter.

    ``checks`` is the number of earlier checks, ``age`` the time since the first; ``weight`` is 0.5 for a source of a
    published verdict, 2 for one of archived work only.
    """
    match kind:
        case SourceKind.SOCIAL:
            base = DAY if age < 7 * DAY else 3 * DAY if age < 30 * DAY else 6 * DAY
        case SourceKind.NEWS:
            base = (1 * DAY, 3 * DAY, 7 * DAY)[checks - 1] if 1 <= checks <= 3 else 16 * DAY
        case SourceKind.OFFICIAL:
            base = 25 * DAY
        case SourceKind.LIVE:
            base = 13 * DAY
        case SourceKind.ARCHIVE:
            base = 70 * DAY
    return base * weight


INTERVAL_MAX = interval(SourceKind.ARCHIVE, 1, timedelta(0), weight=2.0) * 1.1
"""The longest interval that the policy gives, jitter included: no check is due later than this from now."""


def jitter(span: timedelta, key: str) -> timedelta:
    """Return the interval made longer or shorter by up to a tenth, always the same for a key.

    It spreads the checks of sources that were imported together.
    """
    share = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 2**32
    return span * (0.9 + 0.2 * share)
