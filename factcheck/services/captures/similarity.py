"""Measures how much cited pages changed between their two newest captures. This is shown, and never opens an alert."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Capture, Citation, SourceCheck
from factcheck.verifier.scheduling.page_check import EMPTY_TEXT_DIGEST, decompress_article
from factcheck.verifier.text_diff.similarity import drift
from factcheck.vocabulary import PAGE_OUTCOMES


def drift_by_citation(session: Session, claim_id: int) -> dict[int, float]:
    """Return the drift of each citation's page, where two captures can be compared."""
    cited = sa.select(col(Citation.id), col(Citation.source_id)).where(
        col(Citation.claim_id) == claim_id, col(Citation.withdrawn_at).is_(None)
    )
    sources = {row.id: row.source_id for row in session.execute(cited)}
    moved: dict[int, float] = {}
    for source_id in set(sources.values()):
        newest = session.execute(_pages(source_id)).scalars().all()
        if len(newest) == 2:
            moved[source_id] = drift(decompress_article(newest[1]), decompress_article(newest[0]))
    return {citation_id: moved[source_id] for citation_id, source_id in sources.items() if source_id in moved}


def _pages(source_id: int) -> sa.Select[Any]:
    """Return the query for the two newest texts of a source's page. Newest first, it stops at the second."""
    page = sa.exists().where(
        col(SourceCheck.id) == col(Capture.source_check_id), col(SourceCheck.link).in_(PAGE_OUTCOMES)
    )
    return (
        sa.select(col(Capture.text))
        .where(col(Capture.source_id) == source_id, col(Capture.text_digest) != EMPTY_TEXT_DIGEST, page)
        .order_by(col(Capture.id).desc())
        .limit(2)
    )
