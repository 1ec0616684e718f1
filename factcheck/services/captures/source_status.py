"""The state of a cited source, and its newest kept version, for where there are no two versions to compare."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from factcheck.errors import DeskError
from factcheck.models import Capture, Citation, Source, SourceCheck
from factcheck.services.captures.comparison import Anchor, anchor_in
from factcheck.services.captures.reader import CaptureRow, Of, Subject, capture_rows, source_of, text_of
from factcheck.services.desk import Desk
from factcheck.vocabulary import LinkState
from factcheck.warc.reader import CaptureReadError


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at a source."""

    at: datetime
    link: str
    reason: str
    final_url: str | None
    """The address that answered in the end."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A source as it is known."""

    source_id: int
    url: str
    state: LinkState
    quote: str | None
    looked: Looked | None
    """The newest look; None: it was never looked at."""
    capture: CaptureRow | None
    """The newest version that is kept; None: none is."""
    text: str
    """The words of that version."""
    anchor: Anchor | None
    """The place of the quote in them; None: nothing is quoted, or nothing is kept."""

    @property
    def moved_to(self) -> str | None:
        """The address the source answers at, where that is another one."""
        there = self.looked.final_url if self.looked else None
        return there if there and there != self.url else None


def kept_version(desk: Desk, citation_id: int) -> Kept:
    """Return what is known of a citation's source. Raises NotFound, DeskError where the kept text cannot be read."""
    with desk.read() as session:
        source_id = source_of(session, Subject(Of.CITATION, citation_id))
        citation = session.get_one(Citation, citation_id)
        source = session.get_one(Source, source_id)
        look = session.scalars(
            sa.select(SourceCheck)
            .where(col(SourceCheck.source_id) == source_id)
            .order_by(col(SourceCheck.id).desc())
            .limit(1)
        ).first()
        rows = capture_rows(session, col(Capture.source_id) == source_id)
        text, anchor = "", None
        if rows:
            packed = session.execute(sa.select(col(Capture.text)).where(col(Capture.id) == rows[-1].id)).scalar_one()
            try:
                text = text_of(packed, rows[-1].text_digest)
            except CaptureReadError as trouble:
                raise DeskError(f"capture {rows[-1].id}: {trouble.detail}; run factcheck captures verify") from None
            anchor = anchor_in(session, citation, rows, rows[-1], text)
        looked = Looked(look.at, look.link, look.reason, look.final_url) if look else None
        return Kept(
            source_id=source_id,
            url=source.url,
            state=source.state,
            quote=citation.exact,
            looked=looked,
            capture=rows[-1] if rows else None,
            text=text,
            anchor=anchor,
        )
