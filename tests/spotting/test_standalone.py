"""A stand-alone wording names whom and when a statement is about, and marks what could not be resolved."""

from datetime import date

import pytest

from factcheck.spotting.article_words import ArticleWords
from factcheck.spotting.speakers import speakers
from factcheck.spotting.standalone import Context, Standalone, standalone, written
from factcheck.spotting.values import DateInterval
from tests.support.articles import article_of

WEDNESDAY = date(2024, 6, 5)


def worded(
    language: str, text: str, part: str = "", *, published: date | None = WEDNESDAY, place: int = -1
) -> Standalone:
    """Return the stand-alone wording of a sentence, the last one by default, or of a part of it."""
    sentences, reading = article_of(text, published=published)
    context = Context(
        reading, sentences, speakers(sentences, reading, language), language, ArticleWords(sentences, reading, language)
    )
    sentence = sentences[place]
    start = text.index(part, sentence.start) if part else sentence.start
    return standalone(sentence, start, start + len(part) if part else sentence.end, context)


CASES = [
    ("en", "Prices rose on Friday.", "Prices rose on Friday (31 May 2024)."),
    ("en", "Prices rose last year.", "Prices rose last year (2023)."),
    ("en", "Prices rose in March.", "Prices rose in March (March 2024)."),
    ("en", "Prices rose in 2023.", "Prices rose in 2023."),
    ("en", "Jane Smith met us.\nShe said that prices rose.", "Jane Smith said that prices rose."),
    ("en", "Jane Smith runs a bakery.\nShe was born in Leeds.", "Jane Smith was born in Leeds."),
    ("en", "It is raining.", "It is raining."),
    ("en", "Jane Smith said so.\n“We sold 400 loaves.”", "Jane Smith: “We sold 400 loaves.”"),
    ("fr", "Les prix ont augmenté vendredi.", "Les prix ont augmenté vendredi (31 mai 2024)."),
    ("fr", "Anne Leroy est là.\n« Il en reste neuf », a-t-elle dit.", "« Il en reste neuf », a dit Anne Leroy."),
    ("fr", "Il faut 3 millions.", "Il faut 3 millions."),
    ("de", "Die Preise stiegen am Freitag.", "Die Preise stiegen am Freitag (31. Mai 2024)."),
    ("de", "Anna Weber ist hier.\n„Wir warten“, sagte sie.", "„Wir warten“, sagte Anna Weber."),
    ("es", "Los precios subieron el viernes.", "Los precios subieron el viernes (31 de mayo de 2024)."),
    ("pl", "Ceny wzrosły w piątek.", "Ceny wzrosły w piątek (31 maja 2024)."),
    ("ru", "Цены выросли в пятницу.", "Цены выросли в пятницу (31 мая 2024)."),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_what_is_certain_is_resolved(language: str, text: str, expected: str) -> None:
    assert worded(language, text) == Standalone(expected, ())


MARKED = [
    ("en", "He was born in Leeds.", "He [?] was born in Leeds.", ("He",)),
    ("en", "Jane Smith met Ann Lee.\nShe was born in Leeds.", "She [?] was born in Leeds.", ("She",)),
    ("en", "They will meet on Friday.", "They [?] will meet on Friday [?].", ("They", "Friday")),
    ("fr", "Ils ont demandé la fin des transferts.", "Ils [?] ont demandé la fin des transferts.", ("Ils",)),
]


@pytest.mark.parametrize(("language", "text", "expected", "unresolved"), MARKED)
def test_what_is_not_certain_is_marked(language: str, text: str, expected: str, unresolved: tuple[str, ...]) -> None:
    assert worded(language, text) == Standalone(expected, unresolved)


def test_a_relative_date_without_a_date_of_publication_is_marked() -> None:
    assert worded("en", "Prices rose on Friday.", published=None) == Standalone(
        "Prices rose on Friday [?].", ("Friday",)
    )


@pytest.mark.parametrize(
    ("language", "text", "part", "expected"),
    [
        (
            "fr",
            "Moscou et Pyongyang ont nié, mais se sont engagés l’année dernière à coopérer.",
            "se sont engagés l’année dernière à coopérer",
            "Moscou et Pyongyang se sont engagés l’année dernière (2023) à coopérer",
        ),
        (
            "en",
            "“We oppose transfers, which Russia used in Kharkiv,” said Jane Smith.",
            "which Russia used in Kharkiv",
            "Jane Smith: “Which [?] Russia used in Kharkiv”",
        ),
    ],
)
def test_a_clause_gets_its_subject_its_speaker_or_a_mark(language: str, text: str, part: str, expected: str) -> None:
    assert worded(language, text, part).text == expected


@pytest.mark.parametrize(
    ("language", "first", "last", "expected"),
    [
        ("en", "2024-05-27", "2024-06-02", "27 May 2024 – 2 June 2024"),
        ("fr", "2024-05-01", "2024-05-31", "mai 2024"),
        ("de", "2024-05-01", "2024-05-31", "Mai 2024"),
        ("xx", "2024-05-31", "2024-05-31", "2024-05-31"),
        ("xx", "2024-01-01", "2024-12-31", "2024"),
    ],
)
def test_an_interval_is_written_as_the_language_writes_it(language: str, first: str, last: str, expected: str) -> None:
    assert written(DateInterval(date.fromisoformat(first), date.fromisoformat(last)), language) == expected
