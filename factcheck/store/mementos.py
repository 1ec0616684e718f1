"""Archived copies of citations' sources, each with its value as evidence, the best first."""

from collections.abc import Iterable

from factcheck.store.memento_ranking import order, verdict
from factcheck.store.row_source import NamedRow, RowSource, number_list, optional_utc
from factcheck.store.rows import MementoRow
from factcheck.vocabulary import LinkOutcome, QuoteOutcome

_COPIES = """
SELECT id, source_id, url, datetime, link, reason, checked_at, digest_holds, same_as_check_id
FROM memento WHERE source_id IN (SELECT value FROM json_each(:sources))"""
_CHECKS = """
SELECT memento_id, citation_id, exact, quote, reason, text
FROM memento_check WHERE citation_id IN (SELECT value FROM json_each(:citations))"""


def of_citations(source: RowSource, cited: Iterable[tuple[int, int, str | None]]) -> dict[int, list[MementoRow]]:
    """Return the archived copies of citations' sources, by citation, the best first.

    Args:
        source: Where the copies are read from.
        cited: The number of each citation, the number of its source, and its quoted words.
    """
    ties = list(cited)
    copies: dict[int, list[NamedRow]] = {}
    for row in source.select(_COPIES, {"sources": number_list({source_id for _, source_id, _ in ties})}):
        copies.setdefault(row["source_id"], []).append(row)
    if not copies:
        return {}
    checks = {
        (row["memento_id"], row["citation_id"]): row
        for row in source.select(_CHECKS, {"citations": number_list(tie[0] for tie in ties)})
    }
    return {
        citation_id: sorted(
            (_memento_row(copy, checks.get((copy["id"], citation_id)), exact) for copy in copies.get(source_id, ())),
            key=order,
        )
        for citation_id, source_id, exact in ties
    }


def best(rows: Iterable[MementoRow]) -> MementoRow | None:
    """Return the first copy that can be offered in place of its source, or None."""
    return next((row for row in rows if row.offered), None)


def _memento_row(copy: NamedRow, check: NamedRow | None, exact: str | None) -> MementoRow:
    current = check if check and check["exact"] == exact else None
    link = LinkOutcome(copy["link"]) if copy["link"] else None
    return MementoRow(
        url=copy["url"],
        at=optional_utc(copy["datetime"]),
        verdict=verdict(link, exact, QuoteOutcome(current["quote"]) if current else None),
        link=link,
        reason=current["reason"] if current else copy["reason"],
        found=current["text"] if current else None,
        digest_holds=None if copy["digest_holds"] is None else bool(copy["digest_holds"]),
        same_bytes=copy["same_as_check_id"] is not None,
        checked_at=optional_utc(copy["checked_at"]),
    )
