"""Tokens and rows: the same tokens whichever way they are asked for, and spans that hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.quote_cases import document
from factcheck.verifier.locate import locate
from factcheck.verifier.locate.figures import figure_of
from factcheck.verifier.locate.row import Row
from factcheck.verifier.locate.tokens import SEPARATOR, tokens
from factcheck.vocabulary import TextQuoteSelector

LANGUAGES = st.sampled_from(["en", "fr", "de", "tr", "ru", "ar", "he", "zh", "ja", "th", "ko", "hi", None])
TYPED = st.text(st.sampled_from("abAB éßİı1234 .,-–'’%$€²½[]()…\n\u00a0\u00ad\u200b不港ไม่กあｶﾞлат"), max_size=60)
SENTENCES = st.lists(
    st.sampled_from("the old Harbour not will 5 7 % rose fell Anna Berg said. May no".split()), max_size=25
)


@pytest.mark.parametrize(
    ("raw", "point", "figure"),
    [
        ("1,234", True, "1234"),
        ("1,234", False, "1.234"),
        ("1.234", True, "1.234"),
        ("1.234", False, "1234"),
        ("1 234,5", False, "1234.5"),
        ("1,234.5", True, "1234.5"),
        ("1'234.50", True, "1234.50"),
        ("1.234.567", True, "1234567"),
        ("12,34,567", True, "1234567"),
        ("12.05.2024", True, "12.05.2024"),
        ("3.10", True, "3.10"),
        (".5", True, "0.5"),
        ("−5", True, "-5"),
        ("10:30", True, "10:30"),
        ("12/05/2024", True, "12/05/2024"),
        ("١٬٢٣٤٫٥", True, "1234.5"),
        ("１２３", False, "123"),
        ("0,123", True, "0.123"),
        ("3,5", False, "3.5"),
        ("3,5", True, "3·5"),
        ("3.5", False, "3·5"),
    ],
)
def test_a_figure_has_one_notation(raw: str, point: bool, figure: str) -> None:
    assert figure_of(raw, point) == figure


@pytest.mark.parametrize("sign", "℗℮℞℔ⅎ™№")
def test_a_sign_with_or_without_a_plain_form_is_read(sign: str) -> None:
    assert [token.norm for token in tokens(f"{sign} 2024", "en")][-1] == "2024"


@settings(max_examples=150, deadline=None)
@given(st.one_of(TYPED, st.text(max_size=60)), LANGUAGES)
def test_a_row_gives_the_tokens_of_its_text(text: str, language: str | None) -> None:
    row, plain = Row(text, language), tokens(text, language)

    assert row.tokens(0, row.length) == plain
    assert row.norms(0, row.length) == [token.norm for token in plain]
    assert all(0 <= token.start < token.end <= len(text) and SEPARATOR not in token.norm for token in plain)


@settings(max_examples=100, deadline=None)
@given(TYPED, LANGUAGES, st.data())
def test_a_slice_of_a_row_is_that_slice(text: str, language: str | None, data: st.DataObject) -> None:
    row = Row(text, language)
    first = data.draw(st.integers(-2, row.length + 1))
    end = data.draw(st.integers(first, row.length + 2))

    assert row.tokens(first, end) == tokens(text, language)[max(0, first) : max(0, end)]
    assert row.norms(first, end) == [token.norm for token in row.tokens(first, end)]


@settings(max_examples=100, deadline=None)
@given(SENTENCES, st.data())
def test_norms_are_found_wherever_they_stand(words: list[str], data: st.DataObject) -> None:
    row = Row(" ".join(words), "en")
    norms = row.norms(0, row.length)
    first = data.draw(st.integers(0, row.length))
    wanted = data.draw(st.sampled_from(norms or ["x"]))

    assert row.hits([wanted], first) == [n for n in range(first, row.length) if norms[n] == wanted]


@settings(max_examples=300, deadline=None)
@given(st.one_of(TYPED, SENTENCES.map(" ".join)), st.one_of(TYPED, SENTENCES.map(" ".join)), LANGUAGES)
def test_differences_name_what_stands_at_their_places(quote: str, page: str, language: str | None) -> None:
    match = locate(TextQuoteSelector(quote, "the old ", " said"), document(page, language or "en"))

    if match is not None:
        assert page[match.start : match.end] == match.text
        assert (match.score == 1.0) == (match.differences == ())
        for each in match.differences:
            assert quote[each.quoted_start : each.quoted_end] == each.quoted
            assert page[each.found_start : each.found_end] == each.found
            assert each.quoted or each.found


@settings(max_examples=150, deadline=None)
@given(SENTENCES, st.data())
def test_a_word_put_in_or_taken_out_is_never_exact(words: list[str], data: st.DataObject) -> None:
    quote = ["Yesterday", *words, "tomorrow"]
    at = data.draw(st.integers(1, len(quote) - 1))
    put = data.draw(st.sampled_from(["not", "never", "9", "half", "Peter"]))
    changed = " ".join([*quote[:at], put, *quote[at:]])

    there = locate(TextQuoteSelector(" ".join(quote)), document(changed, "en"))
    back = locate(TextQuoteSelector(changed), document(" ".join(quote), "en"))

    assert there is None or there.differences
    assert back is None or back.differences
