"""Spots the statements of an article that was read, with the weights of the desk."""

from collections.abc import Callable

from factcheck.errors import InputError
from factcheck.services.articles.values import STATED, ReadArticle
from factcheck.services.matching.aliases import default_aliases
from factcheck.settings import SpotSettings
from factcheck.spotting import SpotOptions, spot
from factcheck.spotting.score import WEIGHTS, Dimension, Scale
from factcheck.spotting.values import Candidate


def spot_article(
    article: ReadArticle, settings: SpotSettings, pace: Callable[[], None] | None = None
) -> tuple[Candidate, ...]:
    """Return the statements of an article, the best first. Raises InputError for a weight of a reason that does not exist.

    ``pace`` is called for each sentence; an error that it raises ends the work.
    """
    stated = article.language.value if article.language and article.language.origin == STATED else None
    return spot(article.reading, SpotOptions(stated, scale_of(settings)), default_aliases(), pace)


def scale_of(settings: SpotSettings) -> Scale:
    """Return the weights of a desk: the defaults, those that it changed, and its own dimensions."""
    if unknown := sorted(settings.weights.keys() - WEIGHTS.keys()):
        raise InputError(f"spot.weights: there is no reason {unknown[0]!r}; there are: {', '.join(sorted(WEIGHTS))}")
    if taken := sorted(settings.dimensions.keys() & WEIGHTS.keys()):
        raise InputError(f"spot.dimensions: {taken[0]!r} is a reason already; change its weight in spot.weights")
    dimensions = tuple(Dimension(name, weight, words) for name, (weight, words) in settings.dimensions.items())
    return Scale({**WEIGHTS, **settings.weights}, dimensions)
