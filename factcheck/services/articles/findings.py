"""The facts that were found out about an article, in words, for both front ends."""

from dataclasses import dataclass

from factcheck.services.articles.values import ReadArticle
from factcheck.services.text.statement_text import shown_dates
from factcheck.spotting.candidates import is_ruled
from factcheck.spotting.values import Found

NO_RULES = "no rules for this language: its statements are found by figures and names alone"
NO_ADDRESS = "none: the claims will cite no source"


@dataclass(frozen=True, slots=True)
class ArticleFindings:
    """The facts about an article, each with where it was found, and what is uncertain."""

    title: str
    author: str
    published: str
    language: str
    address: str
    notes: tuple[str, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The facts with their names."""
        names = ("title", "author", "published", "language", "address")
        return tuple((name, getattr(self, name)) for name in names)


def article_findings(article: ReadArticle) -> ArticleFindings:
    """Return what was found out about an article."""
    reading = article.reading
    dates = shown_dates(reading.published) if reading.published else None
    published = Found(dates, reading.published_origin) if dates else None
    unruled = article.language is not None and not is_ruled(article.language.value)
    return ArticleFindings(
        title=_words(reading.title),
        author=_words(reading.author),
        published=_words(published),
        language=_words(article.language),
        address=reading.url or NO_ADDRESS,
        notes=(*((NO_RULES,) if unruled else ()), *article.notes),
    )


def _words(found: Found | None) -> str:
    return f"{found.value} ({found.origin})" if found else "not found"
