"""Two kept versions of a source, held against each other, and what became of a citation's quote between them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.errors import DeskError, NotFound
from factcheck.models import Capture, Citation, CitationCheck, Source
from factcheck.services.captures.reader import CaptureRow, Of, Subject, capture_rows, source_of, text_of
from factcheck.services.desk import Desk
from factcheck.services.text.phrases import diff_of
from factcheck.store.check_rollups import find_check
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.finding import QuoteFinding
from factcheck.verifier.locate import locate
from factcheck.verifier.scheduling.page_workers import WORDLESS
from factcheck.verifier.text_diff.word_diff import Hunk, compare
from factcheck.vocabulary import QuoteOutcome, Region, TextQuoteSelector
from factcheck.warc.reader import Trouble


class Label(StrEnum):
    """What became of a quote, in a word for people."""

    KEPT = "KEPT"
    ALTERED = "ALTERED"
    DISPLACED = "DISPLACED"
    GONE = "GONE"
    NOT_JUDGED = "NOT JUDGED"


LABELS = {
    QuoteOutcome.EXACT: Label.KEPT,
    QuoteOutcome.ALTERED: Label.ALTERED,
    QuoteOutcome.DISPLACED: Label.DISPLACED,
    QuoteOutcome.MISSING: Label.GONE,
    QuoteOutcome.UNVERIFIABLE: Label.NOT_JUDGED,
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quote stands in a version."""

    label: Label
    passage: tuple[int, int] | None = None
    """In code points of the version's text; None: it stands nowhere."""
    text: str | None = None
    """The words that stand there."""
    diff: tuple[dict[str, Any], ...] = ()
    """How they differ from the quoted ones, each named."""


@dataclass(frozen=True, slots=True)
class Version:
    """One kept version."""

    capture_id: int
    check_id: int
    """The look that first showed it."""
    at: datetime
    link: str
    anchor: Anchor | None
    """None: no quote is asked about."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two versions of a source."""

    source_id: int
    url: str
    citation_id: int | None
    claim_id: int | None
    quote: str | None
    before: Version
    after: Version
    hunks: tuple[Hunk, ...]
    """In the order of the page."""

    def at_quote(self, hunk: Hunk) -> bool:
        """Return whether a change touches the quote's passage, where it stood or where it stands."""
        old = self.before.anchor.passage if self.before.anchor else None
        new = self.after.anchor.passage if self.after.anchor else None
        return hunk.touches(old, new)

    def ordered(self) -> list[Hunk]:
        """Return the changes, those around the quote first."""
        return sorted(self.hunks, key=lambda hunk: not self.at_quote(hunk))


def compare_versions(
    desk: Desk, subject: Subject, *, from_check: int | None = None, to_check: int | None = None
) -> Comparison:
    """Return what changed between two versions of a source, or of a citation's source.

    Without checks: from the version in which the citation's words were last found, else the one before the newest, to the
    newest. Raises NotFound where there is nothing to compare, DeskError where a kept text cannot be read.
    """
    with desk.read() as session:
        source_id = source_of(session, subject)
        citation = session.get(Citation, subject.id) if subject.of is Of.CITATION else None
        url = session.get_one(Source, source_id).url
        rows = capture_rows(session, col(Capture.source_id) == source_id)
        old, new = _chosen(session, source_id, rows, citation, from_check, to_check)
        before, after = (_text(session, each) for each in (old, new))
        versions = [
            Version(row.id, row.source_check_id, row.at, row.link, anchor_in(session, citation, rows, row, text))
            for row, text in ((old, before), (new, after))
        ]
    return Comparison(
        source_id=source_id,
        url=url,
        citation_id=citation.id if citation else None,
        claim_id=citation.claim_id if citation else None,
        quote=citation.exact if citation else None,
        before=versions[0],
        after=versions[1],
        hunks=compare(before, after),
    )


