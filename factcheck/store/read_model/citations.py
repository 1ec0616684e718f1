"""Citations with the state of their source and their quote."""

from collections.abc import Sequence

from factcheck.store import mementos
from factcheck.store.row_source import NamedRow, RowSource, number_list, optional_json, optional_utc
from factcheck.store.rows import CitationRow, MementoRow, current_differences
from factcheck.vocabulary import LinkState, QuoteOutcome, QuoteState, Role, Stance

_CITATIONS = """
SELECT citation.id, claim_id, citation.source_id, role, stance, url, title, exact, prefix, suffix, comment,
  state, state_since, memory_strikes, quote_state, quote_since, pending_outcome, last_checked_at, next_check_at, version,
  merged_from,
  link_check.reason, link_check.http_status, link_check.final_url, link_check.error,
  quote_check.text AS found_text, quote_check.diff
FROM citation JOIN source ON source.id = citation.source_id
LEFT JOIN source_check AS link_check ON link_check.id =
  (SELECT max(id) FROM source_check WHERE source_check.source_id = source.id)
LEFT JOIN citation_check AS quote_check ON quote_check.id =
  (SELECT id FROM citation_check WHERE citation_id = citation.id ORDER BY source_check_id DESC LIMIT 1)
WHERE claim_id IN (SELECT value FROM json_each(:claims)) AND withdrawn_at IS NULL
ORDER BY role DESC, citation.id"""
"""The newest check of each is found from the end of an index, however long the history is."""


def citation_rows(source: RowSource, claim_ids: Sequence[int]) -> dict[int, list[CitationRow]]:
    """Return the citations of claims, by claim, each with the results of its last check."""
    rows = source.select(_CITATIONS, {"claims": number_list(claim_ids)})
    copies = mementos.of_citations(source, ((row["id"], row["source_id"], row["exact"]) for row in rows))
    found: dict[int, list[CitationRow]] = {}
    for row in rows:
        found.setdefault(row["claim_id"], []).append(_citation_row(row, copies.get(row["id"], [])))
    return found


def _citation_row(row: NamedRow, copies: Sequence[MementoRow]) -> CitationRow:
    best = mementos.best(copies)
    found_text, differences = current_differences(
        row["quote_state"], row["pending_outcome"], row["found_text"], optional_json(row["diff"])
    )
    return CitationRow(
        id=row["id"],
        claim_id=row["claim_id"],
        source_id=row["source_id"],
        role=Role(row["role"]),
        stance=Stance(row["stance"]) if row["stance"] else None,
        url=row["url"],
        title=row["title"],
        exact=row["exact"],
        prefix=row["prefix"],
        suffix=row["suffix"],
        comment=row["comment"],
        link=LinkState(row["state"]),
        link_since=optional_utc(row["state_since"]),
        failures=row["memory_strikes"],
        reason=row["reason"],
        http_status=row["http_status"],
        final_url=row["final_url"],
        error=row["error"],
        quote_state=QuoteState(row["quote_state"]) if row["quote_state"] else None,
        quote_since=optional_utc(row["quote_since"]),
        pending=QuoteOutcome(row["pending_outcome"]) if row["pending_outcome"] else None,
        found_text=found_text,
        diff=differences,
        checked_at=optional_utc(row["last_checked_at"]),
        next_check_at=optional_utc(row["next_check_at"]),
        memento=best.url if best else None,
        mementos=tuple(copies),
        version=row["version"],
        merged_from=row["merged_from"],
    )
