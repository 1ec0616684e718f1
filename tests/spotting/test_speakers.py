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


CLAIMED = [
    ("en", "Police closed the quay on Monday, a spokesperson said.", "Police"),
    ("en", "Cole closed the quay on Monday, a spokesperson said.", "a spokesperson"),
    ("es", "El sindicato recurrirá la multa, confirmó ayer su portavoz.", "el sindicato"),
    ("it", "Diversa la versione del sindacato Fari, secondo cui il molo era chiuso.", "sindacato Fari"),
    ("en", "It contradicts the harbour union, according to whom the quay was shut.", "the harbour union"),
    ("en", "Northgate Water denied receiving any such letter.", "Northgate Water"),
    ("en", "The union counted 4,200 marchers.", "the union"),
    ("en", "The union rejects the figures and says that wages fell by 3%.", "the union"),
    ("en", "The company owns three plants and said that it would close one.", "the company"),
    ("en", "Ferry fares will rise by 4%, according to the records of the harbour board.", "the harbour board"),
    ("en", "The board came to the conclusion that the dam was unsafe.", "the board"),
    ("de", "Der Konzern bestreitet, die Warnung erhalten zu haben.", "der Konzern"),
    ("de", "Die Polizei zählte 4200 Demonstranten.", "die Polizei"),
    (
        "de",
        "Ein Gutachten der Technischen Universität kam zu dem Ergebnis, dass der Ausstoß sinkt.",
        "ein Gutachten der Technischen Universität",
    ),
    ("de", "Die Brücke sei sicher gewesen, heißt es in einer Mitteilung des Ministeriums.", "Ministeriums"),
    ("fr", "La préfecture a compté 4 200 manifestants.", "la préfecture"),
    ("fr", "La CGT, elle, en revendique 9 000.", "CGT"),
    ("fr", "La direction nie avoir reçu cette lettre.", "la direction"),
    ("fr", "Une vidéo partagée plusieurs milliers de fois affirme que les salaires ont doublé.", "article"),
    ("fr", "Selon les comptes de la régie, les recettes ont baissé de 4 %.", "régie"),
    ("es", "La geógrafa Ana Rivas atribuye un tercio de la subida a los hoteles.", "Ana Rivas"),
    ("es", "El ministerio negó haber recibido el informe.", "el ministerio"),
    ("es", "La obra costará el doble, informaron desde el ministerio.", "el ministerio"),
    ("es", "El agua bajó un 4 %, se lee en un comunicado de la comisión.", "comisión"),
    ("it", "Ferretti ha negato di aver ricevuto la lettera.", "Ferretti"),
    ("it", "I lavori sono costati il doppio, fanno sapere dalla Procura.", "Procura"),
    ("it", "I lavori sono costati il doppio, si legge in una nota del ministero.", "ministero"),
    ("it", "Cinque persone sono indagate, ha reso noto ieri la Procura.", "la Procura"),
    ("pt", "O governo estadual nega ter recebido a carta.", "o governo estadual"),
    ("pt", "A federação contesta os números e diz que a redução ocorreu por causa da chuva.", "a federação"),
    ("pt", "As chuvas caíram 31%, informou nesta terça-feira o Instituto da Água.", "o Instituto da Água"),
    ("pt", "“Ninguém foi multado”, declarou a associação em nota.", "a associação"),
    ("nl", "De prijzen stegen met 4 procent, concludeert het Kenniscentrum Water.", "Kenniscentrum Water"),
    ("nl", "Vakbond Haven Noord telde in 2023 ruim 4200 stakers.", "Vakbond Haven Noord"),
    ("nl", "Het bedrijf ontkent de brief te hebben ontvangen.", "het bedrijf"),
    ("pl", "Spółka Wodna zaprzeczyła, jakoby dostała list.", "Spółka Wodna"),
    ("pl", "Policja naliczyła 4200 uczestników.", "Policja"),
    ("ru", "Полиция насчитала 4200 участников.", "Полиция"),
    ("ru", "Компания отрицает, что получила письмо.", "Компания"),
    ("uk", "Поліція нарахувала 4200 учасників.", "Поліція"),
    ("uk", "Гнатів назвала ці слова неправдою і наголосила, що лист не надходив.", "Гнатів"),
    ("uk", "Координатор, волонтер Богдан Лисак, розповів, що роздали 4000 обідів.", "Богдан Лисак"),
    ("sv", "Polisen räknade in 4200 deltagare.", "Polisen"),
    ("sv", "Bolaget förnekar att det fått brevet.", "Bolaget"),
    ("sv", "Kommissionen kom fram till att bron var osäker.", "Kommissionen"),
    ("en", "The city counts 4,200 inhabitants.", "article"),
    ("ar", "الشرطة أحصت 4200 مشارك.", "الشرطة"),
]


@pytest.mark.parametrize(("language", "text", "expected"), CLAIMED)
def test_the_speaker_of_a_denial_a_count_or_a_note(language: str, text: str, expected: str) -> None:
    sentences, reading = article_of(text)

    assert speakers(sentences, reading, language) == (expected,)


def test_the_line_of_a_teaser_is_nobody_who_speaks() -> None:
    sentences, reading = article_of("Northgate Harbour Floods\n\nShe said that the pumps failed.")
    as_heading = (replace(sentences[0], kind=BlockKind.HEADING), *sentences[1:])

    assert speakers(sentences, reading, "en")[-1] == "Northgate Harbour Floods"
    assert speakers(as_heading, reading, "en")[-1] == ARTICLE_SPEAKER


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Paul Vernet est venu au micro.\n« Les loyers ont baissé de 4 % », a affirmé le maire.", "Paul Vernet"),
        ("fr", "Le maire sort du bois.\n« Les loyers ont baissé de 4 % », a affirmé le maire.", "le maire"),
    ],
)
def test_a_title_alone_means_the_person_who_was_just_named(language: str, text: str, expected: str) -> None:
    sentences, reading = article_of(text)

    assert speakers(sentences, reading, language)[-1] == expected


CONTINUED = [
    (
        "uk",
        "Дощ ішов, повідомила міська голова Ольга Савчук.\nМіська голова уточнила, що міст зачинено.",
        "Ольга Савчук",
    ),
    (
        "en",
        "Rain fell, said harbour board chief Ann Cole.\nThe harbour board chief said that the quay was shut.",
        "Ann Cole",
    ),
    (
        "it",
        "Ha parlato Carla Monti. I lavori sono finiti, ha detto la Procura.\nNella nota si precisa che restano 9 indagati.",
        "la Procura",
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CONTINUED)
def test_a_role_or_a_note_that_was_named_before_is_from_the_same_source(
    language: str, text: str, expected: str
) -> None:
    sentences, reading = article_of(text)

    assert speakers(sentences, reading, language)[-1] == expected


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