def _chosen(
    session: Session,
    source_id: int,
    rows: Sequence[CaptureRow],
    citation: Citation | None,
    from_check: int | None,
    to_check: int | None,
) -> tuple[CaptureRow, CaptureRow]:
    pages = [row for row in rows if row.link.shows_page and row.text_digest != WORDLESS]
    usual = pages if len(pages) >= 2 else list(rows)
    given = from_check is not None and to_check is not None
    if len(usual) < 2 and not given:
        raise NotFound(f"only {len(rows) or 'no'} version of source {source_id} is kept: there is nothing to compare")
    new = _in_force(session, source_id, rows, to_check) if to_check is not None else usual[-1]
    if from_check is not None:
        return _in_force(session, source_id, rows, from_check), new
    earlier = [row for row in usual if row.id < new.id]
    if not earlier:
        raise NotFound(f"no version of source {source_id} is older than that of check {new.source_check_id}")
    stood = [row for row in earlier if row.source_check_id <= (_last_exact(session, citation) or 0)]
    return (stood or earlier)[-1], new


def _in_force(session: Session, source_id: int, rows: Sequence[CaptureRow], check_id: int) -> CaptureRow:
    """Return the version a look saw: the newest that was kept at it or before."""
    if abs(check_id) >= 2**63 or find_check(session, source_id, check_id) is None:
        raise NotFound(
            f"check {check_id} is none of source {source_id}; factcheck captures list source:{source_id} has them"
        )
    at = bisect_right([row.source_check_id for row in rows], check_id)
    if at == 0:
        raise NotFound(f"no version is kept of check {check_id} or before")
    return rows[at - 1]


def _last_exact(session: Session, citation: Citation | None) -> int | None:
    if citation is None:
        return None
    asked = sa.select(sa.func.max(col(CitationCheck.source_check_id))).where(
        col(CitationCheck.citation_id) == citation.id, col(CitationCheck.quote) == QuoteOutcome.EXACT
    )
    return session.execute(asked).scalar()


def _text(session: Session, row: CaptureRow) -> str:
    packed = session.execute(sa.select(col(Capture.text)).where(col(Capture.id) == row.id)).scalar_one()
    try:
        return text_of(packed, row.text_digest)
    except Trouble as trouble:
        raise DeskError(f"capture {row.id}: {trouble.detail}; run factcheck captures verify") from None


def anchor_in(
    session: Session, citation: Citation | None, rows: Sequence[CaptureRow], row: CaptureRow, text: str
) -> Anchor | None:
    """Return where a citation's words stand in a version: as they were judged when it was seen, else as they are found now."""
    if citation is None or citation.exact is None:
        return None
    following = next((each.source_check_id for each in rows if each.id > row.id), None)
    judged = sa.select(CitationCheck).where(
        col(CitationCheck.citation_id) == citation.id, col(CitationCheck.source_check_id) >= row.source_check_id
    )
    if following is not None:
        judged = judged.where(col(CitationCheck.source_check_id) < following)
    unread = col(CitationCheck.quote) == QuoteOutcome.UNVERIFIABLE  # a later look that read no page says nothing of it
    newest = judged.order_by(unread, col(CitationCheck.source_check_id).desc()).limit(1)
    found = session.execute(newest).scalars().first()
    if found is not None:
        there = found.start is not None and found.end is not None
        passage = (found.start or 0, found.end or 0) if there else None
        words = text[slice(*passage)] if passage else None
        return Anchor(LABELS[found.quote], passage, words, tuple(found.diff or ()))
    selector = TextQuoteSelector(citation.exact, citation.prefix, citation.suffix)
    match = locate(selector, Document("text", text, (Stretch(0, len(text), Region.ARTICLE),)))
    if match is None:
        return Anchor(Label.GONE)
    label = Label.ALTERED if match.differences else Label.KEPT
    differences = diff_of(QuoteFinding(QuoteOutcome.ALTERED, "", match))
    return Anchor(label, (match.start, match.end), match.text, tuple(differences))
