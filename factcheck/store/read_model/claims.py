"""Claims as lists and panes show them."""

from array import array
from collections.abc import Sequence
from datetime import datetime

from factcheck.errors import MergedClaim, NotFound
from factcheck.store.read_model.alerts import alerts_of
from factcheck.store.read_model.citations import citation_rows
from factcheck.store.read_model.events import MERGED_BELOW
from factcheck.store.row_ids import is_row_id
from factcheck.store.row_source import NamedRow, RowSource, number_list, optional_day, optional_utc, utc
from factcheck.store.rows import SORT_COLUMNS, ClaimDetail, ClaimRow, MergedRow, NoteRow, Sort, StatementRow
from factcheck.vocabulary import VERIFIER, WORKED_ON, LinkState, QuoteState, Status

LINK_SEVERITY = (
    *("dead", "soft404", "failing", "unreachable", "blocked", "refused"),
    *("unchecked", "moved", "ok"),
)
"""States of a link, the worst first."""
QUOTE_SEVERITY = ("altered", "missing", "displaced", "unverifiable", "unchecked", "exact")
"""States of a quote, the worst first."""
QUEUE_SQL = (
    "SELECT id FROM claim WHERE withdrawn_at IS NULL"
    f" ORDER BY {', '.join(f'{column} DESC' for column in SORT_COLUMNS[Sort.ATTENTION])}"
)
"""The numbers of all claims in the order of ``Sort.ATTENTION``."""
_IDS = "(SELECT value FROM json_each(:claims))"


def first_rows(source: RowSource, limit: int) -> list[ClaimRow]:
    """Return the first claims of the queue."""
    return claim_rows(source, [row["id"] for row in source.select(f"{QUEUE_SQL} LIMIT :limit", {"limit": limit})])


def queue_ids(source: RowSource) -> "array[int]":
    """Return the numbers of all claims in the queue's order: eight bytes per claim."""
    return array("q", (number for (number,) in source.stream(QUEUE_SQL)))


def claim_rows(source: RowSource, ids: Sequence[int]) -> list[ClaimRow]:
    """Return claims in the order of ``ids``; numbers of claims that do not exist are skipped."""
    values = {"claims": number_list(ids)}
    claims = {row["id"]: row for row in source.select(f"SELECT * FROM claim WHERE id IN {_IDS}", values)}
    tags: dict[int, list[str]] = {}
    for row in source.select(
        f"SELECT claim_id, name FROM claim_tag JOIN tag ON tag.id = tag_id WHERE claim_id IN {_IDS} ORDER BY name",
        values,
    ):
        tags.setdefault(row["claim_id"], []).append(row["name"])
    cited: dict[int, list[NamedRow]] = {}
    for row in source.select(
        "SELECT claim_id, state, quote_state, last_checked_at FROM citation JOIN source ON source.id = source_id"
        f" WHERE claim_id IN {_IDS} AND withdrawn_at IS NULL",
        values,
    ):
        cited.setdefault(row["claim_id"], []).append(row)
    return [
        _claim_row(claims[number], tuple(tags.get(number, ())), cited.get(number, []))
        for number in ids
        if number in claims
    ]


def _claim_row(claim: NamedRow, tags: tuple[str, ...], cited: Sequence[NamedRow]) -> ClaimRow:
    link = min((row["state"] for row in cited), key=LINK_SEVERITY.index, default=None)
    quotes = [row["quote_state"] for row in cited if row["quote_state"] is not None]
    quote = min(quotes, key=QUOTE_SEVERITY.index, default=None)
    checks = [row["last_checked_at"] for row in cited]
    return ClaimRow(
        id=claim["id"],
        text=claim["text"],
        standalone=claim["standalone"],
        language=claim["language"],
        claimant=claim["claimant"],
        claimed_from=optional_day(claim["claimed_from"]),
        claimed_to=optional_day(claim["claimed_to"]),
        status=Status(claim["status"]),
        rating=claim["rating"],
        priority=claim["priority"],
        assignee=claim["assignee"],
        attention=claim["attention"],
        tags=tags,
        citations=len(cited),
        link=LinkState(link) if link else None,
        quote=QuoteState(quote) if quote else None,
        checked_at=None if not checks or None in checks else utc(min(checks)),
        created_at=utc(claim["created_at"]),
        updated_at=utc(claim["updated_at"]),
        version=claim["version"],
    )


def has_claim(source: RowSource, claim_id: int) -> bool:
    """Return whether a claim exists and was not withdrawn."""
    return _listed_claim(source, claim_id) is not None


def require_claim(source: RowSource, claim_id: int) -> None:
    """Raise NotFound for a claim that does not exist or was withdrawn, and MergedClaim for a merged one."""
    if not has_claim(source, claim_id):
        raise _missing(source, claim_id)


def _missing(source: RowSource, claim_id: int) -> NotFound:
    """Return the error about a claim that is not listed."""
    merged = merged_claim(source, claim_id)
    return MergedClaim(claim_id, merged.canonical) if merged else NotFound(f"there is no claim {claim_id}")


