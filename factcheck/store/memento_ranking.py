"""The value of an archived copy for a citation, from the outcome of its check."""

from factcheck.store.rows import OFFERED_VERDICTS, MementoRow
from factcheck.vocabulary import LinkOutcome, MementoVerdict, QuoteOutcome

_RANKS = {
    verdict: rank for rank, verdict in enumerate((*OFFERED_VERDICTS, MementoVerdict.MISSING, MementoVerdict.NO_PAGE))
}
_QUOTES = {
    QuoteOutcome.EXACT: MementoVerdict.CONFIRMED,
    QuoteOutcome.ALTERED: MementoVerdict.ALTERED,
    QuoteOutcome.DISPLACED: MementoVerdict.ALTERED,
    QuoteOutcome.MISSING: MementoVerdict.MISSING,
    QuoteOutcome.UNVERIFIABLE: MementoVerdict.UNVERIFIABLE,
}


def verdict(link: LinkOutcome | None, exact: str | None, quote: QuoteOutcome | None) -> MementoVerdict:
    """Return the verdict on a copy. ``quote`` is the outcome of the words ``exact`` in it, or None where it was not checked."""
    if link is None or (exact is not None and quote is None):
        return MementoVerdict.UNCONFIRMED
    if quote in {QuoteOutcome.EXACT, QuoteOutcome.ALTERED, QuoteOutcome.DISPLACED}:
        return _QUOTES[quote]
    if not link.shows_page:
        return MementoVerdict.NO_PAGE
    return _QUOTES[quote] if quote else MementoVerdict.PAGE


def order(row: MementoRow) -> tuple[int, bool, bool, float, str]:
    """Return the sort key of a copy; the best copy is first."""
    age = -row.at.timestamp() if row.at else 0.0
    return _RANKS[row.verdict], not row.same_bytes, row.digest_holds is False, age, row.url
