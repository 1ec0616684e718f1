"""Quoted words: exact where only presentation differs, altered with the difference named, or missing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.accuracy import named, verdict
from bench.quote_cases import cases, document
from factcheck.verifier.document import Stretch
from factcheck.verifier.locate import locate
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

WORDS = st.lists(st.text("abcdefghij", min_size=2, max_size=8), min_size=6, max_size=30)


@pytest.mark.corpus
def test_generated_quotes_get_their_verdicts() -> None:
    wrong = []
    total = rightly = kinds = 0
    for case in cases(7, 2):
        match = locate(case.selector, case.document)
        total += 1
        if verdict(match) != case.truth:
            wrong.append((case.language, case.edit, verdict(match)))
        if case.kinds and match:
            kinds += 1
            rightly += named(case, match)

    assert total >= 2000
    assert wrong == []
    assert rightly / kinds >= 0.98


@pytest.mark.corpus
def test_a_long_page_gets_the_same_result_as_a_short_one() -> None:
    filler = "Quxo zibble wrenk, 7 florbs; grult quavved the plimmer.\n" * 150
    other: list[tuple[str, str]] = []
    for case in cases(11, 1):
        page = case.document
        moved = [Stretch(each.start + len(filler), each.end + len(filler), each.region) for each in page.stretches]
        end = len(filler) + len(page.text)
        around = (Stretch(0, len(filler), Region.ARTICLE), *moved, Stretch(end, end + len(filler), Region.ARTICLE))
        long = replace(page, text=filler + page.text + filler, stretches=around)
        short, found = locate(case.selector, page), locate(case.selector, long)
        said = verdict(short)
        if verdict(found) != said or (said == "exact" and found and short and found.text != short.text):
            other.append((case.language, case.edit))

    assert other == []


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("[T]he council voted … seven new schools", "Yes, the council voted on Monday for seven new schools."),
        ("CO₂ emissions rose in May", "CO2 emissions rose in May"),
        ("gov\u00adern\u00adment said so", "The government said so"),
        ("“It’s the first time,” she said", '"It\'s the first time", she said'),
    ],
)
def test_presentation_is_not_a_difference(quote: str, page: str) -> None:
    match = locate(TextQuoteSelector(quote), document(page, "en"))

    assert match and match.differences == ()


@pytest.mark.parametrize(
    ("quote", "page", "kind"),
    [
        (
            "temperatures fell to 5 degrees on Monday",
            "temperatures fell to –5 degrees on Monday",
            DifferenceKind.NUMBER,
        ),
        ("an area of 10² units in all", "an area of 102 units in all", DifferenceKind.NUMBER),
        ("reported a loss of $5 million", "reported a loss of -$5 million", DifferenceKind.NUMBER),
        ("The plan costs 10-15 euros now", "The plan costs 1015 euros now", DifferenceKind.NUMBER),
        (
            "the council will raise […] the new school",
            "the council will never raise tax for the new school",
            DifferenceKind.NEGATION,
        ),
    ],
)
def test_a_small_edit_is_never_exact(quote: str, page: str, kind: DifferenceKind) -> None:
    match = locate(TextQuoteSelector(quote), document(page, "en"))

    assert match and kind in {each.kind for each in match.differences}


@pytest.mark.parametrize(
    ("language", "before", "region"),
    [
        ("en", "An earlier version of this article said", Region.CORRECTION),
        ("en", "This story originally claimed", Region.CORRECTION),
        ("fr", "Une version antérieure de cet article disait", Region.CORRECTION),
        ("de", "In einer früheren Fassung dieses Artikels hieß es", Region.CORRECTION),
        ("es", "Una versión anterior de este artículo decía", Region.CORRECTION),
        ("ru", "В предыдущей версии статьи говорилось", Region.CORRECTION),
        ("en", "An earlier version of this article was short. He said", Region.ARTICLE),
        ("en", "The original version of the police report said", Region.ARTICLE),
        ("en", "The report initially said", Region.ARTICLE),
        ("de", "In einer früheren Fassung des Gesetzes hieß es", Region.ARTICLE),
    ],
)
def test_words_that_their_sentence_withdraws_are_a_correction(language: str, before: str, region: Region) -> None:
    page = document(f"{before} the mayor was guilty of theft.", language)

    match = locate(TextQuoteSelector("the mayor was guilty of theft"), page)

    assert match and match.region is region and match.differences == ()


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_gets_a_result(quote: str, page: str) -> None:
    match = locate(TextQuoteSelector(quote), document(page, "en"))

    assert match is None or 0 <= match.start <= match.end <= len(page)


@given(WORDS, st.data())
def test_a_verbatim_slice_is_exact(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))

    match = locate(TextQuoteSelector(" ".join(words[start:end])), document(" ".join(words), "en"))

    assert match and match.differences == ()


@given(WORDS, st.integers(1, 9999), st.integers(1, 9999))
def test_another_number_is_never_exact(words: list[str], figure: int, other: int) -> None:
    quote, page = (" ".join([*words[:3], str(n), *words[3:]]) for n in (figure, other))

    match = locate(TextQuoteSelector(quote), document(page, "en"))

    assert (match is not None and match.differences == ()) == (figure == other)


@pytest.mark.corpus
@pytest.mark.parametrize("place", [10, 2999, 3000, 3001, 5990])
@pytest.mark.parametrize("edit", ["not", "changed"])
def test_an_edit_anywhere_in_a_very_long_quote_is_found(place: int, edit: str) -> None:
    words = ["".join("abcdefghij"[int(figure)] for figure in f"{number:06}") for number in range(6000)]
    page = [*words[:place], "not", *words[place:]] if edit == "not" else [*words[:place], "9", *words[place + 1 :]]

    match = locate(TextQuoteSelector(" ".join(words)), document("before it. " + " ".join(page) + " and after.", "en"))

    assert match
    assert [each.found for each in match.differences] == ["not" if edit == "not" else "9"]
