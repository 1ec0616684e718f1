"""The closed sets of words this program speaks, each with its meaning, and the quote selector.

The names follow schema.org ClaimReview, the W3C Web Annotation Data Model and RFC 7089 where those have a word.
"""

from dataclasses import dataclass
from enum import StrEnum

UNATTRIBUTED = "unattributed"
"""The claimant of a claim that nobody is known to have made."""


class Status(StrEnum):
    """Where a claim stands in the desk's workflow. It says nothing about whether the claim is true."""

    INBOX = "inbox"
    """Came in; nobody has decided whether to check it."""
    OPEN = "open"
    """Somebody should check it, or is checking it."""
    REVIEW = "review"
    """Checked; a second person should look."""
    PUBLISHED = "published"
    """The verdict is public: readers rely on it."""
    REJECTED = "rejected"
    """Not to be checked, for a reason that is kept."""


WORKED_ON = (Status.INBOX, Status.OPEN, Status.REVIEW)
"""Where somebody still has something to do."""
STUB = "stub"
"""The reason code of a quote whose page showed an article before and shows next to nothing of it now; the rule of its alert."""
VERIFIER = "verifier"
"""Who acts in the log where no person did."""


class Role(StrEnum):
    """What a citation is for."""

    EVIDENCE = "evidence"
    """The verdict rests on it."""
    APPEARANCE = "appearance"
    """The claim was made there (schema.org ``appearance``)."""


class Stance(StrEnum):
    """What a piece of evidence does to the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class LinkOutcome(StrEnum):
    """What one look at a source found of its link."""

    OK = "ok"
    """Answers with its page."""
    MOVED = "moved"
    """Answers, permanently somewhere else, with its content."""
    DEAD = "dead"
    """Gone: 404, 410, no such host, parked."""
    SOFT404 = "soft404"
    """Answers 200 and says "not found", or shows the site's home page instead."""
    BLOCKED = "blocked"
    """There, but not for us: 401, 402, 403, 429, 451, login, consent, paywall, bot challenge."""
    UNREACHABLE = "unreachable"
    """No usable answer now: time-out, refused, reset, DNS trouble, TLS failure, 5xx, broken body."""
    REFUSED = "refused"
    """Our own policy: scheme, private address, credentials, too many or forbidden redirects."""

    @property
    def shows_page(self) -> bool:
        """Whether the check fetched the page of the source itself, at its own address or at a new one."""
        return self is LinkOutcome.OK or self is LinkOutcome.MOVED


PAGE_OUTCOMES = tuple(outcome for outcome in LinkOutcome if outcome.shows_page)
"""The outcomes that show the page, for SQL conditions."""


class LinkState(StrEnum):
    """What we believe of a source after all its looks. Only a change of state opens an alert."""

    UNCHECKED = "unchecked"
    """Nobody has looked yet."""
    OK = "ok"
    MOVED = "moved"
    FAILING = "failing"
    """It says it is gone, and has not said so often enough to be believed."""
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
    """What one look at a source found of a citation's quoted words."""

    EXACT = "exact"
    """The words stand there; only typography, white space, markup or a marked elision differ."""
    ALTERED = "altered"
    """Nearly the same words stand there, with a difference that can change the meaning."""
    DISPLACED = "displaced"
    """The words stand on the page, but only outside its article."""
    MISSING = "missing"
    """The page could be read and the words are not there."""
    UNVERIFIABLE = "unverifiable"
    """There is no text to judge: blocked, binary, script-only, cut off."""


class QuoteState(StrEnum):
    """What we believe of a citation's quote after all its looks."""

    UNCHECKED = "unchecked"
    EXACT = "exact"
    ALTERED = "altered"
    DISPLACED = "displaced"
    MISSING = "missing"
    UNVERIFIABLE = "unverifiable"


class Region(StrEnum):
    """Which part of a page a stretch of its text belongs to."""

    ARTICLE = "article"
    CORRECTION = "correction"
    """A notice that tells what the article used to say, or withdraws it."""
    COMMENTS = "comments"
    NAVIGATION = "navigation"
    """Menus, headers, footers, cookie banners, breadcrumbs."""
    RELATED = "related"
    """Teasers of other articles, newsletters, advertisements."""
    HIDDEN = "hidden"


class DifferenceKind(StrEnum):
    """How a passage on a page differs from the words that were quoted."""

    NUMBER = "number"
    """A figure, a date, a unit or a magnitude."""
    NEGATION = "negation"
    """A "not", or one taken away."""
    NAME = "name"
    WORD = "word"
    CLAUSE = "clause"
    """Several words in a row, put in or taken out."""
    ORDER = "order"
    """The same words, arranged otherwise."""


class SourceKind(StrEnum):
    """How quickly a source is expected to change or vanish: it sets how often we look."""

    NEWS = "news"
    OFFICIAL = "official"
    SOCIAL = "social"
    LIVE = "live"
    """A page that is meant to change: a dashboard, an encyclopaedia article, a price list."""
    ARCHIVE = "archive"
    """A memento."""


class AlertKind(StrEnum):
    """Which half of a citation an alert is about."""

    LINK = "link"
    QUOTE = "quote"


class Resolution(StrEnum):
    """How an alert ended."""

    CLEARED = "cleared"
    """A later look found the source or the words again."""
    ACCEPTED = "accepted"
    """A person took the new wording as the quote."""
    REPLACED = "replaced"
    """A person put another link in its place."""
    WITHDRAWN = "withdrawn"
    """A person took the citation back."""
    DISMISSED = "dismissed"
    """A person called it a false alarm."""
    REOPENED = "reopened"
    """A person took the claim up again."""


class Lookup(StrEnum):
    """How a search for archived copies of a source ended."""

    FOUND = "found"
    NONE = "none"
    """An archive's index says that it holds none."""
    FAILED = "failed"
    """No archive gave a usable answer: that says nothing about the source."""


class MementoVerdict(StrEnum):
    """What an archived copy is worth to a citation. It follows from what was found in the copy."""

    CONFIRMED = "confirmed"
    """The quoted words stand in it."""
    PAGE = "page"
    """It holds the page; no words are quoted."""
    ALTERED = "altered"
    """It holds the words as they were changed, or outside the article."""
    UNCONFIRMED = "unconfirmed"
    """Nobody has looked into it, or not for these words."""
    UNVERIFIABLE = "unverifiable"
    """There is no text in it to judge."""
    MISSING = "missing"
    """It can be read, and the words are not there."""
    NO_PAGE = "no-page"
    """What was archived is no page: an error, a wall, a redirect to somewhere else."""


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """Words quoted from a source (W3C Web Annotation Data Model, 4.2.4)."""

    exact: str
    prefix: str = ""
    """What stands just before the words: it chooses between several places, and need not be found."""
    suffix: str = ""
