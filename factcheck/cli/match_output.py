"""Tracked claims that may say the same: as JSON, and as lines for people."""

from collections.abc import Iterator
from typing import Any

from factcheck.services.matching import ClaimMatch
from factcheck.services.text.sanitize import sanitize_text
from factcheck.vocabulary import MatchRelation

RELATIONS = {
    MatchRelation.SAME: "says the same as",
    MatchRelation.TWIN: "differs from",
    MatchRelation.RELATED: "may say the same as",
}
"""How a text is related to a tracked claim, in words."""
SHOWN_MAX_CHARACTERS = 200


def match_json(match: ClaimMatch) -> dict[str, Any]:
    """Return a tracked claim that may say the same as JSON."""
    return {
        "claim_id": match.claim_id,
        "external_id": match.external_id,
        "score": match.score,
        "relation": match.relation,
        "differs": [{"kind": each.kind, "query": each.query, "claim": each.claim} for each in match.differs],
        "text": match.text,
        "claimant": match.claimant,
        "status": match.status,
        "rating": match.rating,
        "why": match.why,
        "tracked": match.tracked,
    }


def match_lines(match: ClaimMatch) -> Iterator[str]:
    """Yield a match in lines: the claim, the differences, and the words that both have."""
    text = " ".join(match.text.split())
    shown = text if len(text) <= SHOWN_MAX_CHARACTERS else text[: SHOWN_MAX_CHARACTERS - 1] + "…"
    facts = ", ".join(filter(None, (match.status, match.rating)))
    yield sanitize_text(f"{RELATIONS[match.relation]} claim {match.claim_id} ({facts}; {match.score:.2f}): {shown}")
    for each in match.differs:
        yield sanitize_text(f"  {each.kind}: “{each.query}” here, “{each.claim}” there")
    if match.why:
        yield sanitize_text(f"  both have: {match.why}")
