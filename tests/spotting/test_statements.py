"""Statements of an article: where they begin and end, what they are, and what speaks for checking them."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.services.articles.spotting import scale_of
from factcheck.services.matching.aliases import default_aliases
from factcheck.settings import SpotSettings
from factcheck.spotting import SpotOptions, spot
from factcheck.spotting.candidates import is_ruled
from factcheck.spotting.language import identified_language
from factcheck.spotting.score import BASE_SCORE, WEIGHTS, Dimension, Scale
from factcheck.spotting.sentences import sentences, split
from factcheck.spotting.spotting_words import spotting_words
from factcheck.spotting.values import BlockKind, Candidate, DateInterval, Reading
from factcheck.vocabulary import ClaimKind

JUNE = DateInterval(date(2024, 6, 5), date(2024, 6, 5))
ARTICLE = """{{#byline}} {{/byline}}

La ministre a confirmé vendredi la fermeture de 12 ponts en France.

Elle a appelé les maires à agir vite.

LE TUNNEL DE LYON FERMÉ APRÈS UN INCENDIE : RAPPORT

Lire aussi : Les ponts de Rome sont neufs

Photo : Jean Martin

« Nous condamnons cette décision, que la Ville de Paris a prise en 2023 sans étude », a déclaré le maire.

Lyon et Nantes ont nié les retards, mais se sont engagées l’année dernière à publier leurs rapports.

Quelques jours avant la fin de son mandat, le groupe a remis un rapport affirmant que 40 ponts sont dangereux.
"""


def spotted(text: str, language: str | None = "fr", kind: str = "text", **more: Scale) -> tuple[Candidate, ...]:
    return spot(Reading(text, kind, published=JUNE), SpotOptions(language, **more), default_aliases())


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Dr. Smith of the U.S. Senate came at 5 p.m. on Friday. He left.", 2),
        ("en", "“It works. It always did.” She smiled.", 2),
        ("fr", "M. Dupont a répondu ok. et il est parti. Il pleut.", 2),
        ("fr", "Une réponse. à une telle activité. Puis rien.", 2),
        ("de", "Am 3. Mai kamen z. B. 40 Gäste. Dr. Schmidt ging.", 2),
        ("es", "¿Vino el Sr. Ruiz? ¡No! Se quedó en EE. UU. todo el año.", 3),
        ("it", "Il dott. Rossi è qui. Arriva il sig. Bianchi.", 2),
        ("pt", "O Sr. Silva veio. Depois saiu.", 2),
        ("nl", "Mr. De Vries kwam om 5 uur. Hij vertrok.", 2),
        ("pl", "Prof. Nowak przyszedł o godz. 5. Potem wyszedł.", 2),
        ("pl", "Koszt to 5 mln zł. że wzrośnie, wiadomo. Łódź nie zapłaci.", 2),
        ("ru", "В 2023 г. Иванов купил дом. Он уехал.", 2),
        ("ar", "وصل الوزير. هل غادر؟ نعم.", 3),
        ("hi", "मंत्री आए। वे चले गए।", 2),
        ("ja", "大臣が来た。彼は去った。", 2),
        ("xx", "Something happened. Nobody knows.", 2),
    ],
)
def test_a_text_is_split_into_its_sentences(language: str, text: str, count: int) -> None:
    found = [text[start:end] for start, end in split(text, 0, len(text), spotting_words(language))]

    assert len(found) == count, found


def test_what_is_no_statement_of_the_article_is_not_offered() -> None:
    kinds = {each.text: each.kind for each in sentences(Reading(ARTICLE, "text"), "fr")}

    assert kinds["{{#byline}} {{/byline}}"] is BlockKind.RESIDUE
    assert kinds["LE TUNNEL DE LYON FERMÉ APRÈS UN INCENDIE : RAPPORT"] is BlockKind.HEADLINE
    assert kinds["Lire aussi : Les ponts de Rome sont neufs"] is BlockKind.HEADLINE
    assert kinds["Photo : Jean Martin"] is BlockKind.CAPTION


def test_the_headline_of_another_story_is_typed_as_one_and_ranks_last() -> None:
    found = [each for each in spotted(ARTICLE) if each.kind is ClaimKind.HEADLINE]

    assert [each.score for each in found] == [0.0, 0.0]


def test_a_pull_quote_is_the_sentence_that_it_repeats() -> None:
    text = "The bridge cost 12 million euros.\nIt opened in May 2023.\n“The bridge cost 12 million euros”\n"

    found = [each.text for each in spotted(text, "en", "html") if "12 million" in each.text]

    assert found == ["The bridge cost 12 million euros."]


def test_lines_that_are_wrapped_by_hand_are_one_sentence() -> None:
    text = "The bridge over the river was closed\non Friday after inspectors found\ncracks in 11 of its hangers.\n"

    assert [each.text for each in spotted(text, "en")] == [text.strip()]


@pytest.mark.parametrize(
    "clause",
    [
        "Lyon et Nantes ont nié les retards",
        "se sont engagées l’année dernière à publier leurs rapports.",
        "Quelques jours avant la fin de son mandat, le groupe a remis un rapport",
        "que la Ville de Paris a prise en 2023 sans étude",
    ],
)
def test_a_clause_that_can_be_checked_is_a_statement_of_its_own(clause: str) -> None:
    assert clause in [each.text for each in spotted(ARTICLE)]


def test_opinions_and_appeals_rank_below_facts() -> None:
    text = (
        "The council closed the Harbour Bridge in March 2023. I think this is a disgrace. "
        "We urge the mayor to act. Repairs cost 12 million euros. Will it ever open? Good evening and welcome, dear friends."
    )

    found = spotted(text, "en")

    assert [each.text for each in found[:2]] == [
        "The council closed the Harbour Bridge in March 2023.",
        "Repairs cost 12 million euros.",
    ]
    assert all(each.score < 0.5 for each in found[2:])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Repairs of the bridge cost 12 million euros.", ClaimKind.QUANTITY),
        ("Smoking causes most of these deaths.", ClaimKind.CAUSAL),
        ("The tower is higher than any other building in Oslo.", ClaimKind.COMPARISON),
        ("The bridge will reopen in Oslo next year.", ClaimKind.PREDICTION),
        ("I believe that the plan is absurd.", ClaimKind.OPINION),
        ("We call on the mayor to resign.", ClaimKind.APPEAL),
        ("The council closed the bridge in Oslo.", ClaimKind.FACT),
        ("The council closed the bridge in Oslo in May.", ClaimKind.FACT),
    ],
)
def test_a_statement_has_a_kind(text: str, kind: ClaimKind) -> None:
    assert spotted(text, "en")[0].kind is kind


def test_each_reason_has_the_words_that_it_rests_on() -> None:
    reasons = {each.code: each.words for each in spotted("The council banned 40 boats in Oslo.", "en")[0].reasons}

    assert (reasons["figure"], reasons["event"], reasons["name"]) == ("40 boats", "banned", "Oslo")


def test_the_desk_weighs_reasons_and_adds_its_own() -> None:
    text = "The glacier above the village is melting."
    own = Scale({}, (Dimension("climate", 0.4, "glacier* sea_level"),))

    assert spotted(text, "en")[0].score < 0.5
    assert spotted(text, "en", scale=own)[0].score >= 0.5


def test_the_weights_of_the_settings_are_used() -> None:
    scale = scale_of(SpotSettings(weights={"figure": 0.0}, dimensions={"climate": (0.2, "glacier*")}))

    assert (scale.weight("figure"), scale.weight("climate"), scale.weight("opinion")) == (0.0, 0.2, WEIGHTS["opinion"])


def test_the_page_on_articles_lists_every_reason_with_its_points() -> None:
    page = Path("docs/how-to/article-to-claims.md").read_text(encoding="utf-8")

    assert f"begins with {BASE_SCORE:g} points" in page
    assert re.findall(r"^\| `([\w-]+)` \| ([+-][\d.]+) \|", page, re.MULTILINE) == [
        (code, f"{points:+g}") for code, points in WEIGHTS.items()
    ]


CHECK_WORTHY = [
    ("en", "The ministry received our report in March and never published it.", True),
    ("en", "We cancelled 4.1 percent of trains.", True),
    ("en", "I think that is a shameful way to treat people.", False),
    ("en", "If you ask me, it will be too late by then.", False),
    ("en", "The passengers in the bank demand a significant change.", False),
    ("fr", "Le prix de l’eau est passé de 3,60 à 3,95 euros.", True),
    ("fr", "La prison principale a perdu onze gardiens.", True),
    ("fr", "Rejoignez-nous, et continuons ensemble.", False),
    ("de", "Die Spannglieder waren schon 2016 angerostet.", True),
    ("de", "Das halte ich für einen schweren Fehler.", False),
    ("es", "El Instituto llamado Goya perdió tres profesores.", True),
    ("es", "Si no viene, cortaremos la carretera.", False),
    ("it", "Tre persone sono state portate in ospedale a Como.", True),
    ("it", "È una vergogna.", False),
    ("pt", "A polícia deteve dois homens em Leiria.", True),
    ("pt", "Exigimos que o dinheiro seja devolvido.", False),
    ("nl", "De minister schrapte vorig jaar 40 banen in Delft.", True),
    ("pl", "Kopalnia zrzucała solankę do Odry przez trzy lata.", True),
    ("pl", "Niech minister przyjedzie i zobaczy.", False),
    ("ru", "Администрация Самары подписала приказ и закрыла три школы.", True),
    ("ru", "Пусть губернатор посмотрит на дороги.", False),
    ("uk", "Підрядник у Києві отримав контракт без тендеру.", True),
    ("sv", "Kommunen stängde biblioteket i Malmö i fjol.", True),
    ("sv", "Jag tycker att det är skamligt.", False),
]


@pytest.mark.parametrize(("language", "text", "is_worth_it"), CHECK_WORTHY)
def test_what_happened_is_worth_checking_and_what_somebody_feels_is_not(
    language: str, text: str, is_worth_it: bool
) -> None:
    assert (spotted(text, language)[0].score >= SpotSettings().min_score) is is_worth_it


@pytest.mark.parametrize(
    ("text", "best"),
    [
        (
            "The council paid £6m for the quay last month, which is decent of them, if rather late.",
            "The council paid £6m for the quay last month",
        ),
        (
            "The council paid £6m for the quay last month, and the state paid £4m.",
            "The council paid £6m for the quay last month, and the state paid £4m.",
        ),
    ],
)
def test_an_opening_stands_for_its_sentence_where_the_rest_states_nothing(text: str, best: str) -> None:
    offered = [each for each in spotted(text, "en") if each.score >= 0.5]

    assert [each.text for each in offered] == [best]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Leeds, 10 May 2024 (Northwire).- The quay fell into the harbour.", "The quay fell into the harbour."),
        ("LEEDS (Northwire) - The quay fell into the harbour.", "The quay fell into the harbour."),
        ("The Selene passed a test in May. “We ask everyone to wait,” Toren said.", "The Selene passed a test in May."),
    ],
)
def test_a_dateline_is_no_part_of_the_first_statement(text: str, words: str) -> None:
    assert words in [each.text for each in spotted(text, "en")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "According to the Northern Fishermen’s Association, the tolls are now the highest in Scotland."),
        ("de", "Der Abgeordnete Jens Brandt erklärte, ein Bus koste 650.000 Euro und damit doppelt so viel wie 2019."),
        (
            "pt",
            "Segundo o Instituto Nacional de Estatística, a taxa de desemprego no Alentejo subiu para 7,4% em 2025.",
        ),
    ],
)
def test_an_opening_that_only_names_the_speaker_is_no_statement(language: str, text: str) -> None:
    assert [each.text for each in spotted(text, language)] == [text]


@pytest.mark.parametrize(
    ("language", "text", "figure"),
    [
        ("en", "The board expected revenue to fall by 8 per cent.", "8 per cent"),
        ("fr", "Les prix ont augmenté de 8 pour cent dans la ville.", "8 pour cent"),
        ("en", "Only 21 boats left the harbour of Lerwick.", "21 boats"),
        ("de", "Die Zahl der Busse stieg in der Stadt auf 580.", "580"),
        ("fr", "Les prix ont augmenté de 5,2\u202f% dans la ville.", "5,2\u202f%"),
    ],
)
def test_the_reason_of_a_figure_has_its_unit(language: str, text: str, figure: str) -> None:
    (best, *_) = spotted(text, language)

    assert next(each.words for each in best.reasons if each.code == "figure") == figure


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (SpotSettings(weights={"figur": 0.1}), "there is no reason 'figur'"),
        (SpotSettings(dimensions={"figure": (0.1, "x")}), "'figure' is a reason already"),
    ],
)
def test_a_reason_that_does_not_exist_is_named(settings: SpotSettings, message: str) -> None:
    with pytest.raises(InputError, match=message):
        scale_of(settings)


def test_a_language_without_rules_is_spotted_by_figures_and_names() -> None:
    text = "Hunarmandlar 2023 yilda Toshkent shahrida 12 million so‘m sarfladi."

    assert not is_ruled("uz")
    assert "figure" in [each.code for each in spotted(text, "uz")[0].reasons]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "قال الوزير إن عدد السكان ارتفع بنسبة 12 في المئة عام 2023."),
        ("pl", "Wiadomo, że środki żołnierzy świeżo łączono w 2023 roku."),
    ],
)
def test_words_that_have_no_capital_letter_are_no_names(language: str, text: str) -> None:
    codes = {reason.code for each in spotted(text, language) for reason in each.reasons}

    assert codes
    assert not codes & {"name", "names"}


def test_a_text_without_full_stops_is_cut_between_words() -> None:
    text = "and 12 towns " * 4_000
    parts = sentences(Reading(text, "text"), "en")

    assert [word for each in parts for word in each.text.split()] == text.split()
    assert max(len(each.text) for each in parts) <= 1_200


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    text = "word" * 12_000
    parts = sentences(Reading(text, "text"), "en")

    assert "".join(each.text for each in parts) == text
    assert max(len(each.text) for each in parts) <= 1_200


def test_a_long_paragraph_is_cut_where_a_sentence_ends() -> None:
    text = "The bridge over the river was closed on Friday. " * 2_000

    assert {each.text for each in sentences(Reading(text, "text"), "en")} == {text[:47]}


def test_a_language_that_has_no_file_is_identified() -> None:
    text = "Hunarmandlar shaharda yangi ko‘prik qurishdi, dedi vazirlik vakili juma kuni bo‘lib o‘tgan yig‘ilishda."

    assert identified_language(text) == "uz"
    assert identified_language("12 %") is None


TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from([*ARTICLE.split(" "), "\n\n", "(", "«", "»", "{{", "?", "12", "3.", "Dr.", "\ufeff", "و", "。"]),
    max_size=40,
).map(" ".join)


@given(TEXTS, st.sampled_from([None, "fr", "de", "ar", "xx"]), st.sampled_from(["text", "html"]))
def test_a_statement_is_what_the_reading_has_at_its_place(text: str, language: str | None, kind: str) -> None:
    found = spotted(text, language, kind)

    assert all(each.text == text[each.start : each.end] for each in found)
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    assert all(0 <= each.score <= 1 for each in found)
