"""Files statements of an article as claims, each with its appearance, in one transaction; or rejects them for the article."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import select

from factcheck.errors import InputError
from factcheck.models import Article, ArticleReading, ArticleStatement, Claim
from factcheck.services.articles.stored import (
    StoredStatement,
    compressed,
    find_article,
    same_article,
    same_words,
    stored_statements,
)
from factcheck.services.articles.values import (
    ChosenStatement,
    Ingested,
    IngestedStatement,
    IngestResult,
    ReadArticle,
    StatementState,
)
from factcheck.services.desk import Desk
from factcheck.services.editing import citations
from factcheck.services.editing.claims import NewClaim, make_claim
from factcheck.services.editing.merged_claims import canonical_claim
from factcheck.services.editing.validation import get_claim, validated
from factcheck.services.text.phrases import counted
from factcheck.spotting.values import Candidate
from factcheck.store import ledger
from factcheck.store.claim_columns import text_digest
from factcheck.store.row_ids import get_or_none
from factcheck.store.sessions import DeskSession
from factcheck.vocabulary import Role, TextQuoteSelector

TAKEN_MAX_STATEMENTS = 1_000
"""Statements that one transaction files; the write lock is held meanwhile."""
CONTEXT_CHARACTERS = 40
"""Length of the prefix and of the suffix of an appearance."""
UNDETERMINED = "und"
"""The tag of an unknown language, which is stored as none."""
NAME_CHARACTERS = 80


def take(desk: Desk, article: ReadArticle, chosen: Sequence[ChosenStatement]) -> Ingested:
    """File the chosen statements as claims in the inbox, all of them or none, each with its appearance in the article.

    A statement that a tracked claim makes in the same words becomes an appearance of that claim. What was taken or rejected
    before is left as it is. One undo withdraws everything that this call has filed.
    """
    if len(chosen) > TAKEN_MAX_STATEMENTS:
        raise InputError(
            f"{counted(len(chosen), 'statement')} were chosen; {TAKEN_MAX_STATEMENTS:,} at most are filed at once: "
            "choose fewer, such as with --top"
        )
    if article.reading.url:
        citations.refuse_private(desk, article.reading.url)
    recognized = _recognized(desk, article)
    with desk.write() as session:
        return _Taking(session, desk, article, recognized, [each.candidate for each in chosen]).take(chosen)


def reject(desk: Desk, article: ReadArticle, candidate: Candidate) -> None:
    """Reject a statement for an article: it is not offered again there. Raises InputError where it is a claim already."""
    recognized = _recognized(desk, article)
    with desk.write() as session:
        taking = _Taking(session, desk, article, recognized, [candidate])
        known = taking.known.get(text_digest(candidate.text))
        if known is not None and known.state is StatementState.TAKEN:
            raise InputError(f"the statement is claim {known.claim_id}: reject that claim instead")
        if known is None:
            row = taking.record(candidate, None, rejected_by=desk.actor)
            ledger.commit(session, desk.actor, "statement.rejected", row, at=taking.at, statement=candidate.text)


def restore(desk: Desk, article: ReadArticle, candidate: Candidate) -> None:
    """Undo the rejection of a statement, so that it is offered again. Any other statement is left as it is."""
    recognized = _recognized(desk, article)
    with desk.write() as session:
        taking = _Taking(session, desk, article, recognized, [candidate])
        known = taking.known.get(text_digest(candidate.text))
        if known is not None and known.state is StatementState.REJECTED:
            known.row.rejected_by = None
            ledger.commit(session, desk.actor, "statement.restored", known.row, at=taking.at, statement=candidate.text)


def _recognized(desk: Desk, article: ReadArticle) -> int | None:
    """Return the number of the stored article, before the write lock is taken."""
    with desk.read() as session:
        found = find_article(session, article)
        return found.id if found else None


class _Taking:
    """One call of ``take``, ``reject`` or ``restore``."""

    def __init__(
        self,
        session: DeskSession,
        desk: Desk,
        article: ReadArticle,
        recognized: int | None,
        candidates: Sequence[Candidate],
    ) -> None:
        """``recognized`` is the article that was found before; another process may have stored this very one since."""
        self.session, self.desk, self.article = session, desk, article
        self.at: datetime = desk.clock()
        self.row: Article | None = same_article(session, article)
        if self.row is None and recognized is not None:
            self.row = session.get_one(Article, recognized)
        self.known: dict[str, StoredStatement] = stored_statements(session, self.row) if self.row else {}
        self.tracked = same_words(session, candidates)
        self.reading: ArticleReading | None = None
        title = article.reading.title.value if article.reading.title else article.name
        self.event_data = {"batch": uuid.uuid4().hex, "ingest": title[:NAME_CHARACTERS]}

    def take(self, chosen: Sequence[ChosenStatement]) -> Ingested:
        """File the statements, and return the result of each."""
        results = [self._take_one(each) for each in chosen]
        if any(each.result in {IngestResult.ADDED, IngestResult.LINKED} for each in results):
            ledger.finish(self.session)
        row = self.row
        return Ingested(row.id if row else None, row.source_id if row else None, tuple(results))

    def _take_one(self, chosen: ChosenStatement) -> IngestedStatement:
        candidate = chosen.candidate
        digest = text_digest(candidate.text)
        if known := self.known.get(digest):
            result = IngestResult.REJECTED if known.state is StatementState.REJECTED else IngestResult.KNOWN
            return IngestedStatement(candidate, result, known.claim_id)
        linked = chosen.claim_id or self.tracked.get(digest)
        if linked is None:
            claim_id, result = self._file(chosen), IngestResult.ADDED
        else:
            claim_id, result = self._tracked(linked), IngestResult.LINKED
        is_cited = self._cite(claim_id, candidate)
        row = self.record(candidate, claim_id)
        if result is IngestResult.LINKED and not is_cited:
            actor, text = self.desk.actor, candidate.text
            ledger.record(self.session, actor, "statement.linked", row, at=self.at, claim_id=claim_id, statement=text)
        self.known[digest] = StoredStatement(row, StatementState.TAKEN, claim_id)
        return IngestedStatement(candidate, result, claim_id, is_cited)

    def _tracked(self, claim_id: int) -> int:
        """Return a claim, or the one that it was merged into meanwhile. Raises NotFound."""
        claim = get_or_none(self.session, Claim, claim_id)
        return get_claim(self.session, claim_id if claim is None else canonical_claim(self.session, claim).id).id

    def _file(self, chosen: ChosenStatement) -> int:
        """Add the claim of a statement, and return its id."""
        candidate = chosen.candidate
        standalone = chosen.standalone if chosen.standalone is not None else candidate.standalone
        new = validated(
            NewClaim,
            text=candidate.text,
            standalone=standalone if standalone.split() not in ([], candidate.text.split()) else None,
            claimant=candidate.speaker,
            claimed_from=candidate.date.start if candidate.date else None,
            claimed_to=candidate.date.end if candidate.date else None,
            language=None if candidate.language == UNDETERMINED else candidate.language,
        )
        return make_claim(self.session, self.desk.actor, new, self.at, **self.event_data).id

    def _cite(self, claim_id: int, candidate: Candidate) -> bool:
        """Add the appearance of a statement, if the article has an address; return whether the claim lacked it."""
        url = self.article.reading.url
        if url is None:
            return False
        row = self.row
        selector = selector_of(self.article.reading.text, candidate)
        try:
            cited = citations.make_citation(
                self.session,
                self.desk.actor,
                claim_id,
                row.url if row and row.url else url,
                at=self.at,
                role=Role.APPEARANCE,
                selector=selector,
                extra=self.event_data,
            )
        except citations.DuplicateCitation as error:
            self._article().source_id = error.source_id
            return False
        self._article().source_id = cited.source_id
        return True

    def record(self, candidate: Candidate, claim_id: int | None, rejected_by: str | None = None) -> ArticleStatement:
        """Record that a statement was taken or rejected."""
        article, reading, digest = self._article(), self._reading(), text_digest(candidate.text)
        asked = select(ArticleStatement).where(
            ArticleStatement.article_id == article.id, ArticleStatement.digest == digest
        )
        row = self.session.exec(asked).first()
        values: dict[str, Any] = {
            "reading_id": reading.id,
            "exact": candidate.text,
            "start": candidate.start,
            "end": candidate.end,
            "claim_id": claim_id,
            "rejected_by": rejected_by,
            "at": self.at,
        }
        if row is None:
            row = ArticleStatement(article_id=article.id, digest=digest, **values)
        for name, value in values.items():
            setattr(row, name, value)
        self.session.add(row)
        self.session.flush()
        return row

    def _article(self) -> Article:
        """Return the row of the article, and add it where it is new."""
        if self.row is None:
            read = self.article.reading
            self.row = Article(
                key=self.article.key or self.article.digest,
                url=read.url,
                title=read.title.value if read.title else None,
                author=read.author.value if read.author else None,
                published_from=read.published.start if read.published else None,
                published_to=read.published.end if read.published else None,
                language=read.language,
                created_at=self.at,
                updated_at=self.at,
            )
            self.session.add(self.row)
            self.session.flush()
        return self.row

    def _reading(self) -> ArticleReading:
        """Return the row of this text, and add it where the article has another one."""
        if self.reading is None:
            article = self._article()
            asked = select(ArticleReading).where(
                ArticleReading.article_id == article.id, ArticleReading.digest == self.article.digest
            )
            self.reading = self.session.exec(asked).first()
            if self.reading is None:
                self.reading = ArticleReading(
                    article_id=article.id,
                    digest=self.article.digest,
                    text=compressed(self.article.reading.text),
                    at=self.at,
                )
                article.updated_at = self.at
                self.session.add(self.reading)
                self.session.flush()
        return self.reading


def selector_of(text: str, candidate: Candidate) -> TextQuoteSelector:
    """Return the words of a statement with the words around them."""
    return TextQuoteSelector(
        candidate.text,
        text[max(0, candidate.start - CONTEXT_CHARACTERS) : candidate.start].strip(),
        text[candidate.end : candidate.end + CONTEXT_CHARACTERS].strip(),
    )
