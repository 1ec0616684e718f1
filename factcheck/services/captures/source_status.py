"""The state of a cited source and its newest stored version, for sources without two versions to compare."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from factcheck.models import Capture, Citation, Source, SourceCheck
from factcheck.services.captures.comparison import Anchor, anchor_in, version_text
from factcheck.services.captures.reader import CaptureRow, Subject, SubjectKind, capture_rows, find_source
from factcheck.services.desk import Desk
from factcheck.vocabulary import LinkState


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The newest check of a source."""

    at: datetime
    link: str
    reason: str
    final_url: str | None
    """The address of the last response."""


@dataclass(frozen=True, slots=True)
class StoredSource:
    """Everything that a reviewer needs about a source."""

    source_id: int
    url: str
    state: LinkState
    quote: str | None
    last_check: LastCheck | None
    """The newest check; None: the source was never checked."""
    capture: CaptureRow | None
    """The newest stored version; None: none is stored."""
    text: str
    """The text of that version."""
    anchor: Anchor | None
    """The place of the quote in that text; None: nothing is quoted, or nothing is stored."""

    @property
    def moved_to(self) -> str | None:
        """The new address of the source, where it has moved."""
        there = self.last_check.final_url if self.last_check else None
        return there if there and there != self.url else None


def stored_source(desk: Desk, citation_id: int) -> StoredSource:
    """Return the state of a citation's source. Raises NotFound, and DeskError where the stored text cannot be read."""
    with desk.read() as session:
        source_id = find_source(session, Subject(SubjectKind.CITATION, citation_id))
        citation = session.get_one(Citation, citation_id)
        source = session.get_one(Source, source_id)
        check = session.scalars(
            sa.select(SourceCheck)
            .where(col(SourceCheck.source_id) == source_id)
            .order_by(col(SourceCheck.id).desc())
            .limit(1)
        ).first()
        rows = capture_rows(session, col(Capture.source_id) == source_id)
        text, anchor = "", None
        if rows:
            text = version_text(session, rows[-1])
            anchor = anchor_in(session, citation, rows, rows[-1], text)
        last_check = LastCheck(check.at, check.link, check.reason, check.final_url) if check else None
        return StoredSource(
            source_id=source_id,
            url=source.url,
            state=source.state,
            quote=citation.exact,
            last_check=last_check,
            capture=rows[-1] if rows else None,
            text=text,
            anchor=anchor,
        )
