"""Tokens and token indexes: the same tokens by every method, with valid offsets."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.quote_cases import document
from factcheck.verifier.locate import locate
from factcheck.verifier.locate.figures import figure_of
from factcheck.verifier.locate.normalization import INVISIBLE
from factcheck.verifier.locate.token_index import TokenIndex
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
        ("12,345,678", True, "12345678"),
        ("12.345,6", False, "12345.6"),
        ("12,34,567", True, "1234567"),
        ("12.05.2024", True, "12.05.2024"),
        ("12.34,5", True, "12.34,5"),
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
def test_a_number_has_one_notation(raw: str, point: bool, figure: str) -> None:
    assert figure_of(raw, point) == figure


@pytest.mark.parametrize("sign", "℗℮℞℔ⅎ™№")
def test_a_symbol_with_or_without_a_plain_form_is_read(sign: str) -> None:
    assert [token.norm for token in tokens(f"{sign} 2024", "en")][-1] == "2024"


@pytest.mark.corpus
@settings(max_examples=150, deadline=None)
@example("A\n²", None)
@example("in 1999\n² see below", "en")
@example("1\u00a0- 1", "en")
@example("1 -\u00a01", "en")
@given(st.one_of(TYPED, st.text(max_size=60)), LANGUAGES)
def test_an_index_has_the_tokens_of_its_text(text: str, language: str | None) -> None:
    row, plain = TokenIndex(text, language), tokens(text, language)

    assert row.tokens(0, row.length) == plain
    assert row.norms(0, row.length) == [token.norm for token in plain]
    assert all(0 <= token.start < token.end <= len(text) and SEPARATOR not in token.norm for token in plain)


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("1- \u00ad1", ["1", "–", "1"]),
        ("10 \u200b000", ["10000"]),
        ("10\u200b \n000", ["10000"]),
        ("10 \u2060\n\ufeff000", ["10000"]),
        ("a long- \u00adterm plan", ["a", "longterm", "plan"]),
        ("\u200bwell known\u200b [1\u00ad2]", ["well", "known"]),
        ("\u200b\u00ad", []),
    ],
)
def test_invisible_characters_separate_no_tokens(text: str, norms: list[str]) -> None:
    index = TokenIndex(text, "en")

    assert index.norms(0, index.length) == norms


@pytest.mark.corpus
@settings(max_examples=150, deadline=None)
@given(TYPED, st.text(alphabet="\u00ad\u200b\u2060\ufeff", max_size=8), st.randoms(use_true_random=False))
def test_invisible_characters_anywhere_change_no_token(text: str, unseen: str, chance: random.Random) -> None:
    mixed = list(text)
    for character in unseen:
        mixed.insert(chance.randint(0, len(mixed)), character)
    plain, index = TokenIndex(INVISIBLE.sub("", text), "en"), TokenIndex("".join(mixed), "en")

    assert index.norms(0, index.length) == plain.norms(0, plain.length)


@settings(max_examples=100, deadline=None)
@given(TYPED, LANGUAGES, st.data())
def test_a_slice_of_an_index_has_the_tokens_of_that_slice(text: str, language: str | None, data: st.DataObject) -> None:
    row = TokenIndex(text, language)
    first = data.draw(st.integers(-2, row.length + 1))
    end = data.draw(st.integers(first, row.length + 2))

    assert row.tokens(first, end) == tokens(text, language)[max(0, first) : max(0, end)]
    assert row.norms(first, end) == [token.norm for token in row.tokens(first, end)]


@settings(max_examples=100, deadline=None)
@given(SENTENCES, st.data())
def test_norms_are_found_wherever_they_are(words: list[str], data: st.DataObject) -> None:
    row = TokenIndex(" ".join(words), "en")
    norms = row.norms(0, row.length)
    first = data.draw(st.integers(0, row.length))
    wanted = data.draw(st.sampled_from(norms or ["x"]))

    assert row.hits([wanted], first) == [n for n in range(first, row.length) if norms[n] == wanted]


@pytest.mark.parametrize("text", ["港口不在港口", "5% of 7% and 5% of 5%"])
def test_norms_are_found_inside_words_written_together(text: str) -> None:
    row = TokenIndex(text, "en")
    norms = row.norms(0, row.length)

    for first in range(row.length):
        for wanted in set(norms):
            assert row.hits([wanted], first) == [n for n in range(first, row.length) if norms[n] == wanted]


@pytest.mark.corpus
@settings(max_examples=300, deadline=None)
@given(st.one_of(TYPED, SENTENCES.map(" ".join)), st.one_of(TYPED, SENTENCES.map(" ".join)), LANGUAGES)
def test_differences_contain_the_text_at_their_offsets(quote: str, page: str, language: str | None) -> None:
    match = locate(TextQuoteSelector(quote, "the old ", " said"), document(page, language or "en"))

    if match is not None:
        assert page[match.start : match.end] == match.text
        assert (match.score == 1.0) == (match.differences == ())
        for each in match.differences:
            assert quote[each.quoted_start : each.quoted_end] == each.quoted
            assert page[each.found_start : each.found_end] == each.found
            assert each.quoted or each.found


@pytest.mark.corpus
@settings(max_examples=150, deadline=None)
@given(SENTENCES, st.data())
def test_an_inserted_or_deleted_word_is_never_exact(words: list[str], data: st.DataObject) -> None:
    quote = ["Yesterday", *words, "tomorrow"]
    at = data.draw(st.integers(1, len(quote) - 1))
    put = data.draw(st.sampled_from(["not", "never", "9", "half", "Peter"]))
    changed = " ".join([*quote[:at], put, *quote[at:]])

    there = locate(TextQuoteSelector(" ".join(quote)), document(changed, "en"))
    back = locate(TextQuoteSelector(changed), document(" ".join(quote), "en"))

    assert there is None or there.differences
    assert back is None or back.differences


LATIN_IN_OTHERS = [
    ("zh", "他在U.S.A.工作了很久", "他在 U.S.A. 工作了很久"),
    ("zh", "使用ＣＯＶＩＤ-１９疫苗接种", "使用COVID-19疫苗接种"),
    ("zh", "使用ＣＯＶＩＤ－１９疫苗接种", "使用 COVID-19 疫苗接种"),
    ("zh", "约5km²的土地被卖掉", "约 5 km² 的土地被卖掉"),
    ("zh", "微软发布了Windows 11系统", "微软发布了 Windows11 系统"),
    ("ja", "気温は－５度だった", "気温は-5度だった"),
    ("ja", "１０－１５人が参加した", "10-15人が参加した"),
    ("ja", "Ｅ－ｍａｉｌを送った人", "E-mailを送った人"),
    ("ja", "Ｆ-３５戦闘機を配備した", "F－35 戦闘機を配備した"),
    ("ja", "０３－１２３４－５６７８に電話", "03-1234-5678に電話"),
    ("ja", "Ｔｈｅ ｈａｒｂｏｕｒ－ｓｉｄｅ ｃｌｕｂ", "The harbour-side club"),
    ("ko", "삼성전자가 AI 반도체를 공개했다", "삼성전자가 AI반도체를 공개했다"),
    ("ko", "현대차의 EV6가 NVIDIA와 협력한다", "현대차의 EV6 가 NVIDIA 와 협력한다"),
    ("th", "บริษัทGoogleประกาศ", "บริษัท Google ประกาศ"),
    ("en", "I think that it is good", "I² think that it is good"),
    ("en", "“So did I,” he said", "“So did I²,” he said"),
]
OTHER_FIGURES = [
    ("zh", "温度为－３度左右", "温度为3度左右"),
    ("zh", "使用ＣＯＶＩＤ-１９疫苗接种", "使用ＣＯＶＩＤ-１８疫苗接种"),
    ("zh", "约5km²的土地被卖掉", "约5km³的土地被卖掉"),
    ("ja", "１０－１５人が参加した", "1015人が参加した"),
    ("ja", "Ｆ－３５戦闘機を配備した", "F-16戦闘機を配備した"),
    ("ja", "１０－１５人が参加した", "10-16人が参加した"),
    ("ko", "삼성전자가 AI 반도체를 공개했다", "삼성전자가 AP 반도체를 공개했다"),
    ("zh", "苹果的iPhone销量增加", "苹果的iPad销量增加"),
    ("zh", "在GDP增长5.5%的情况下", "在 GDP 增长 5.6% 的情况下"),
    ("en", "the loss is I²R in all", "the loss is I³R in all"),
    ("en", "the plot of 5 m² was sold", "the plot of 5 m³ was sold"),
    ("en", "the energy is mc² in all", "the energy is mc³ in all"),
]


@pytest.mark.parametrize(("language", "one", "other"), LATIN_IN_OTHERS)
def test_spaces_and_width_of_latin_words_are_typography(language: str, one: str, other: str) -> None:
    for quote, stands in ((one, other), (other, one)):
        match = locate(TextQuoteSelector(quote), document(f"Before it.\n{stands}\nAnd after.", language))

        assert match and match.differences == ()


@pytest.mark.parametrize(("language", "one", "other"), OTHER_FIGURES)
def test_another_number_or_name_beside_latin_words_is_never_exact(language: str, one: str, other: str) -> None:
    for quote, stands in ((one, other), (other, one)):
        match = locate(TextQuoteSelector(quote), document(f"Before it.\n{stands}\nAnd after.", language))

        assert match is None or match.differences
