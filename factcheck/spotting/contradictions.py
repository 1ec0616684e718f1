"""Statements of an article that say something else about the same event."""

from collections.abc import Mapping, Sequence

from factcheck.spotting.values import Candidate, Reading


def contradictions(
    candidates: Sequence[Candidate], reading: Reading, aliases: object | None = None
) -> Mapping[int, tuple[int, ...]]:
    """Return the ranks of the candidates that contradict another, each with the ranks of those that it contradicts."""
    return {}
