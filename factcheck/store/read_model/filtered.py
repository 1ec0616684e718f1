"""Claims, alerts and pending findings of a filter. :mod:`factcheck.store.query_plans` finds their numbers."""

from array import array
from typing import Any

from factcheck.store import query_plans
from factcheck.store.filter_syntax import Filter
from factcheck.store.read_model.alerts import alert_rows
from factcheck.store.read_model.claims import claim_rows
from factcheck.store.row_source import RowSource, number_list, optional_utc, utc
from factcheck.store.rows import COUNTED_MAX, AlertRow, Page, Pending, Sort
from factcheck.vocabulary import QuoteOutcome


def claim_page(
    source: RowSource,
    filter_: Filter,
    *,
    me: str,
    sort: Sort = Sort.ATTENTION,
    after: tuple[Any, ...] | None = None,
    limit: int = 50,
) -> Page:
    """Return a page of a filter's claims, in order; it starts after a key rather than at an offset."""
    found = query_plans.page(source, filter_, me, sort, after, limit)
    return Page(claim_rows(source, found.ids), found.after)


def claim_ids(source: RowSource, filter_: Filter, *, me: str, sort: Sort = Sort.ATTENTION) -> "array[int]":
    """Return the numbers of all claims of a filter, in order: eight bytes per claim."""
    return query_plans.ids(source, filter_, me, sort)


def count(source: RowSource, filter_: Filter, *, me: str, cap: int = COUNTED_MAX) -> int:
    """Return the number of claims of a filter, counted no further than ``cap``."""
    return query_plans.count(source, filter_, me, cap)


def alerts(
    source: RowSource,
    filter_: Filter,
    *,
    me: str,
    open_only: bool = True,
    limit: int = 200,
    before_id: int | None = None,
) -> list[AlertRow]:
    """Return the alerts of a filter's claims, the newest first."""
    ids = query_plans.alert_ids(source, filter_, me, open_only=open_only, limit=limit, before_id=before_id)
    return alert_rows(source, ids)


def pending_quotes(source: RowSource, filter_: Filter, *, me: str) -> list[Pending]:
    """Return the findings about quotes that wait for confirmation, the oldest first."""
    ids = query_plans.pending_ids(source, filter_, me)
    rows = source.select(
        "SELECT citation.id, claim_id, url, pending_outcome, pending_since, next_check_at"
        " FROM citation JOIN source ON source.id = source_id"
        " WHERE citation.id IN (SELECT value FROM json_each(:citations))",
        {"citations": number_list(ids)},
    )
    found = {
        row["id"]: Pending(
            citation_id=row["id"],
            claim_id=row["claim_id"],
            url=row["url"],
            outcome=QuoteOutcome(row["pending_outcome"]),
            since=utc(row["pending_since"]),
            next_check_at=optional_utc(row["next_check_at"]),
        )
        for row in rows
    }
    return [found[number] for number in ids if number in found]
