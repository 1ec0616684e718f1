"""Claims that share rare words with a text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from factcheck.store.row_source import RowSource, number_list

CANDIDATES_MAX = 100
"""Claims that the index gives for a text; all their stems are read."""
POSTINGS_MAX = 50_000
"""Index entries that the terms of one query may have together. Beyond that, its most frequent terms only rank."""
TERMS_MIN = 3
"""The rarest terms that are searched for in any case."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Claims that share terms with a text, and what their similarity is computed from."""

    stems: Mapping[int, str]
    """The stems of each claim by number."""
    frequencies: Mapping[str, int]
    """The number of claims with each term of the text."""
    claims: int
    """The size of the collection, to the next greater number of a claim."""


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


def candidates(source: RowSource, terms: Collection[str]) -> Candidates:
    """Return the claims that share the most telling terms; withdrawn ones are among them."""
    frequencies = _frequencies(source, terms)
    size = source.select("SELECT coalesce(max(id), 0) AS size FROM claim")[0]["size"]
    searched = _rarest(frequencies)
    if not searched:
        return Candidates({}, frequencies, size)
    rows = source.select(
        "SELECT claim.id, claim.match_text FROM (SELECT rowid FROM claim_match WHERE claim_match MATCH :query"
        " ORDER BY rank LIMIT :limit) AS found CROSS JOIN claim ON claim.id = found.rowid",
        {"query": " OR ".join(f'"{term}"' for term in searched), "limit": CANDIDATES_MAX},
    )
    return Candidates({row["id"]: row["match_text"] for row in rows}, frequencies, size)


def _frequencies(source: RowSource, terms: Collection[str]) -> dict[str, int]:
    """Return the number of claims with each of the terms that some claim has."""
    values = {f"term{number}": term for number, term in enumerate(terms)}
    if not values:
        return {}
    listed = ", ".join(f":{name}" for name in values)
    rows = source.select(f"SELECT term, doc FROM claim_match_terms WHERE term IN ({listed})", values)
    return {row["term"]: row["doc"] for row in rows}


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
