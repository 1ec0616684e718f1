"""Offers the statements of an article, each with what the desk knows about it."""

from collections.abc import Sequence

from factcheck.services.articles.stored import find_article, same_words, stored_statements
from factcheck.services.articles.values import OfferedStatement, ReadArticle, StatementState
from factcheck.services.desk import Desk
from factcheck.spotting.values import Candidate
from factcheck.store.claim_columns import text_digest


def offer(desk: Desk, article: ReadArticle, candidates: Sequence[Candidate]) -> tuple[OfferedStatement, ...]:
    """Return the statements of an article with their state, and with the tracked claim that has the same words."""
    with desk.read() as session:
        row = find_article(session, article)
        known = stored_statements(session, row) if row is not None else {}
        new = [each for each in candidates if text_digest(each.text) not in known]
        tracked = same_words(session, new)
    offered = []
    for each in candidates:
        digest = text_digest(each.text)
        if digest in known:
            offered.append(OfferedStatement(each, known[digest].state, known[digest].claim_id))
        else:
            offered.append(OfferedStatement(each, StatementState.NEW, tracked.get(digest)))
    return tuple(offered)
