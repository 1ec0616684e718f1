"""How far the pages a claim cites have moved between their two newest captures: shown, never an alarm."""

from itertools import groupby

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Capture, Citation, SourceCheck
from factcheck.services.planning import PAGE
from factcheck.verifier.drift import drift
from factcheck.verifier.readers import WORDLESS, unpack_article


def drifts(session: Session, claim_id: int) -> dict[int, float]:
    """Return the drift of the page of each citation of a claim, where two captures can be compared."""
    cited = sa.select(col(Citation.id), col(Citation.source_id)).where(
        col(Citation.claim_id) == claim_id, col(Citation.withdrawn_at).is_(None)
    )
    sources = {row.id: row.source_id for row in session.execute(cited)}
    kept = (
        sa.select(col(Capture.source_id), col(Capture.text))
        .join(SourceCheck, col(SourceCheck.id) == col(Capture.source_check_id))
        .where(
            col(Capture.source_id).in_(set(sources.values())),
            col(SourceCheck.link).in_(PAGE),
            col(Capture.text_digest) != WORDLESS,
        )
        .order_by(col(Capture.source_id), col(Capture.id).desc())
    )
    moved: dict[int, float] = {}
    for source_id, captures in groupby(session.execute(kept), key=lambda row: row.source_id):
        newest = [row.text for _, row in zip(range(2), captures, strict=False)]
        if len(newest) == 2:
            moved[source_id] = drift(unpack_article(newest[1]), unpack_article(newest[0]))
    return {citation_id: moved[source_id] for citation_id, source_id in sources.items() if source_id in moved}
