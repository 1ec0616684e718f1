"""The closed sets of values, each with its meaning, and the quote selector.

The names follow schema.org ClaimReview, the W3C Web Annotation Data Model and RFC 7089 where those have a word.
"""

from dataclasses import dataclass
from enum import StrEnum

UNATTRIBUTED = "unattributed"
"""The claimant of a claim whose author is not known."""


class Status(StrEnum):
    """The step of the workflow that a claim is in. It does not say whether the claim is true."""

    INBOX = "inbox"
    """New: it is not decided yet whether to check it."""
    OPEN = "open"
    """To be checked, or being checked."""
    REVIEW = "review"
    """Checked; a second person should review it."""
    PUBLISHED = "published"
    """The verdict is public, and readers rely on it."""
    REJECTED = "rejected"
    """Not to be checked, for a recorded reason."""


WORKED_ON = (Status.INBOX, Status.OPEN, Status.REVIEW)
"""The statuses in which a claim still needs work."""
STUB = "stub"
"""The reason code of a quote whose page is a stub of the article it used to show, and the rule of the alert about it."""
VERIFIER = "verifier"
"""The actor of events that the verifier causes."""


class Role(StrEnum):
    """The purpose of a citation."""

    EVIDENCE = "evidence"
    """The verdict depends on it."""
    APPEARANCE = "appearance"
    """The claim was made there (schema.org ``appearance``)."""


class Stance(StrEnum):
    """The relation of evidence to the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class LinkOutcome(StrEnum):
    """The result of one check of a source's link."""

    OK = "ok"
    """The server returns the page."""
    MOVED = "moved"
    """The page has moved permanently, with its content."""
    DEAD = "dead"
    """The page is gone: 404, 410, no such host, parked domain."""
    SOFT404 = "soft404"
    """The status is 200, and the page says "not found" or is the site's home page."""
    BLOCKED = "blocked"
    """The site refuses access: 401, 402, 403, 429, 451, login, consent, paywall, bot challenge."""
    UNREACHABLE = "unreachable"
    """No usable response now: time-out, connection refused or reset, DNS or TLS failure, 5xx, broken body."""
    REFUSED = "refused"
    """Excluded by our own policy: scheme, private address, credentials, forbidden redirects."""

    @property
    def shows_page(self) -> bool:
        """Whether the check fetched the page of the source itself, at its own address or at a new one."""
        return self is LinkOutcome.OK or self is LinkOutcome.MOVED


PAGE_OUTCOMES = tuple(outcome for outcome in LinkOutcome if outcome.shows_page)
"""The outcomes that show the page, for SQL conditions."""


class LinkState(StrEnum):
    """The state of a source after all its checks. Only a change of state opens an alert."""

    UNCHECKED = "unchecked"
    """Not checked yet."""
    OK = "ok"
    MOVED = "moved"
    FAILING = "failing"
    """It appears to be gone, and this is not confirmed yet."""
    DEAD = "dead"
    SOFT404 = "soft404"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"

    @property
    def shows_page(self) -> bool:
        """Whether the source is believed to show its page, at its own address or at a new one."""
        return self is LinkState.OK or self is LinkState.MOVED


PAGE_STATES = tuple(state for state in LinkState if state.shows_page)
"""The states that show the page, for SQL conditions."""


class QuoteOutcome(StrEnum):
    """The result of one check of a citation's quoted words."""

    EXACT = "exact"
    """The words are found; only typography, white space, markup or a marked elision differ."""
    ALTERED = "altered"
    """Nearly the same words are found, with a difference that can change the meaning."""
    DISPLACED = "displaced"
    """The words are on the page, but only outside its article."""
    MISSING = "missing"
    """The page was read, and the words are not in it."""
    UNVERIFIABLE = "unverifiable"
    """The response has no text to evaluate: blocked, binary, script-only, truncated."""


class QuoteState(StrEnum):
    """The state of a citation's quote after all its checks."""

    UNCHECKED = "unchecked"
    EXACT = "exact"
    ALTERED = "altered"
    DISPLACED = "displaced"
    MISSING = "missing"
    UNVERIFIABLE = "unverifiable"


class Region(StrEnum):
    """The part of a page that a passage belongs to."""

    ARTICLE = "article"
    CORRECTION = "correction"
    """A notice about earlier wording of the article, or about its withdrawal."""
    COMMENTS = "comments"
    NAVIGATION = "navigation"
    """Menus, headers, footers, cookie banners, breadcrumbs."""
    RELATED = "related"
    """Teasers of other articles, newsletters, advertisements."""
    HIDDEN = "hidden"


