"""Search: one folding on both sides, scripts without spaces, and words that are never a query language."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import claim_columns, queries, search
from factcheck.store.filters import Filter
from tests.conftest import Clock

TEXTS = [
    "Réforme à Orléans: l’œuvre de Łukasz Ørsted",
    "北朝鮮がミサイルを発射した",
    "Глава Путин сказал: Ёлка",
    "กระสุนปืนใหญ่ของเกาหลี",
    'The "north" AND NOT the south OR NEAR',
    "Straße ﬁnal ＦＵＬＬ x²",
    "북한이 포탄을 보냈다",
]
WRITTEN = st.text(
    st.sampled_from("abcXYZ0189éÉßøłæœςΣжЁعربיδ北朝鮮ミサ์ิกา한국ﬁ²½ \t\n.,:;!?-()\"'’“”*^+{}[]<>%&/\\\u0301\u200b"),
    min_size=1,
).filter(str.strip)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A claim for each text: what is added here is not committed."""
    with open_desk(Settings(db=str(tmp_path_factory.mktemp("search") / "desk.db"), actor="ana"), Clock()) as desk:
        for text in TEXTS:
            claims.add_claim(desk, claims.NewClaim(text=text))
        yield desk


def found(desk: Desk, *words: str) -> set[int]:
    with desk.read() as session:
        return set(queries.claim_ids(session, Filter(words=words), me="ana"))


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        (["reforme"], 1),
        (["RÉFORME"], 1),
        (["Re\u0301forme"], 1),
        (["orleans"], 1),
        (["oeuvre"], 1),
        (["œuvre"], 1),
        (["lukasz"], 1),
        (["Łukasz ørsted"], 1),
        (["Orsted", "reforme"], 1),
        (["orl"], 1),
        (["北朝鮮"], 2),
        (["朝鮮"], 2),
        (["北"], 2),
        (["ミサイル"], 2),
        (["ﾐｻｲﾙ"], 2),
        (["путин"], 3),
        (["елка"], 3),
        (["ёлка"], 3),
        (["กระสุน"], 4),
        (["เกาหลี"], 4),
        (["strasse"], 6),
        (["STRASSE final"], 6),
        (["full"], 6),
        (["x2"], 6),
        (["포탄을"], 7),
        (["북한"], 7),
        (["unattributed", "straße"], 6),
    ],
)
def test_a_claim_is_found_in_any_spelling_of_its_words(filed: Desk, words: list[str], claim: int) -> None:
    assert found(filed, *words) == {claim}


@pytest.mark.parametrize("words", [["朝北"], ["เกา กระสุน"], ["orsted reforme"], ["ef"], ["reform", "zzz"], ["…"]])
def test_other_words_find_nothing(filed: Desk, words: list[str]) -> None:
    assert found(filed, *words) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["the", "AND"],
        ["NOT"],
        ["OR", "the"],
        ["NEAR("],
        ['"north"'],
        ['the"north'],
        ["north*"],
        ["^the"],
        ["the + north"],
        ["(the", "north)"],
        ["-south"],
        ["near:"],
    ],
)
def test_the_operators_of_the_index_are_words(filed: Desk, words: list[str]) -> None:
    assert found(filed, *words) == {5}


@pytest.mark.parametrize(
    "word", ["search_text:north", "claim_fts MATCH north", "{search_text}", "'; DROP TABLE claim; --"]
)
def test_no_word_names_a_column(filed: Desk, word: str) -> None:
    assert found(filed, word) == set()


@settings(deadline=None)
@given(st.lists(st.text(st.characters())))
def test_any_words_can_be_searched_for(filed: Desk, words: list[str]) -> None:
    assert found(filed, *words) <= set(range(1, len(TEXTS) + 1))


@settings(deadline=None)
@given(WRITTEN)
def test_a_claim_is_found_by_its_own_text(filed: Desk, text: str) -> None:
    with filed.write() as session:
        claim = claims.make_claim(session, "ana", claims.NewClaim(text=text), filed.clock())
        ids = queries.claim_ids(session, Filter(words=(text,)), me="ana")

        assert claim.id in ids or search.match_query([text]) is None


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert search.fold(search.fold(text)) == search.fold(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("“Prices” rose — by 3 %", "prices rose by 3%", True),
        ("Orléans", "ORLEANS", True),
        ("Prices rose by 3%", "Prices rose by 8%", False),
        ("Prices rose", "Prices fell", False),
    ],
)
def test_texts_share_a_digest_that_differ_in_typography_only(one: str, other: str, same: bool) -> None:
    assert (claim_columns.text_digest(one) == claim_columns.text_digest(other)) is same


def test_an_edited_claim_is_found_by_its_new_words_only(desk: Desk) -> None:
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose", claimant="A mayor"))

    claims.edit_claim(desk, claim, claims.ClaimEdit(text="Rents fell", claimant="A minister"))

    assert [found(desk, word) for word in ("rents", "minister")] == [{claim}, {claim}]
    assert [found(desk, word) for word in ("prices", "mayor")] == [set(), set()]
