"""The values of a comparison of claims."""

from dataclasses import dataclass

from factcheck.vocabulary import ClaimDifferenceKind, MatchRelation


@dataclass(frozen=True, slots=True)
class ClaimDifference:
    """A difference between two claims that changes the meaning."""

    kind: ClaimDifferenceKind
    query: str
    """The words of the text that was compared; empty where only the claim has some."""
    claim: str
    """The words of the tracked claim; empty where only the text has some."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison of a text with a claim."""

    relation: MatchRelation
    differs: tuple[ClaimDifference, ...]
    shared: tuple[str, ...]
    """Words and names that both have, the most telling first, for the reason that a person reads."""
