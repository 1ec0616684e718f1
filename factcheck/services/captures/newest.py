"""Finds the newest capture of each source."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Capture, CitationCheck, Source, SourceCheck
from factcheck.verifier.scheduling.page_check import EMPTY_TEXT_DIGEST, PreviousText
from factcheck.vocabulary import PAGE_OUTCOMES, STUB


def newest_digests(session: Session, source_ids: Sequence[int]) -> dict[int, str]:
    """Return the digest of each source's newest capture, whatever it shows."""
    digests = sa.select(col(Capture.source_id), col(Capture.text_digest))
    return dict(session.execute(digests.where(col(Capture.id).in_(_newest_captures(source_ids)))).all())


def shown_articles(session: Session, source_ids: Sequence[int]) -> dict[int, PreviousText]:
    """Return the newest capture of each source that shows its article, not a notice or a stub."""
    stub = sa.exists().where(
        col(CitationCheck.source_check_id) == col(Capture.source_check_id), col(CitationCheck.reason) == STUB
    )
    page = sa.exists().where(
        col(SourceCheck.id) == col(Capture.source_check_id), col(SourceCheck.link).in_(PAGE_OUTCOMES)
    )
    newest = _newest_captures(source_ids, page, col(Capture.text_digest) != EMPTY_TEXT_DIGEST, ~stub)
    texts = sa.select(col(Capture.source_id), col(Capture.text_digest), col(Capture.text))
    found = session.execute(texts.where(col(Capture.id).in_(newest)))
    return {source_id: PreviousText(digest, text) for source_id, digest, text in found}


def _newest_captures(source_ids: Sequence[int], *conditions: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    """Return the query for the id of each source's newest capture that meets the conditions.

    It walks each source's captures from the newest, and stops at the first match: ``max(id)`` with GROUP BY would read
    every capture of a source.
    """
    newest = (
        sa.select(col(Capture.id))
        .where(col(Capture.source_id) == col(Source.id), *conditions)
        .order_by(col(Capture.id).desc())
        .limit(1)
        .correlate(Source)
        .scalar_subquery()
    )
    return sa.select(newest).where(col(Source.id).in_(source_ids))
