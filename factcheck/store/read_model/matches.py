"""Claims that share rare words with a text."""

import heapq
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from factcheck.store.row_source import RowSource, number_list

CANDIDATES_MAX = 100
"""Claims that the index gives for a text; all their stems are read."""
POSTINGS_MAX = 100_000
"""Index entries that the terms of one query may have together. Beyond that, its most frequent terms only rank."""
TERMS_MIN = 3
"""The rarest terms that are searched for in any case: among the newest POSTINGS_MAX claims that have them."""


@dataclass(frozen=True, slots=True)
class MatchedClaim:
    """A claim as a match shows it."""

    id: int
    external_id: str | None
    text: str
    standalone: str | None
    language: str | None
    claimant: str
    status: str
    rating: str | None
    text_digest: str


def collection_size(source: RowSource) -> int:
    """Return the size of the collection, to the next greater number of a claim."""
    size: int = source.select("SELECT coalesce(max(id), 0) AS size FROM claim")[0]["size"]
    return size


def term_frequencies(source: RowSource, terms: Collection[str]) -> dict[str, int]:
    """Return the number of claims with each of the terms that some claim has."""
    if not terms:
        return {}
    values = {f"term{number}": term for number, term in enumerate(terms)}
    listed = ", ".join(f":{name}" for name in values)
    rows = source.select(f"SELECT term, doc FROM claim_match_terms WHERE term IN ({listed})", values)
    return {row["term"]: row["doc"] for row in rows}


def candidate_stems(source: RowSource, frequencies: Mapping[str, int], weights: Mapping[str, float]) -> dict[int, str]:
    """Return the stems of the claims that have the greatest weights together, by number; withdrawn ones are among them.

    The lists of the claims with each term are added up here: the ranking of FTS5 reads the length of every claim that has a
    term, which takes five times as long.
    """
    sums: dict[int, float] = {}
    rows = source.select(
        "SELECT value, (SELECT json_group_array(rowid) FROM (SELECT rowid FROM claim_match"
        " WHERE claim_match MATCH '\"' || value || '\"' ORDER BY rowid DESC LIMIT :limit)) AS claims"
        " FROM json_each(:terms)",
        {"terms": json.dumps(_rarest(frequencies)), "limit": POSTINGS_MAX},
    )
    for row in rows:
        weight = weights.get(row["value"], 0.0)
        for number in json.loads(row["claims"]):
            sums[number] = sums.get(number, 0.0) + weight
    chosen = heapq.nlargest(CANDIDATES_MAX, sums, key=sums.__getitem__)
    found = source.select(
        "SELECT id, match_text FROM claim WHERE id IN (SELECT value FROM json_each(:claims))",
        {"claims": number_list(chosen)},
    )
    return {row["id"]: row["match_text"] for row in found}


def _rarest(frequencies: Mapping[str, int]) -> list[str]:
    """Return the rarest terms, until their entries in the index exceed POSTINGS_MAX."""
    chosen: list[str] = []
    total = 0
    for term, count in sorted(frequencies.items(), key=lambda item: (item[1], item[0])):
        total += count
        if total > POSTINGS_MAX and len(chosen) >= TERMS_MIN:
            break
        chosen.append(term)
    return chosen


def canonical_ids(source: RowSource, ids: Sequence[int]) -> dict[int, int]:
    """Return for each claim the listed claim that it leads to: itself, or the one that it was merged into.

    Claims that were withdrawn otherwise are left out.
    """
    rows = source.select(
        "WITH RECURSIVE chain(start, id, withdrawn_at, merged_into) AS ("
        " SELECT id, id, withdrawn_at, merged_into FROM claim WHERE id IN (SELECT value FROM json_each(:claims))"
        " UNION SELECT chain.start, claim.id, claim.withdrawn_at, claim.merged_into FROM chain"
        " JOIN claim ON claim.id = chain.merged_into)"
        " SELECT start, id FROM chain WHERE withdrawn_at IS NULL",
        {"claims": number_list(ids)},
    )
    return {row["start"]: row["id"] for row in rows}


def matched_claims(source: RowSource, ids: Sequence[int]) -> dict[int, MatchedClaim]:
    """Return claims by number."""
    rows = source.select(
        "SELECT id, external_id, text, standalone, language, claimant, status, rating, text_digest FROM claim"
        " WHERE id IN (SELECT value FROM json_each(:claims))",
        {"claims": number_list(ids)},
    )
    names = MatchedClaim.__dataclass_fields__
    return {row["id"]: MatchedClaim(**{name: row[name] for name in names}) for row in rows}
