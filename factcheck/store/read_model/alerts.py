"""Alerts with the checks that they rest on."""

import json
from array import array
from collections.abc import Sequence
from datetime import UTC, datetime

from factcheck.store import mementos
from factcheck.store.row_source import (
    NamedRow,
    RowSource,
    number_list,
    optional_json,
    optional_utc,
    utc,
)
from factcheck.store.rows import AlertRow, CheckRow, MementoRow

_OPEN_IDS = """
SELECT alert.id FROM alert JOIN claim ON claim.id = claim_id
WHERE resolved_at IS NULL AND withdrawn_at IS NULL ORDER BY alert.id DESC"""
_OPEN_IDS_OF_CLAIMS = """
SELECT alert.id FROM claim CROSS JOIN alert ON alert.claim_id = claim.id
WHERE claim.id IN (SELECT value FROM json_each(:claims)) AND claim.withdrawn_at IS NULL AND +alert.resolved_at IS NULL
ORDER BY alert.id DESC"""
"""Found by claim. Without the plus, SQLite would search the index of all open alerts for those of a few claims."""
_ALERTS = """
SELECT alert.*, claim.text AS claim_text, source.id AS source_id, source.url, citation.exact
FROM alert JOIN claim ON claim.id = alert.claim_id JOIN citation ON citation.id = citation_id
JOIN source_check ON source_check.id = source_check_id JOIN source ON source.id = source_check.source_id
WHERE alert.id IN (SELECT value FROM json_each(:alerts))"""
_CHECKS = """
SELECT json_extract(pair.value, '$[0]') AS citation_id, source_check.id, at, link, source_check.reason, http_status, quote
FROM json_each(:pairs) AS pair JOIN source_check ON source_check.id = json_extract(pair.value, '$[1]')
LEFT JOIN citation_check ON source_check_id = source_check.id
  AND citation_check.citation_id = json_extract(pair.value, '$[0]')"""


def open_alert_ids(source: RowSource, claim_id: int | None = None) -> "array[int]":
    """Return the numbers of the open alerts, the newest first: of one claim, or of all claims that were not withdrawn."""
    if claim_id is None:
        rows = source.select(_OPEN_IDS)
    else:
        rows = source.select(_OPEN_IDS_OF_CLAIMS, {"claims": number_list([claim_id])})
    return array("q", (row["id"] for row in rows))


def open_alert_rows(source: RowSource, ids: Sequence[int]) -> list[AlertRow]:
    """Return open alerts in the order of ``ids``; alerts that were resolved or do not exist are skipped."""
    return [row for row in alert_rows(source, ids) if row.resolved_at is None]


def alerts_of(source: RowSource, claim_id: int) -> list[AlertRow]:
    """Return a claim's open alerts, the newest first."""
    return open_alerts(source, [claim_id]).get(claim_id, [])


def open_alerts(source: RowSource, claim_ids: Sequence[int]) -> dict[int, list[AlertRow]]:
    """Return the open alerts of claims, by claim, the newest first. A citation has up to two."""
    rows = source.select(_OPEN_IDS_OF_CLAIMS, {"claims": number_list(claim_ids)})
    found: dict[int, list[AlertRow]] = {}
    for alert in alert_rows(source, [row["id"] for row in rows]):
        found.setdefault(alert.claim_id, []).append(alert)
    return found


def alert_rows(source: RowSource, ids: Sequence[int]) -> list[AlertRow]:
    """Return alerts in the order of ``ids``; numbers of alerts that do not exist are skipped."""
    found = {row["id"]: row for row in source.select(_ALERTS, {"alerts": number_list(ids)})} if len(ids) else {}
    if not found:
        return []
    copies = mementos.of_citations(
        source, ((row["citation_id"], row["source_id"], row["exact"]) for row in found.values())
    )
    checks = _checks(source, [(row["citation_id"], each) for row in found.values() for each in _checks_of(row)])
    return [
        _alert_row(found[number], checks, mementos.best(copies.get(found[number]["citation_id"], ())))
        for number in ids
        if number in found
    ]


def _alert_row(row: NamedRow, checks: dict[tuple[int, int], CheckRow], memento: MementoRow | None) -> AlertRow:
    return AlertRow(
        id=row["id"],
        claim_id=row["claim_id"],
        claim_text=row["claim_text"],
        citation_id=row["citation_id"],
        url=row["url"],
        kind=row["kind"],
        before=row["state_before"],
        after=row["state_after"],
        rule=row["rule"],
        detail=optional_json(row["detail"]),
        opened_at=utc(row["opened_at"]),
        resolved_at=optional_utc(row["resolved_at"]),
        resolved_by=row["resolved_by"],
        resolution=row["resolution"],
        quote=row["exact"],
        checks=tuple(
            checks[row["citation_id"], number] for number in _checks_of(row) if (row["citation_id"], number) in checks
        ),
        memento=memento,
    )


def _checks_of(row: NamedRow) -> list[int]:
    """Return the numbers of the checks that an alert rests on; alerts of older versions name the last one only."""
    return optional_json(row["checks"]) or [row["source_check_id"]]


def _checks(source: RowSource, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], CheckRow]:
    """Return checks with the outcome of a citation's quote in them, by the numbers of citation and check."""
    return {
        (row["citation_id"], row["id"]): CheckRow(
            id=row["id"],
            at=datetime.fromtimestamp(row["at"] / 1000, UTC),
            link=row["link"],
            reason=row["reason"],
            http_status=row["http_status"],
            quote=row["quote"],
        )
        for row in source.select(_CHECKS, {"pairs": json.dumps(pairs)})
    }
