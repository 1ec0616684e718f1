"""Spots the statements of an article that was read, by the desk's settings."""

from factcheck.services.articles.values import ReadArticle
from factcheck.settings import Settings
from factcheck.spotting import SpotOptions, spot
from factcheck.spotting.values import Candidate


def spot_article(article: ReadArticle, settings: Settings) -> tuple[Candidate, ...]:
    """Return the statements of an article, the best first."""
    return spot(
        article.reading,
        SpotOptions(language=article.language.value if article.language else None, settings=settings.spot),
        None,
    )
