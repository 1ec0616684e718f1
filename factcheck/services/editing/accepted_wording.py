"""The new wording that an alert offers: the whole phrase, in a form that can be found again, and what it changes."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Alert, Capture, Citation, CitationCheck, Source
from factcheck.services.editing.citations import get_citation
from factcheck.services.editing.meaning_changes import changes_meaning
from factcheck.services.editing.validation import get_claim, require_version
from factcheck.services.text.phrases import difference_line
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.locate import context_of, locate
from factcheck.verifier.locate.tokens import tokens
from factcheck.verifier.quote_match import Match
from factcheck.verifier.scheduling.page_check import decompress_text
from factcheck.vocabulary import AlertKind, Region, Stance, TextQuoteSelector

PHRASE_MARGIN = 200
"""Characters around a passage in which the ends of its phrase are searched."""
SENTENCE_MAX_CHARACTERS = 1000
CHANGE_MAX_CHARACTERS = 120
"""Length of a difference in a message."""


@dataclass(frozen=True, slots=True)
class NewWording:
    """New wording as a reviewer reads it before accepting it."""

    alert_id: int
    claim_id: int
    claim_text: str
    citation_id: int
    words: str
    """The whole phrase, including a "not" before the quoted words."""
    prefix: str
    suffix: str
    changes: tuple[str, ...]
    """Differences that change the meaning, as text. If there are none, no stance and no reason are needed."""
    stance: Stance | None
    """The stance of the citation so far; None for an appearance."""
    claim_version: int
    citation_version: int


def proposed(session: Session, alert: Alert) -> NewWording:
    """Return the new wording that an alert offers.

    Raises InputError if the alert is not about changed words, or if the quote was edited after the alert was opened.
    """
    words = alert.detail.get("found")
    if alert.kind is not AlertKind.QUOTE or not words:
        raise InputError(f"alert {alert.id} has no new wording to accept; dismiss it, or withdraw the citation")
    citation, claim = get_citation(session, alert.citation_id), get_claim(session, alert.claim_id)
    if citation.exact != alert.detail.get("quoted", citation.exact):
        raise InputError(
            f"the quote of citation {citation.id} was edited after alert {alert.id} was opened; "
            f"check its source again (factcheck verify {claim.id}), or dismiss the alert"
        )
    source = session.get_one(Source, citation.source_id)
    differences = alert.detail.get("diff") or []
    selector = _phrase_selector(session, alert, citation, source, str(words), differences)
    languages = {source.language, claim.language}
    return NewWording(
        alert_id=alert.id,
        claim_id=claim.id,
        claim_text=claim.standalone or claim.text,
        citation_id=citation.id,
        words=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        changes=tuple(_short(each) for each in differences if changes_meaning(each, languages)),
        stance=citation.stance,
        claim_version=claim.version,
        citation_version=citation.version,
    )


def refuse_changed_wording(session: Session, citation: Citation, found: NewWording, seen: NewWording) -> None:
    """Raise InputError or Conflict if the wording or the citation has changed since the reviewer saw it."""
    if found.words != seen.words:
        raise InputError(
            f"the page changed again: alert {found.alert_id} is now about “{found.words[:200]}”; read it again"
        )
    require_version(session, citation, seen.citation_version, {"exact": found.words, "stance": found.stance})


def _short(difference: Mapping[str, Any]) -> str:
    line = difference_line(dict(difference))
    return line if len(line) <= CHANGE_MAX_CHARACTERS else line[: CHANGE_MAX_CHARACTERS - 1] + "…"


def _phrase_selector(
    session: Session,
    alert: Alert,
    citation: Citation,
    source: Source,
    words: str,
    differences: Sequence[Mapping[str, Any]],
) -> TextQuoteSelector:
    """Return the whole phrase with its context, as the capture of the alert's check has it.

    Without a capture, return the words of the alert. Raises InputError if the phrase could not be found again.
    """
    text = _captured(session, source.id, alert.source_check_id)
    place = _position(session, alert, text, words) if text else None
    if text is None or place is None:
        return TextQuoteSelector(words, citation.prefix, citation.suffix)
    start, end = whole_phrase(text, *place, differences, source.language)
    for first, last in ((start, end), sentence_of(text, start, end)):
        if found := read_back(text, first, last, source.language):
            return found
    raise InputError(
        f"the wording of alert {alert.id} cannot be distinguished from other words of the page; "
        f"withdraw citation {citation.id} and cite the sentence, or dismiss the alert"
    )


def _captured(session: Session, source_id: int, check_id: int) -> str | None:
    """Return the text that a check read: that of the newest capture at that check or before."""
    newest = (
        select(Capture.text)
        .where(Capture.source_id == source_id, col(Capture.source_check_id) <= check_id)
        .order_by(col(Capture.id).desc())
        .limit(1)
    )
    packed = session.exec(newest).first()
    try:
        return decompress_text(packed) if packed else None
    except (zlib.error, UnicodeDecodeError):
        return None


def _position(session: Session, alert: Alert, text: str, words: str) -> tuple[int, int] | None:
    """Return the position of the alert's words in the captured text. None: they are not in it."""
    judged = select(CitationCheck.start).where(
        CitationCheck.citation_id == alert.citation_id, CitationCheck.source_check_id == alert.source_check_id
    )
    start = session.exec(judged).first()
    if start is None or text[start : start + len(words)] != words:
        start = text.find(words)
    return (start, start + len(words)) if start >= 0 else None


def whole_phrase(
    text: str, start: int, end: int, differences: Sequence[Mapping[str, Any]], language: str | None
) -> tuple[int, int]:
    """Return the passage with every difference that was found around it, from the first whole word to the last."""
    for each in differences:
        first, last = each.get("found_start"), each.get("found_end")
        if each["found"] and first is not None and last is not None and text[first:last] == each["found"]:
            start, end = min(start, first), max(end, last)
    low = max(0, start - PHRASE_MARGIN)
    for token in tokens(text[low : end + PHRASE_MARGIN], language):
        first, last = low + token.start, low + token.end
        if first < start < last:
            start = first
        if first < end < last:
            end = last
    return start, end


def sentence_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the line of a passage, cut to a bounded length around it."""
    low, high = max(0, start - SENTENCE_MAX_CHARACTERS), end + SENTENCE_MAX_CHARACTERS
    first = text.rfind("\n", low, start) + 1 or low
    last = text.find("\n", end, high)
    return first, last if last >= 0 else min(high, len(text))


def read_back(text: str, start: int, end: int, language: str | None) -> TextQuoteSelector | None:
    """Return the words at a position with their context. None: the quote would not be found there as exact."""
    document = Document("text", text, (Stretch(0, len(text), Region.ARTICLE),), language=language)
    words = text[start:end].strip()
    first = text.find(words, start)
    place = Match(first, first + len(words), words, 1.0, Region.ARTICLE)
    selector = TextQuoteSelector(words, *context_of(place, document))
    found = locate(selector, document)
    return (
        selector if found and not found.differences and (found.start, found.end) == (place.start, place.end) else None
    )
