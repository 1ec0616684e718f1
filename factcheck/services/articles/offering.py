"""Offers the statements of an article, each with what the desk knows about it."""

from collections.abc import Sequence
from dataclasses import replace

from factcheck.services.articles.stored import find_article, same_words, stored_statements
from factcheck.services.articles.values import OfferedStatement, ReadArticle, StatementState
from factcheck.services.desk import Desk
from factcheck.services.matching import match_texts
from factcheck.spotting.values import UNRESOLVED_MARK, Candidate
from factcheck.store.claim_columns import text_digest

MATCHES_PER_STATEMENT = 3
MATCHED_MAX_STATEMENTS = 100
"""Statements for which similar claims are searched, the best ones: a search takes milliseconds for each."""


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


def with_matches(desk: Desk, offered: Sequence[OfferedStatement]) -> tuple[OfferedStatement, ...]:
    """Return statements with the tracked claims that may say the same; claims of the same article are left out.

    It is done for the first MATCHED_MAX_STATEMENTS of those without a claim in the same words.
    """
    found = {each.candidate.rank: each for each in matched(desk, offered, unmatched(offered)[:MATCHED_MAX_STATEMENTS])}
    return tuple(found.get(each.candidate.rank, each) for each in offered)


def unmatched(offered: Sequence[OfferedStatement]) -> list[OfferedStatement]:
    """Return the statements for which similar claims are searched: new ones without a claim in the same words."""
    return [each for each in offered if each.state is StatementState.NEW and each.claim_id is None]


def matched(
    desk: Desk, offered: Sequence[OfferedStatement], wanted: Sequence[OfferedStatement]
) -> list[OfferedStatement]:
    """Return some of the statements of an article with their matches. ``offered`` are all of them."""
    own = {each.claim_id for each in offered if each.state is StatementState.TAKEN and each.claim_id is not None}
    found: list[OfferedStatement] = []
    for language in {each.candidate.language for each in wanted}:
        some = [each for each in wanted if each.candidate.language == language]
        texts = (each.candidate.standalone.replace(UNRESOLVED_MARK, "") for each in some)
        matches = match_texts(desk, texts, count=MATCHES_PER_STATEMENT, language=language, exclude=own)
        found += (replace(each, matches=tuple(of_each)) for each, of_each in zip(some, matches, strict=True))
    return found
