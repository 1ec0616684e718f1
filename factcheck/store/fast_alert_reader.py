"""The open alerts as the terminal reads them: part of :class:`factcheck.store.fast_reader.Reader`."""

import json
import sqlite3
from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from factcheck.store.memento_ranking import order, verdict
from factcheck.store.rows import AlertRow, LookRow, MementoRow
from factcheck.vocabulary import LinkOutcome, QuoteOutcome

OPEN = (
    "SELECT alert.id FROM alert JOIN claim ON claim.id = claim_id "
    "WHERE resolved_at IS NULL AND withdrawn_at IS NULL ORDER BY alert.id DESC"
)
OPEN_OF = "SELECT id FROM alert WHERE claim_id = ? AND resolved_at IS NULL ORDER BY id DESC"


class AlertReads:
    """What a reader tells of alerts, and of the archived copies that stand by."""

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        raise AssertionError("a reader has its connection")

    def alert_ids(self, claim_id: int | None = None) -> "array[int]":
        """Return the numbers of the open alerts, of one claim or of all that were not withdrawn, the newest first."""
        rows = self._all(OPEN) if claim_id is None else self._all(OPEN_OF, (claim_id,))
        return array("q", (row[0] for row in rows))

    def alerts(self, ids: Sequence[int]) -> list[AlertRow]:
        """Return open alerts, in the order of the numbers; those that are resolved or not there are left out."""
        found = {
            row["id"]: row
            for row in self._all(
                "SELECT alert.*, claim.text AS claim_text, source.url, citation.exact FROM alert "
                "JOIN claim ON claim.id = alert.claim_id JOIN citation ON citation.id = citation_id "
                "JOIN source_check ON source_check.id = source_check_id JOIN source ON source.id = source_check.source_id "
                "WHERE resolved_at IS NULL AND alert.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )
        }
        copies = self.offered([row["citation_id"] for row in found.values()])
        looks = self._looks([(row["citation_id"], each) for row in found.values() for each in _rests_on(row)])
        return [
            AlertRow(
                id=row["id"],
                claim_id=row["claim_id"],
                claim_text=row["claim_text"],
                citation_id=row["citation_id"],
                url=row["url"],
                kind=row["kind"],
                before=row["state_before"],
                after=row["state_after"],
                rule=row["rule"],
                detail=json.loads(row["detail"]),
                opened_at=at(row["opened_at"]),
                resolved_at=None,
                resolved_by=None,
                resolution=None,
                quote=row["exact"],
                looks=tuple(
                    looks[row["citation_id"], each] for each in _rests_on(row) if (row["citation_id"], each) in looks
                ),
                memento=copies.get(row["citation_id"]),
            )
            for row in (found[each] for each in ids if each in found)
        ]

    def _looks(self, asked: Sequence[tuple[int, int]]) -> dict[tuple[int, int], LookRow]:
        """Return looks, by citation and number."""
        rows = self._all(
            "SELECT json_extract(tie.value, '$[0]') AS citation_id, source_check.*, seen.quote AS found "
            "FROM json_each(?) AS tie JOIN source_check ON source_check.id = json_extract(tie.value, '$[1]') "
            "LEFT JOIN citation_check AS seen "
            "ON seen.source_check_id = source_check.id AND seen.citation_id = json_extract(tie.value, '$[0]')",
            (json.dumps(asked),),
        )
        return {
            (row["citation_id"], row["id"]): LookRow(
                id=row["id"],
                at=datetime.fromtimestamp(row["at"] / 1000, UTC),
                link=row["link"],
                reason=row["reason"],
                http_status=row["http_status"],
                quote=row["found"],
            )
            for row in rows
        }

    def offered(self, citations: Sequence[int]) -> dict[int, MementoRow]:
        """Return the best copy that may stand in for each citation's source, where there is one."""
        kept = self._all(
            "SELECT citation.id, citation.exact, memento.url, memento.datetime, memento.link, memento.reason, "
            "memento.checked_at, digest_holds, same_as_check_id, memento_check.exact AS sought, memento_check.quote, "
            "memento_check.reason AS why, memento_check.text AS found FROM citation "
            "JOIN memento ON memento.source_id = citation.source_id "
            "LEFT JOIN memento_check ON memento_check.memento_id = memento.id AND memento_check.citation_id = citation.id "
            "WHERE citation.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(citations)),),
        )
        copies: dict[int, list[MementoRow]] = {}
        for each in kept:
            current = bool(each["quote"]) and each["sought"] == each["exact"]
            link = LinkOutcome(each["link"]) if each["link"] else None
            row = MementoRow(
                url=each["url"],
                at=when(each["datetime"]),
                verdict=verdict(link, each["exact"], QuoteOutcome(each["quote"]) if current else None),
                link=link,
                reason=each["why"] if current else each["reason"],
                found=each["found"] if current else None,
                digest_holds=None if each["digest_holds"] is None else bool(each["digest_holds"]),
                same_bytes=each["same_as_check_id"] is not None,
                checked_at=when(each["checked_at"]),
            )
            if row.offered:
                copies.setdefault(each["id"], []).append(row)
        return {citation_id: min(rows, key=order) for citation_id, rows in copies.items()}


def _rests_on(row: sqlite3.Row) -> list[int]:
    """Return the looks an alert rests on; of one that is older than that was kept, the last."""
    return (json.loads(row["checks"]) if row["checks"] else None) or [row["source_check_id"]]


def at(text: str) -> datetime:
    """Return a moment as it is stored."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def when(text: str | None) -> datetime | None:
    """Return a moment as it is stored, if there is one."""
    return None if text is None else at(text)
