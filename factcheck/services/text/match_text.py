"""A match of claims in one line, for both front ends."""

from collections.abc import Sequence
from typing import Protocol

from factcheck.matching.values import ClaimDifference
from factcheck.vocabulary import MatchRelation


class Matched(Protocol):
    """The parts of a match that its line shows."""

    @property
    def claim_id(self) -> int:
        """The number of the claim."""

    @property
    def relation(self) -> MatchRelation:
        """Its relation to the text."""

    @property
    def differs(self) -> Sequence[ClaimDifference]:
        """The differences."""

    @property
    def status(self) -> str:
        """The status of the claim."""

    @property
    def rating(self) -> str | None:
        """The rating of the claim."""

    @property
    def tracked(self) -> bool:
        """Whether it is probably the same."""


RELATION_TEXTS = {
    MatchRelation.SAME: "says the same",
    MatchRelation.TWIN: "nearly the same, but another",
    MatchRelation.RELATED: "is similar",
}


def match_line(match: Matched) -> str:
    """Return the claim, its relation, what differs, and what is decided about it."""
    if match.relation is MatchRelation.TWIN:
        relation = f"{RELATION_TEXTS[match.relation]} {difference_text(match.differs)}"
    elif match.relation is MatchRelation.RELATED and match.tracked:
        relation = "is probably the same"
    else:
        relation = RELATION_TEXTS[match.relation]
    decided = f"{match.status}, {match.rating}" if match.rating else match.status
    return f"claim {match.claim_id} {relation} ({decided})"


def difference_text(differs: Sequence[ClaimDifference]) -> str:
    """Return the differences: the words of the text, and those of the claim."""
    return "; ".join(f"{each.kind}: {each.query or '–'} / {each.claim or '–'}" for each in differs)