class DifferenceKind(StrEnum):
    """The kind of difference between a passage on a page and the quoted words."""

    NUMBER = "number"
    """A figure, a date, a unit or a magnitude."""
    NEGATION = "negation"
    """A "not" that was inserted or removed."""
    NAME = "name"
    """The name of a person, a place or an organization."""
    WORD = "word"
    """Another word."""
    CLAUSE = "clause"
    """Several words in a row that were inserted or removed."""
    ORDER = "order"
    """The same words in another order."""


class ClaimKind(StrEnum):
    """The kind of a statement in an article."""

    FACT = "fact"
    QUANTITY = "quantity"
    """It states a figure, an amount or a share."""
    ATTRIBUTION = "attribution"
    """It says that somebody said, published or denied something."""
    COMPARISON = "comparison"
    CAUSAL = "causal"
    PREDICTION = "prediction"
    OPINION = "opinion"
    APPEAL = "appeal"
    """It calls on somebody to do something."""
    HEADLINE = "headline"
    """The headline of another story inside the article."""


class MatchRelation(StrEnum):
    """The relation of a tracked claim to a text that it was compared with."""

    SAME = "same"
    """Both say the same."""
    TWIN = "twin"
    """Both say nearly the same, with a difference that changes the meaning."""
    RELATED = "related"
    """Both are about the same subject."""


class ClaimDifferenceKind(StrEnum):
    """The kind of a difference between two claims that say nearly the same."""

    NUMBER = "number"
    UNIT = "unit"
    """Another unit, currency, magnitude or period."""
    NEGATION = "negation"
    DIRECTION = "direction"
    """Up or down, more or less, before or after, to or from."""
    QUANTIFIER = "quantifier"
    """All, some, none, at least, at most, only."""
    PLACE = "place"
    PERSON = "person"
    """Another person or organization."""
    DATE = "date"


class SourceKind(StrEnum):
    """The kind of a source, which sets the interval of its checks."""

    NEWS = "news"
    """A news site, or any host that is not of another kind."""
    OFFICIAL = "official"
    """A public authority, a university or an international organization."""
    SOCIAL = "social"
    """A social network."""
    LIVE = "live"
    """A page that is meant to change: a dashboard, an encyclopaedia article, a price list."""
    ARCHIVE = "archive"
    """A memento."""


class AlertKind(StrEnum):
    """The part of a citation that an alert concerns."""

    LINK = "link"
    QUOTE = "quote"


class Resolution(StrEnum):
    """The resolution of an alert."""

    CLEARED = "cleared"
    """A later check found the source or the words again."""
    ACCEPTED = "accepted"
    """A person accepted the new wording as the quote."""
    REPLACED = "replaced"
    """A person replaced the link."""
    WITHDRAWN = "withdrawn"
    """A person withdrew the citation."""
    DISMISSED = "dismissed"
    """A person marked it as a false alarm."""
    REOPENED = "reopened"
    """A person reopened the claim."""


class LookupResult(StrEnum):
    """The result of a search for archived copies of a source."""

    FOUND = "found"
    """An archive has a copy."""
    NONE = "none"
    """An archive's index lists no copy."""
    FAILED = "failed"
    """No archive returned a usable response; this says nothing about the source."""


class MementoVerdict(StrEnum):
    """The value of an archived copy for a citation. It follows from the check of the copy."""

    CONFIRMED = "confirmed"
    """The quoted words are in it."""
    PAGE = "page"
    """It contains the page; no words are quoted."""
    ALTERED = "altered"
    """It contains the words changed, or outside the article."""
    UNCONFIRMED = "unconfirmed"
    """It was not checked, or not for these words."""
    UNVERIFIABLE = "unverifiable"
    """It has no text to evaluate."""
    MISSING = "missing"
    """It was read, and the words are not in it."""
    NO_PAGE = "no-page"
    """The archived response is not the page: an error, a wall, or a redirect elsewhere."""


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """Words quoted from a source (W3C Web Annotation Data Model, 4.2.4)."""

    exact: str
    prefix: str = ""
    """The text just before the words. It selects one of several places, and need not be found."""
    suffix: str = ""
