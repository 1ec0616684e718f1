"""What a run of the verifier looks at: sources, each once, with every quote that rests on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from sqlmodel import Session, col, select

from factcheck.models import Citation, Claim, Source
from factcheck.verifier.pipeline import Task
from factcheck.vocabulary import TextQuoteSelector


class Which(Enum):
    """Which sources a run takes."""

    DUE = auto()
    ALL = auto()
    CLAIMS = auto()
    """Those the given claims cite."""
    SOURCES = auto()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run takes."""

    which: Which = Which.DUE
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One source of a run, and the citations its quotes belong to."""

    task: Task
    citation_ids: tuple[int, ...]


CHUNK = 500


def plan(session: Session, selection: Selection, now: datetime, limit: int | None = None) -> list[Planned]:
    """Return the sources of a selection that some claim cites, those longest due first."""
    cited = (
        select(Source.id)
        .join(Citation, col(Citation.source_id) == Source.id)
        .join(Claim, col(Claim.id) == Citation.claim_id)
        .where(col(Citation.withdrawn_at).is_(None), col(Claim.withdrawn_at).is_(None))
        .group_by(col(Source.id), col(Source.next_check_at))
        .order_by(col(Source.next_check_at), col(Source.id))
        .limit(limit)
    )
    match selection.which:
        case Which.DUE:
            cited = cited.where(col(Source.next_check_at) <= now)
        case Which.CLAIMS:
            cited = cited.where(col(Claim.id).in_(selection.ids))
        case Which.SOURCES:
            cited = cited.where(col(Source.id).in_(selection.ids))
        case Which.ALL:
            pass
    ids = list(session.exec(cited))
    return [planned for start in range(0, len(ids), CHUNK) for planned in _planned(session, ids[start : start + CHUNK])]


def _planned(session: Session, ids: Sequence[int]) -> list[Planned]:
    urls = dict(session.execute(select(Source.id, Source.url).where(col(Source.id).in_(ids))).all())
    quotes: dict[int, list[tuple[int, TextQuoteSelector | None]]] = {}
    for citation in _live_citations(session, ids):
        selector = TextQuoteSelector(citation.exact, citation.prefix, citation.suffix) if citation.exact else None
        quotes.setdefault(citation.source_id, []).append((citation.id, selector))
    return [
        Planned(
            Task(source_id, urls[source_id], tuple(selector for _, selector in quotes.get(source_id, []))),
            tuple(citation_id for citation_id, _ in quotes.get(source_id, [])),
        )
        for source_id in ids
    ]


def _live_citations(session: Session, source_ids: Sequence[int]) -> Any:
    return session.exec(
        select(Citation)
        .join(Claim, col(Claim.id) == Citation.claim_id)
        .where(
            col(Citation.source_id).in_(source_ids),
            col(Citation.withdrawn_at).is_(None),
            col(Claim.withdrawn_at).is_(None),
        )
        .order_by(col(Citation.id))
    )
