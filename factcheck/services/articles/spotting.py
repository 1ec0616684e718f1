"""Spots the statements of an article that was read."""

from factcheck.services.articles.values import STATED, ReadArticle
from factcheck.services.matching.aliases import default_aliases
from factcheck.spotting import SpotOptions, spot
from factcheck.spotting.values import Candidate


def spot_article(article: ReadArticle) -> tuple[Candidate, ...]:
    """Return the statements of an article, the best first."""
    stated = article.language.value if article.language and article.language.origin == STATED else None
    return spot(article.reading, SpotOptions(language=stated), default_aliases())
