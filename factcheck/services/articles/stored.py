"""Reads what the desk knows about an article: its statements, and tracked claims with the same words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

import zstandard
from sqlmodel import Session, col, select

from factcheck.matching.differences import compare
from factcheck.models import Article, ArticleReading, ArticleStatement, Citation, Claim
from factcheck.services.articles.values import ReadArticle, StatementState
from factcheck.services.editing.merged_claims import canonical_claim
from factcheck.services.editing.withdrawals import is_undone
from factcheck.spotting.values import ARTICLE_SPEAKER, Candidate
from factcheck.store.claim_columns import text_digest
from factcheck.store.search import WORD_PATTERN, fold
from factcheck.vocabulary import UNATTRIBUTED, MatchRelation, Role

SAME_TEXT_MIN_SHARE = 0.5
"""Share of its statements that a text without an address has in common with an earlier version of it."""
COMPARED_MAX_ARTICLES = 20
"""Articles that a text without an address is compared with."""
COMPARED_MAX_STATEMENTS, COMPARED_MIN_CHARACTERS = 400, 20
"""Statements of a text by which it is recognized, and their least length."""
_STOPS = re.compile(r"[.!?…。！？؟।][\s»”\"')\]]+|[。！？।]|\n\s*\n")
QUERY_MAX_VALUES = 500
Value = TypeVar("Value")
UNNAMED = frozenset({ARTICLE_SPEAKER, UNATTRIBUTED})
"""Claimants of statements that nobody is named for."""


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement of an article that was taken or rejected."""

    row: ArticleStatement
    state: StatementState
    claim_id: int | None
    """The claim that was made of it; of a merged claim, the one that it was merged into."""


def find_article(session: Session, article: ReadArticle) -> Article | None:
    """Return the stored article: the one at this address, or, for a text without an address, an earlier version of it.

    To recognize a long text takes a second, so that no write lock should be held meanwhile.
    """
    found = same_article(session, article)
    if found is None and article.key is None:
        found = _earlier_version(session, article.reading.text)
    return found


def same_article(session: Session, article: ReadArticle) -> Article | None:
    """Return the stored article at this address, or, for a text without an address, the one with the very same text."""
    if article.key is not None:
        return session.exec(select(Article).where(Article.key == article.key)).first()
    same = select(Article).join(ArticleReading).where(ArticleReading.digest == article.digest)
    return session.exec(same.order_by(col(Article.id))).first()


def _earlier_version(session: Session, text: str) -> Article | None:
    """Return the stored article whose text has the most of the statements of a text, if it has at least half of them."""
    compared = list(islice(_statements(text), COMPARED_MAX_STATEMENTS))
    shared: Counter[int] = Counter()
    for some in _chunks([text_digest(each) for each in compared]):
        shared.update(
            session.exec(select(ArticleStatement.article_id).where(col(ArticleStatement.digest).in_(some))).all()
        )
    for number, _ in sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:COMPARED_MAX_ARTICLES]:
        newest = (
            select(ArticleReading).where(ArticleReading.article_id == number).order_by(col(ArticleReading.id).desc())
        )
        earlier = set(_statements(stored_text(session.exec(newest.limit(1)).one())))
        if sum(each in earlier for each in compared) >= SAME_TEXT_MIN_SHARE * len(compared):
            return session.get_one(Article, number)
    return None


def _statements(text: str) -> Iterator[str]:
    """Yield the words of each statement of a text that is long enough to tell it from others."""
    start = 0
    for end in chain((each.end() for each in _STOPS.finditer(text)), (len(text),)):
        words = " ".join(WORD_PATTERN.findall(fold(text[start:end])))
        if len(words) >= COMPARED_MIN_CHARACTERS:
            yield words
        start = end


def stored_statements(session: Session, row: Article) -> dict[str, StoredStatement]:
    """Return the statements of an article that were taken or rejected, by digest.

    A statement whose claim or whose appearance was undone is not among them.
    """
    statements = session.exec(select(ArticleStatement).where(ArticleStatement.article_id == row.id)).all()
    claims = {each.id: each for each in _claims(session, [each.claim_id for each in statements])}
    cited = _appearances(session, row, claims)
    found: dict[str, StoredStatement] = {}
    for each in statements:
        if each.claim_id is None:
            if each.rejected_by is not None:
                found[each.digest] = StoredStatement(each, StatementState.REJECTED, None)
            continue
        claim = claims[each.claim_id]
        appearances = cited.get(claim.id, [])
        if claim.merged_into is None and (
            is_undone(session, claim)
            or (appearances and all(is_undone(session, appearance) for appearance in appearances))
        ):
            continue
        found[each.digest] = StoredStatement(each, StatementState.TAKEN, canonical_claim(session, claim).id)
    return found


def same_words(session: Session, candidates: Iterable[Candidate]) -> dict[str, int]:
    """Return by digest the tracked claim that says the same as a candidate, in the same words."""
    by_digest = {text_digest(each.text): each for each in candidates}
    found: dict[str, int] = {}
    for some in _chunks(list(by_digest)):
        for claim in session.exec(select(Claim).where(col(Claim.text_digest).in_(some)).order_by(col(Claim.id))):
            tracked = canonical_claim(session, claim)
            if tracked.withdrawn_at is None and _says_the_same(by_digest[claim.text_digest], claim):
                found.setdefault(claim.text_digest, tracked.id)
    return found


def _says_the_same(candidate: Candidate, claim: Claim) -> bool:
    """Return whether the same words mean the same: no other speaker, time, sign or unit gives them another meaning."""
    compared = compare(candidate.text, claim.text, query_language=candidate.language, claim_language=candidate.language)
    if compared.relation is not MatchRelation.SAME:
        return False
    speakers = {candidate.speaker, claim.claimant}
    if not speakers & UNNAMED and len({fold(each) for each in speakers}) > 1:
        return False
    if candidate.date is None or claim.claimed_from is None or claim.claimed_to is None:
        return not candidate.unresolved
    return candidate.date.start <= claim.claimed_to and claim.claimed_from <= candidate.date.end


def _claims(session: Session, ids: Iterable[int | None]) -> list[Claim]:
    wanted = sorted({each for each in ids if each is not None})
    return [claim for some in _chunks(wanted) for claim in session.exec(select(Claim).where(col(Claim.id).in_(some)))]


def _appearances(session: Session, row: Article, claims: Mapping[int, Claim]) -> dict[int, list[Citation]]:
    """Return by claim its appearances in the source of an article, withdrawn ones included."""
    found: dict[int, list[Citation]] = {}
    if row.source_id is None:
        return found
    for some in _chunks(sorted(claims)):
        asked = select(Citation).where(
            Citation.source_id == row.source_id, Citation.role == Role.APPEARANCE, col(Citation.claim_id).in_(some)
        )
        for citation in session.exec(asked):
            found.setdefault(citation.claim_id, []).append(citation)
    return found


def _chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    return (values[start : start + QUERY_MAX_VALUES] for start in range(0, len(values), QUERY_MAX_VALUES))


def compressed(text: str) -> bytes:
    """Return a reading's text as it is stored."""
    return zstandard.ZstdCompressor(level=9).compress(text.encode("utf-8", "replace"))


def stored_text(reading: ArticleReading) -> str:
    """Return the text of a stored reading."""
    return zstandard.ZstdDecompressor().decompress(reading.text).decode()
