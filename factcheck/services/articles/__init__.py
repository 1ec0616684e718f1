"""Articles: read from the web or a file, their statements offered, and the chosen ones filed as claims."""

from factcheck.services.articles.offering import offer_candidates
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.taking import reject, take
from factcheck.services.articles.values import (
    ArticleFile,
    ChosenStatement,
    Ingested,
    IngestedStatement,
    IngestResult,
    OfferedStatement,
    ReadArticle,
    StatementState,
    UnreadableArticle,
)

__all__ = [
    "ArticleFile",
    "ChosenStatement",
    "IngestResult",
    "Ingested",
    "IngestedStatement",
    "OfferedStatement",
    "ReadArticle",
    "StatementState",
    "UnreadableArticle",
    "offer_candidates",
    "read_article",
    "reject",
    "take",
]
