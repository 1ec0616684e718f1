"""The speaker of a sentence is whom the article says it is from, in its fullest name."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.spotting import same_speaker
from factcheck.languages import language_files
from factcheck.spotting.attribution_words import attribution_words
from factcheck.spotting.speakers import speakers
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, DateInterval
from tests.support.articles import article_of
from tests.support.speaker_articles import speaker_articles

ARTICLES = {name: (title, text, rows) for name, title, text, rows in speaker_articles()}


@pytest.mark.parametrize("name", ARTICLES)
def test_each_sentence_of_an_article_has_its_speaker(name: str) -> None:
    title, text, rows = ARTICLES[name]
    sentences, reading = article_of(text, title=title)

    named = speakers(sentences, reading, name[:2])

    wrong = [(found, *row) for found, row in zip(named, rows, strict=True) if not same_speaker(found, [row[0]])]
    assert wrong == []


CASES = [
    ("en", "Prices rose by 5%, police said.", "police"),
    ("en", "The minister was told by Jane Smith that prices rose.", "article"),
    ("en", "The company denied wrongdoing.", "article"),
    ("en", "The company denied that it had dumped waste.", "the company"),
    ("en", "Moscow and Pyongyang said they had signed a treaty.", "Moscow and Pyongyang"),
    ("en", "Everything went according to plan.", "article"),
    ("en", "I said that prices rose.", "article"),
    ("en", "She said that prices rose.", "article"),
    ("en", "The so-called “miracle” ended in 2008.", "article"),
    ("fr", "« Nos gouvernements s’opposent à ces transferts », ont-ils déclaré.", "article"),
    ("fr", "Selon lui, les prix baissent.", "article"),
    ("de", "Die Preise seien gestiegen.", "article"),
    (
        "de",
        "Nach Angaben des Verkehrsverbundes fuhren im vergangenen Jahr 61 Millionen mit dem Bus.",
        "Verkehrsverbundes",
    ),
    ("xx", "Jane Smith said that prices rose.", "article"),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_the_speaker_of_a_single_sentence(language: str, text: str, expected: str) -> None:
    sentences, reading = article_of(text)

    assert speakers(sentences, reading, language) == (expected,)


def test_a_name_that_two_persons_share_stays_as_it_is() -> None:
    sentences, reading = article_of("Jane Smith met John Smith in Leeds.\nSmith said that prices rose.")

    assert speakers(sentences, reading, "en")[-1] == "Smith"


def test_the_entries_of_a_live_blog_do_not_share_a_speaker() -> None:
    sentences, reading = article_of("Jane Smith said that prices rose.\n\n“Nobody helps us.”")
    day = DateInterval(date(2024, 5, 3), date(2024, 5, 3))

    assert speakers(sentences, reading, "en")[-1] == "Jane Smith"
    entries = ((0, day), (sentences[1].start, day))
    assert speakers(sentences, replace(reading, entries=entries), "en")[-1] == ARTICLE_SPEAKER


def test_a_headline_of_another_story_has_no_speaker() -> None:
    sentences, reading = article_of("Jane Smith said that prices rose.\n\nMINISTER SAYS WAGES FELL")
    headline = replace(sentences[1], kind=BlockKind.HEADLINE)

    assert speakers((sentences[0], headline), reading, "en") == ("Jane Smith", ARTICLE_SPEAKER)


WORDS = st.sampled_from(
    [
        *"Jane Smith said she “ ” « » – , . ( ) : the minister that selon elle a-t-elle dit sagte er Q: A: ? I was 2024".split(),
        *"according to ' \" — Müller, dass qui".split(),
        "\n",
        "\n\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60), st.sampled_from(["en", "fr", "de", "pl", "ar", None]))
def test_any_text_gets_one_speaker_for_each_sentence_and_never_a_pronoun(
    words: list[str], language: str | None
) -> None:
    sentences, reading = article_of(" ".join(words))

    named = speakers(sentences, reading, language)

    assert len(named) == len(sentences)
    assert all(each.strip() for each in named)
    assert not {each.casefold() for each in named} & attribution_words(language).persons


def test_every_language_with_rules_has_verbs_pronouns_and_sources() -> None:
    for tag, file in language_files().items():
        words = file.attribution
        if words.verbs:
            assert words.persons, tag
            assert words.sources, tag
            assert words.roles, tag
            assert words.bodies, tag
