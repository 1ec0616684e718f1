"""Statements of an article on stdout: as JSON, and as a list for people."""

from collections.abc import Sequence
from typing import Any

from factcheck.services.text.sanitize import sanitize_text
from factcheck.services.text.statement_text import reason_text, shown, shown_dates
from factcheck.spotting.values import Candidate


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """Return a statement with the keys of its JSON."""
    dates = candidate.date
    return {
        "rank": candidate.rank,
        "score": round(candidate.score, 4),
        "kind": candidate.kind,
        "reasons": [reason_text(each) for each in candidate.reasons],
        "text": candidate.text,
        "start": candidate.start,
        "end": candidate.end,
        "standalone": candidate.standalone,
        "speaker": candidate.speaker,
        "date_from": dates.start if dates else None,
        "date_to": dates.end if dates else None,
        "language": candidate.language,
        "contradicts": list(candidate.contradicts),
        "unresolved": list(candidate.unresolved),
        "weights": [{"code": each.code, "weight": each.weight, "words": each.words} for each in candidate.reasons],
    }


def print_candidates(candidates: Sequence[Candidate]) -> None:
    """Print statements with their scores and the reasons for them, the best first."""
    by_rank = {each.rank: each for each in candidates}
    for each in candidates:
        print(sanitize_text(f"{each.rank:4}  {each.score:.2f}  {headline(each)}"))
        print_details(each, by_rank)


def headline(candidate: Candidate) -> str:
    """Return the kind, the speaker, the date and the place of a statement on one line."""
    dates = shown_dates(candidate.date) if candidate.date else "no date"
    return f"{candidate.kind}  {candidate.speaker}  {dates}  [{candidate.start}:{candidate.end}]"


def print_details(candidate: Candidate, by_rank: dict[int, Candidate]) -> None:
    """Print the words of a statement, its stand-alone wording, the reasons for its score, and what it contradicts."""
    print(sanitize_text(f"      {shown(candidate.text)}"))
    if candidate.standalone.split() != candidate.text.split():
        print(sanitize_text(f"      stand-alone: {shown(candidate.standalone)}"))
    if candidate.reasons:
        print(sanitize_text(f"      {', '.join(map(reason_text, candidate.reasons))}"))
    for rank in candidate.contradicts:
        if other := by_rank.get(rank):
            print(sanitize_text(f"      contradicts {rank} [{other.start}:{other.end}]: {shown(other.text)}"))
