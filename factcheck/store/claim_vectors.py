"""The vectors of claims: which claims lack one, what is stored, and what was stored since.

A vector belongs to a claim, a model and the text that was encoded. A claim whose text changed lacks its vector. A vector that
is stored again gets a new row number, so that the newer rows are those that a process has not read.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from factcheck.store.row_source import NamedRow, RowSource, number_list
from factcheck.store.sessions import DeskSession

SCANNED_ROWS = 2_000
"""Claims that are read at a time, while claims without a vector are looked for."""


def encoded_text(text: str, standalone: str | None) -> str:
    """Return the text of a claim that is encoded: its words, and its stand-alone wording."""
    return f"{text} {standalone}" if standalone and standalone != text else text


def encoded_digest(encoded: str) -> str:
    """Return the SHA-256, in hex, of an encoded text."""
    return hashlib.sha256(encoded.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class LackingClaim:
    """A claim without a vector of its text."""

    id: int
    encoded: str
    """The text to encode."""


class StoredVector(NamedTuple):
    """A vector as it is stored."""

    row: int
    """Number of the row; a later one was stored later."""
    claim_id: int
    digest: str
    vector: bytes
    """Little-endian float16 values."""


def has_vectors(source: RowSource) -> bool:
    """Return whether any claim has a vector of any model."""
    return bool(source.select("SELECT 1 FROM claim_vector LIMIT 1"))


def lacking_claims(source: RowSource, model: str, after: int) -> tuple[list[LackingClaim], int]:
    """Return the claims without a vector among the next SCANNED_ROWS after a number, and the last number; 0 at the end.

    Withdrawn claims need none; claims that were merged into others do, because they lead to them.
    """
    rows = source.select(
        "SELECT claim.id, text, standalone, claim_vector.digest FROM claim"
        " LEFT JOIN claim_vector ON claim_id = claim.id AND model = :model"
        " WHERE claim.id > :after AND (withdrawn_at IS NULL OR merged_into IS NOT NULL)"
        " ORDER BY claim.id LIMIT :rows",
        {"model": model, "after": after, "rows": SCANNED_ROWS},
    )
    return list(_lacking(rows)), rows[-1]["id"] if rows else 0


def lacking_among(source: RowSource, model: str, claims: Collection[int]) -> list[LackingClaim]:
    """Return those of some claims that have no vector."""
    rows = source.select(
        "SELECT claim.id, text, standalone, claim_vector.digest FROM claim"
        " LEFT JOIN claim_vector ON claim_id = claim.id AND model = :model"
        " WHERE claim.id IN (SELECT value FROM json_each(:claims)) AND withdrawn_at IS NULL ORDER BY claim.id",
        {"model": model, "claims": number_list(claims)},
    )
    return list(_lacking(rows))


def _lacking(rows: Sequence[NamedRow]) -> Iterator[LackingClaim]:
    for row in rows:
        encoded = encoded_text(row["text"], row["standalone"])
        if row["digest"] != encoded_digest(encoded):
            yield LackingClaim(row["id"], encoded)


def store_vectors(session: DeskSession, model: str, vectors: Sequence[tuple[LackingClaim, bytes]]) -> None:
    """Store vectors of claims, without a commit. A claim that was deleted meanwhile gets none."""
    session.connection().exec_driver_sql(
        "INSERT INTO claim_vector (claim_id, model, digest, vector) SELECT id, ?, ?, ? FROM claim WHERE id = ?"
        " ON CONFLICT (claim_id, model) DO UPDATE SET rowid = (SELECT max(rowid) + 1 FROM claim_vector),"
        " digest = excluded.digest, vector = excluded.vector",
        [(model, encoded_digest(claim.encoded), vector, claim.id) for claim, vector in vectors],
    )


def last_row(source: RowSource) -> int:
    """Return the number of the row that was stored last; 0 where there is none."""
    number: int = source.select("SELECT coalesce(max(rowid), 0) AS number FROM claim_vector")[0]["number"]
    return number


def vectors_since(source: RowSource, model: str, row: int, count: int) -> list[StoredVector]:
    """Return the vectors of a model after a row, at most ``count``, the newest ones, in the order in which they were stored."""
    found = source.stream(
        "SELECT rowid, claim_id, digest, vector FROM claim_vector WHERE rowid > :row AND model = :model"
        " ORDER BY rowid DESC LIMIT :count",
        {"row": row, "model": model, "count": count},
    )
    return [StoredVector(*each) for each in found][::-1]


def vectors_of(source: RowSource, model: str, claims: Collection[int]) -> list[StoredVector]:
    """Return the vectors of some claims by a model."""
    found = source.stream(
        "SELECT rowid, claim_id, digest, vector FROM claim_vector"
        " WHERE claim_id IN (SELECT value FROM json_each(:claims)) AND model = :model",
        {"claims": number_list(claims), "model": model},
    )
    return [StoredVector(*each) for each in found]
