"""Compares two stored versions of a source, and finds a citation's quote in both."""

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
from factcheck.services.captures.reader import CaptureRow, Subject, SubjectKind, capture_rows, find_source, stored_text
from factcheck.services.desk import Desk
from factcheck.services.text.phrases import differences_json
from factcheck.store.check_rollups import find_check
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.finding import QuoteFinding
from factcheck.verifier.locate import locate
from factcheck.verifier.scheduling.page_check import EMPTY_TEXT_DIGEST
from factcheck.verifier.text_diff.word_diff import Hunk, compare
from factcheck.vocabulary import QuoteOutcome, Region, TextQuoteSelector
from factcheck.warc.reader import CaptureReadError


class Label(StrEnum):
    """The state of a quote in a version, as one word. The values are part of the JSON contract."""

    EXACT = "KEPT"
    ALTERED = "ALTERED"
    DISPLACED = "DISPLACED"
    REMOVED = "GONE"
    NOT_JUDGED = "NOT JUDGED"


LABELS = {
    QuoteOutcome.EXACT: Label.EXACT,
    QuoteOutcome.ALTERED: Label.ALTERED,
    QuoteOutcome.DISPLACED: Label.DISPLACED,
    QuoteOutcome.MISSING: Label.REMOVED,
    QuoteOutcome.UNVERIFIABLE: Label.NOT_JUDGED,
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of a quote in a version."""

    label: Label
    passage: tuple[int, int] | None = None
    """In code points of the version's text; None: the quote is not found."""
    text: str | None = None
    """The words at that place."""
    diff: tuple[dict[str, Any], ...] = ()
    """The differences from the quoted words."""


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version."""

    capture_id: int
    check_id: int
    """The check that first found it."""
    at: datetime
    link: str
    anchor: Anchor | None
    """None: the comparison is not about a quote."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes between two versions of a source."""

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
        """Return whether a change touches the quote's passage in either version."""
        old = self.before.anchor.passage if self.before.anchor else None
        new = self.after.anchor.passage if self.after.anchor else None
        return hunk.touches(old, new)

    def ordered(self) -> list[Hunk]:
        """Return the changes, those around the quote first."""
        return sorted(self.hunks, key=lambda hunk: not self.at_quote(hunk))


def compare_versions(
    desk: Desk, subject: Subject, *, from_check: int | None = None, to_check: int | None = None
) -> Comparison:
    """Return the changes between two versions of a source, or of a citation's source.

    By default, the newest version is compared with the one in which the citation's words were last found, or else with the
    one before it. Raises NotFound where there is nothing to compare, DeskError where a stored text cannot be read.
    """
    with desk.read() as session:
        source_id = find_source(session, subject)
        citation = session.get(Citation, subject.id) if subject.of is SubjectKind.CITATION else None
        url = session.get_one(Source, source_id).url
        rows = capture_rows(session, col(Capture.source_id) == source_id)
        old, new = _chosen(session, source_id, rows, citation, from_check, to_check)
        before, after = (version_text(session, each) for each in (old, new))
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
    pages = [row for row in rows if row.link.shows_page and row.text_digest != EMPTY_TEXT_DIGEST]
    usual = pages if len(pages) >= 2 else list(rows)
    given = from_check is not None and to_check is not None
    if len(usual) < 2 and not given:
        raise NotFound(f"source {source_id} has {len(rows) or 'no'} stored version: there is nothing to compare")
    new = _version_at(session, source_id, rows, to_check) if to_check is not None else usual[-1]
    if from_check is not None:
        return _version_at(session, source_id, rows, from_check), new
    earlier = [row for row in usual if row.id < new.id]
    if not earlier:
        raise NotFound(f"no version of source {source_id} is older than that of check {new.source_check_id}")
    with_words = [row for row in earlier if row.source_check_id <= (_last_exact(session, citation) or 0)]
    return (with_words or earlier)[-1], new


def _version_at(session: Session, source_id: int, rows: Sequence[CaptureRow], check_id: int) -> CaptureRow:
    """Return the version that a check found: the newest that was stored at that check or before it."""
    if find_check(session, source_id, check_id) is None:
        raise NotFound(
            f"check {check_id} does not belong to source {source_id}; factcheck captures list source:{source_id} lists its checks"
        )
    at = bisect_right([row.source_check_id for row in rows], check_id)
    if at == 0:
        raise NotFound(f"no version of check {check_id} or before it is stored")
    return rows[at - 1]


def _last_exact(session: Session, citation: Citation | None) -> int | None:
    if citation is None:
        return None
    newest_exact = sa.select(sa.func.max(col(CitationCheck.source_check_id))).where(
        col(CitationCheck.citation_id) == citation.id, col(CitationCheck.quote) == QuoteOutcome.EXACT
    )
    return session.execute(newest_exact).scalar()


def version_text(session: Session, row: CaptureRow) -> str:
    """Return the text of a version. Raises DeskError where it cannot be read."""
    packed = session.execute(sa.select(col(Capture.text)).where(col(Capture.id) == row.id)).scalar_one()
    try:
        return stored_text(packed, row.text_digest)
    except CaptureReadError as trouble:
        raise DeskError(f"capture {row.id}: {trouble.detail}; run factcheck captures verify") from None


def anchor_in(
    session: Session, citation: Citation | None, rows: Sequence[CaptureRow], row: CaptureRow, text: str
) -> Anchor | None:
    """Return the place of a citation's words in a version: as its checks judged it, or else as a search finds it now."""
    if citation is None or citation.exact is None:
        return None
    following = next((each.source_check_id for each in rows if each.id > row.id), None)
    judged = sa.select(CitationCheck).where(
        col(CitationCheck.citation_id) == citation.id, col(CitationCheck.source_check_id) >= row.source_check_id
    )
    if following is not None:
        judged = judged.where(col(CitationCheck.source_check_id) < following)
    unread = col(CitationCheck.quote) == QuoteOutcome.UNVERIFIABLE  # a later check that read no page does not change it
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
        return Anchor(Label.REMOVED)
    label = Label.ALTERED if match.differences else Label.EXACT
    differences = differences_json(QuoteFinding(QuoteOutcome.ALTERED, "", match))
    return Anchor(label, (match.start, match.end), match.text, tuple(differences))