def claim_detail(source: RowSource, claim_id: int) -> ClaimDetail:
    """Return everything about one claim.

    Raises:
        NotFound: The claim does not exist, or was withdrawn.
        MergedClaim: It was merged into another claim.
    """
    claim = _listed_claim(source, claim_id)
    if claim is None:
        raise _missing(source, claim_id)
    return ClaimDetail(
        row=claim_rows(source, [claim_id])[0],
        status_why=claim["status_why"],
        rating_why=claim["rating_why"],
        citations=citation_rows(source, [claim_id]).get(claim_id, []),
        notes=_notes(source, claim_id),
        alerts=alerts_of(source, claim_id),
        touched_at=_touched_at(source, claim),
        merged=_merged_into(source, claim_id),
        statements=_statements(source, claim_id),
    )


_PATH = """WITH RECURSIVE path(id, step) AS (VALUES(:claim, 0) UNION ALL
  SELECT merged_into, step + 1 FROM path JOIN claim USING (id) WHERE merged_into IS NOT NULL)
SELECT id FROM path ORDER BY step DESC LIMIT 1"""
_MERGED = f"""WITH RECURSIVE {MERGED_BELOW}
SELECT id, text, claimant, merged_into, withdrawn_at FROM claim WHERE id IN (SELECT id FROM below) ORDER BY id"""
_MERGE_ACTOR = """SELECT actor FROM event WHERE claim_id = :claim AND json_extract(data, '$.merged[0]') = :claim
ORDER BY id DESC LIMIT 1"""


def merged_claim(source: RowSource, claim_id: int) -> MergedRow | None:
    """Return a claim that was merged into another one, or None where it was not."""
    if not is_row_id(claim_id):
        return None
    sql = (
        "SELECT id, text, claimant, merged_into, withdrawn_at FROM claim WHERE id = :claim AND merged_into IS NOT NULL"
    )
    for row in source.select(sql, {"claim": claim_id}):
        (last,) = source.select(_PATH, {"claim": claim_id})
        actor = next((each["actor"] for each in source.select(_MERGE_ACTOR, {"claim": claim_id})), None)
        return _merged_row(row, last["id"], actor)
    return None


def _merged_into(source: RowSource, claim_id: int) -> tuple[MergedRow, ...]:
    """Return the claims that were merged into a claim, directly or by way of another one."""
    return tuple(_merged_row(row, claim_id, None) for row in source.select(_MERGED, {"claim": claim_id}))


def _statements(source: RowSource, claim_id: int) -> tuple[StatementRow, ...]:
    rows = source.stream(
        "SELECT article.id, title, url, article_reading.digest, start, end FROM article_statement"
        " JOIN article_reading ON article_reading.id = reading_id JOIN article ON article.id = article_statement.article_id"
        " WHERE claim_id = :claim ORDER BY article_statement.id",
        {"claim": claim_id},
    )
    return tuple(StatementRow(*row) for row in rows)


def _merged_row(row: NamedRow, canonical: int, actor: str | None) -> MergedRow:
    return MergedRow(
        row["id"], row["text"], row["claimant"], row["merged_into"], canonical, utc(row["withdrawn_at"]), actor
    )


def _listed_claim(source: RowSource, claim_id: int) -> NamedRow | None:
    if not is_row_id(claim_id):
        return None
    sql = "SELECT id, status, status_why, rating_why FROM claim WHERE id = :claim AND withdrawn_at IS NULL"
    return next(iter(source.select(sql, {"claim": claim_id})), None)


def _notes(source: RowSource, claim_id: int) -> list[NoteRow]:
    rows = source.select(
        "SELECT id, author, text, at, merged_from FROM note WHERE claim_id = :claim AND withdrawn_at IS NULL ORDER BY id DESC",
        {"claim": claim_id},
    )
    return [NoteRow(row["id"], row["author"], row["text"], utc(row["at"]), row["merged_from"]) for row in rows]


def _touched_at(source: RowSource, claim: NamedRow) -> datetime | None:
    if claim["status"] not in WORKED_ON:
        return None
    # The actor is part of the text: SQLite uses the partial index of people's events for that text only.
    sql = f"SELECT max(at) AS at FROM event WHERE claim_id = :claim AND actor <> '{VERIFIER}'"
    return optional_utc(source.select(sql, {"claim": claim["id"]})[0]["at"])


def cited_urls(source: RowSource, claim_id: int) -> list[str]:
    """Return the addresses that a claim cites, each once."""
    rows = source.select(
        "SELECT url FROM citation JOIN source ON source.id = source_id"
        " WHERE claim_id = :claim AND withdrawn_at IS NULL ORDER BY role DESC, citation.id",
        {"claim": claim_id},
    )
    return list(dict.fromkeys(row["url"] for row in rows))


def rating_whys(source: RowSource, ids: Sequence[int]) -> dict[int, str | None]:
    """Return the reason of each claim's rating, by claim."""
    rows = source.select(f"SELECT id, rating_why FROM claim WHERE id IN {_IDS}", {"claims": number_list(ids)})
    return {row["id"]: row["rating_why"] for row in rows}
