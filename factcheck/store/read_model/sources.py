"""Sources as a run sees them: which are pending, and what their checks need."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from factcheck.store.row_source import RowSource, number_list, optional_json, optional_utc, stored_ms, stored_utc, utc
from factcheck.vocabulary import (
    PAGE_OUTCOMES,
    PAGE_STATES,
    STUB,
    LinkState,
    QuoteOutcome,
    QuoteState,
    TextQuoteSelector,
)

_LIVE = "citation.withdrawn_at IS NULL AND claim.withdrawn_at IS NULL"
_CITED = f"""EXISTS (SELECT 1 FROM citation JOIN claim ON claim.id = citation.claim_id
  WHERE citation.source_id = source.id AND {_LIVE}"""
"""The condition that some claim cites a source, without its closing parenthesis."""
_PAUSED = "SELECT id FROM host WHERE blocked_until > :now AND blocked_until <= :pause_end_max"
_IDS = "(SELECT value FROM json_each(:ids))"
_RECENT_MAX_SOURCES = 500


@dataclass(frozen=True, slots=True)
class SourceToFetch:
    """The columns of a source that a fetch needs."""

    id: int
    url: str
    host_id: int
    state: LinkState
    etag: str | None
    last_modified: str | None
    validated_redirects: list[dict[str, Any]] | None
    last_read_at: datetime | None
    lease_token: str | None


@dataclass(frozen=True, slots=True)
class QuoteToCheck:
    """The columns of a citation that a check needs, and the language of its claim."""

    id: int
    source_id: int
    exact: str | None
    prefix: str
    suffix: str
    quote_state: QuoteState | None
    pending_outcome: QuoteOutcome | None
    created_at: datetime
    language: str | None

    @property
    def selector(self) -> TextQuoteSelector | None:
        """The quoted words; None: the page as a whole is cited."""
        return TextQuoteSelector(self.exact, self.prefix, self.suffix) if self.exact else None

    @property
    def is_doubtful(self) -> bool:
        """Whether the page is evaluated at every check: the quote is believed to be altered or missing, or may be."""
        doubted = {QuoteState.UNCHECKED, QuoteState.ALTERED, QuoteState.MISSING}
        return self.pending_outcome is not None or self.quote_state in doubted

    def is_undecided(self, read_at: datetime) -> bool:
        """Return whether the quote has no final judgement on the text that was read at a time."""
        unchecked = self.quote_state is QuoteState.UNCHECKED
        return unchecked or self.pending_outcome is not None or self.created_at > read_at


def due_sources(
    source: RowSource,
    now: datetime,
    pause_end_max: datetime,
    *,
    hosts: Collection[int] | None = None,
    limit: int | None = None,
) -> Iterator[tuple[int, int]]:
    """Yield the id and the host of each due source that some claim cites, the longest overdue first.

    Sources of a host that asked for a pause wait until it is over; a pause beyond ``pause_end_max`` is ignored.
    """
    conditions = f"next_check_at <= :now AND host_id NOT IN ({_PAUSED})"
    values = {"now": stored_utc(now), "pause_end_max": stored_utc(pause_end_max)}
    if hosts is not None:
        conditions += " AND host_id IN (SELECT value FROM json_each(:hosts))"
        values["hosts"] = number_list(hosts)
    return _pending(source, f"{_CITED}) AND {conditions}", values, limit)


def cited_sources(
    source: RowSource,
    *,
    claims: Collection[int] | None = None,
    ids: Collection[int] | None = None,
    limit: int | None = None,
) -> Iterator[tuple[int, int]]:
    """Yield the id and the host of each source that some claim cites, or one of ``claims``, the longest overdue first."""
    by_claim = "" if claims is None else " AND claim.id IN (SELECT value FROM json_each(:claims))"
    by_id = "" if ids is None else f" AND source.id IN {_IDS}"
    values = {"claims": number_list(claims or ()), "ids": number_list(ids or ())}
    return _pending(source, f"{_CITED}{by_claim}){by_id}", values, limit)


def _pending(source: RowSource, condition: str, values: dict[str, Any], limit: int | None) -> Iterator[tuple[int, int]]:
    sql = f"SELECT id, host_id FROM source WHERE {condition} ORDER BY next_check_at, id LIMIT :limit"
    rows = source.stream(sql, values | {"limit": -1 if limit is None else limit})
    return cast("Iterator[tuple[int, int]]", rows)


def due_numbers(source: RowSource, now: datetime, exact_max: int) -> tuple[int, int, datetime | None]:
    """Return the numbers of due sources and of their hosts, and the time since which the longest overdue one is due.

    Beyond ``exact_max`` sources, those that no claim cites are counted too, and the hosts are those of the longest overdue.
    """
    values = {"now": stored_utc(now), "most": exact_max + 1}
    (row,) = source.select(
        "SELECT count(*) AS sources, count(DISTINCT host_id) AS hosts, min(next_check_at) AS oldest FROM (SELECT host_id,"
        f" next_check_at FROM source WHERE {_CITED}) AND next_check_at <= :now ORDER BY next_check_at, id LIMIT :most)",
        values,
    )
    sources = row["sources"]
    if sources > exact_max:
        (due,) = source.select("SELECT count(*) AS sources FROM source WHERE next_check_at <= :now", values)
        sources = due["sources"]
    return sources, row["hosts"], optional_utc(row["oldest"])


def sources_to_fetch(source: RowSource, ids: Sequence[int]) -> dict[int, SourceToFetch]:
    """Return sources by id."""
    rows = source.select(
        "SELECT id, url, host_id, state, etag, last_modified, validated_redirects, last_read_at, lease_token FROM source"
        f" WHERE id IN {_IDS}",
        {"ids": number_list(ids)},
    )
    return {
        row["id"]: SourceToFetch(
            id=row["id"],
            url=row["url"],
            host_id=row["host_id"],
            state=LinkState(row["state"]),
            etag=row["etag"],
            last_modified=row["last_modified"],
            validated_redirects=optional_json(row["validated_redirects"]),
            last_read_at=optional_utc(row["last_read_at"]),
            lease_token=row["lease_token"],
        )
        for row in rows
    }


def quotes_to_check(source: RowSource, source_ids: Sequence[int]) -> dict[int, list[QuoteToCheck]]:
    """Return the citations of sources, by source, in the order in which they were made."""
    rows = source.select(
        "SELECT citation.id, source_id, exact, prefix, suffix, quote_state, pending_outcome, citation.created_at, language"
        f" FROM citation JOIN claim ON claim.id = citation.claim_id WHERE source_id IN {_IDS} AND {_LIVE}"
        " ORDER BY citation.id",
        {"ids": number_list(source_ids)},
    )
    found: dict[int, list[QuoteToCheck]] = {}
    for row in rows:
        quote = QuoteToCheck(
            id=row["id"],
            source_id=row["source_id"],
            exact=row["exact"],
            prefix=row["prefix"],
            suffix=row["suffix"],
            quote_state=QuoteState(row["quote_state"]) if row["quote_state"] else None,
            pending_outcome=QuoteOutcome(row["pending_outcome"]) if row["pending_outcome"] else None,
            created_at=utc(row["created_at"]),
            language=row["language"],
        )
        found.setdefault(quote.source_id, []).append(quote)
    return found


def evaluations(
    source: RowSource, source_ids: Sequence[int], after: datetime, until: datetime
) -> dict[int, dict[str, Any]]:
    """Return the last evaluation of each source, made later than ``after`` and not after ``until``, by source.

    Nobody misses a row that is damaged, so bytes that are not UTF-8 are no error here: they only fit no digest.
    """
    columns = ("response", "document", "finding", "selectors", "reader")
    bytes_of = ", ".join(f"CAST({name} AS BLOB)" for name in columns)
    rows = source.stream(
        f"SELECT source_id, {bytes_of} FROM evaluation WHERE source_id IN {_IDS} AND at > :after AND at <= :until",
        {"ids": number_list(source_ids), "after": stored_ms(after), "until": stored_ms(until)},
    )
    return {
        source_id: {
            name: None if value is None else value.decode("utf-8", "replace")
            for name, value in zip(columns, values, strict=True)
        }
        for source_id, *values in rows
    }


def newest_digests(source: RowSource, source_ids: Sequence[int]) -> dict[int, str]:
    """Return the digest of each source's newest capture, whatever it shows."""
    sql = f"SELECT source_id, text_digest FROM capture WHERE id IN ({_newest_captures()})"
    return dict(source.stream(sql, {"ids": number_list(source_ids)}))


def shown_articles(source: RowSource, source_ids: Sequence[int], empty_digest: str) -> dict[int, tuple[str, bytes]]:
    """Return the digest and the text of each source's newest capture that shows its article, not a notice or a stub."""
    newest = _newest_captures(
        f"""AND EXISTS (SELECT 1 FROM source_check WHERE source_check.id = capture.source_check_id
          AND source_check.link IN ({_listed(PAGE_OUTCOMES)}))
        AND capture.text_digest <> :empty AND NOT EXISTS (SELECT 1 FROM citation_check
          WHERE citation_check.source_check_id = capture.source_check_id AND citation_check.reason = :stub)"""
    )
    sql = f"SELECT source_id, text_digest, text FROM capture WHERE id IN ({newest})"
    rows = source.stream(sql, {"ids": number_list(source_ids), "empty": empty_digest, "stub": STUB})
    return {source_id: (digest, text) for source_id, digest, text in rows}


def _newest_captures(conditions: str = "") -> str:
    """Return the query for the id of each source's newest capture that meets the conditions.

    It walks each source's captures from the newest, and stops at the first match: ``max(id)`` with GROUP BY would read
    every capture of a source.
    """
    newest = f"SELECT id FROM capture WHERE source_id = source.id {conditions} ORDER BY id DESC LIMIT 1"
    return f"SELECT ({newest}) FROM source WHERE source.id IN {_IDS}"


def recently_answering(source: RowSource) -> Iterator[tuple[str, int]]:
    """Yield the address and the host of sources that answered at their last check, the latest first."""
    rows = source.stream(
        f"SELECT url, host_id FROM source WHERE state IN ({_listed(PAGE_STATES)}) ORDER BY last_checked_at DESC"
        f" LIMIT {_RECENT_MAX_SOURCES}"
    )
    return cast("Iterator[tuple[str, int]]", rows)


def _listed(values: Sequence[str]) -> str:
    """Return values of a closed set as a list in SQL."""
    return ", ".join(f"'{each}'" for each in values)
