"""In interviews and transcripts of any layout, the answers are those of the person who is asked."""

import asyncio
from datetime import UTC, datetime

import pytest

from factcheck.services.articles.reading import read_article
from factcheck.services.articles.spotting import spot_article
from factcheck.services.articles.values import ArticleFile
from factcheck.settings import SpotSettings, VerifySettings
from factcheck.spotting.values import Candidate


def candidates(name: str, text: str, language: str) -> tuple[Candidate, ...]:
    given = ArticleFile(name, text.encode())
    article = asyncio.run(
        read_article(given, VerifySettings(), lambda: datetime(2024, 6, 30, tzinfo=UTC), language=language)
    )
    return spot_article(article, SpotSettings())


def page(title: str, *paragraphs: str) -> str:
    body = "\n".join(each if each.startswith(("<p", "<h")) else f"<p>{each}</p>" for each in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


INTERVIEWS = {
    "labels of one letter": (
        "en.html",
        page(
            "The woman who counts bees",
            '<p class="byline">By Peter Hale</p>',
            "For twelve years, Dr Ruth Akande of the University of Leeds has driven through Yorkshire with nets. Peter "
            "Hale met her in her lab.",
            "<strong>Q: What did you find?</strong>",
            "A: We counted 38 species of wild bees.",
            "<strong>Q: Farmers say that pesticides are not to blame.</strong>",
            "A: Traces were in 70 per cent of our samples.",
        ),
        "Ruth Akande",
        ["We counted 38 species of wild bees.", "Traces were in 70 per cent of our samples."],
    ),
    "bold questions, one of them a statement": (
        "nl.html",
        page(
            "“We hebben de bodem weggepompt”",
            "Geoloog Maaike de Wit onderzoekt al vijftien jaar de verzakkingen in Groningen.",
            "<b>Hoeveel huizen zijn er beschadigd?</b>",
            "Er zijn 27.000 huizen beschadigd.",
            "<b>De minister zegt dat het sneller gaat.</b>",
            "Vorig jaar werden er 900 huizen versterkt.",
            "<b>Wat gebeurde er in Huizinge?</b>",
            "De aarde beefde met een kracht van 3,6.",
            "<b>En daarna?</b>",
            "De kraan ging twee jaar later dicht.",
        ),
        "Geoloog Maaike de Wit",
        ["Er zijn 27.000 huizen beschadigd.", "Vorig jaar werden er 900 huizen versterkt."],
    ),
    "questions as headings, nouns with capitals": (
        "de.html",
        page(
            "„Wir haben den Wald zu Tode gepflegt“",
            "Förster Ulrich Brandner leitet seit 1998 das Revier Hohenau im Harz.",
            "<h3>Wie viele Bäume sind gestorben?</h3>",
            "Rund 80 Prozent der Fichten sind verloren.",
            "<h3>Hätte man das verhindern können?</h3>",
            "Die Landesforsten haben drei Warnungen verschwinden lassen.",
            "<h3>Was raten Sie?</h3>",
            "Der Borkenkäfer hat sich seit 2018 verzehnfacht.",
        ),
        "Förster Ulrich Brandner",
        ["Rund 80 Prozent der Fichten sind verloren.", "Der Borkenkäfer hat sich seit 2018 verzehnfacht."],
    ),
    "dashes": (
        "pl.txt",
        (
            "„Rzeka umarła w trzy dni”\n\n11 kwietnia 2024\n\nRozmowa z Anną Wilczek, biolożką z Uniwersytetu\n\n"
            "– Co się stało z rybami?\n\n– W ciągu trzech dni wyłowiono 240 ton ryb.\n\n"
            "– Kto jest za to odpowiedzialny?\n\n– Kopalnia zrzucała solankę przez całą zimę.\n\n"
            "– Czy rzeka się odrodzi?\n\n– Niemcy wydają na monitoring dwa razy więcej niż Polska.\n"
        ),
        "Anną Wilczek",
        ["W ciągu trzech dni wyłowiono 240 ton ryb.", "Kopalnia zrzucała solankę przez całą zimę."],
    ),
    "dashes without a space": (
        "es.txt",
        (
            "«El río ya no llega al mar»\n\nEntrevista con Tomás Urrutia, hidrólogo de la Universidad de Murcia\n\n"
            "—¿Cuánta agua ha perdido el río?\n\n—El caudal ha caído un 42% desde 1990.\n\n—¿Y los regantes?\n\n"
            "—Los regantes consumen ocho de cada diez litros.\n\n—¿Qué ha hecho la Confederación?\n\n"
            "—La Confederación abrió 310 expedientes.\n"
        ),
        "Tomás Urrutia",
        ["El caudal ha caído un 42% desde 1990.", "La Confederación abrió 310 expedientes."],
    ),
    "names in capitals, shortened later": (
        "en.txt",
        (
            "ANNA COLE, HOST: Senator Paul Reyes is with us.\n\nSEN. PAUL REYES: The bill would have cost 90 billion dollars.\n\n"
            "COLE: But hospitals in your state are closing.\n\nREYES: Four hospitals closed under the last administration.\n"
        ),
        "Paul Reyes",
        [
            "The bill would have cost 90 billion dollars.",
            "Four hospitals closed under the last administration.",
        ],
    ),
    "names before dashes": (
        "pt.html",
        page(
            "O Tejo está a morrer devagar",
            "O biólogo Rui Fontes estuda o estuário há três décadas.",
            "<strong>Diário do Rio -</strong> O que mudou no estuário?",
            "<strong>Rui Fontes -</strong> As ostras desapareceram em 1973.",
            "<strong>Diário do Rio -</strong> E as fábricas da margem sul?",
            "<strong>Rui Fontes -</strong> Duas fábricas foram multadas em 2022.",
        ),
        "Rui Fontes",
        ["As ostras desapareceram em 1973.", "Duas fábricas foram multadas em 2022."],
    ),
    "voices of captions": (
        "en.vtt",
        (
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Dana Whitlock>How many trains were cancelled last year?\n\n"
            "00:04.000 --> 00:08.000\n<v Owen Parry>We cancelled 4.1 percent of trains.\n\n"
            "00:08.000 --> 00:12.000\n<v.loud Owen Parry>The regulator changed its method in 2021.\n"
        ),
        "Owen Parry",
        ["We cancelled 4.1 percent of trains.", "The regulator changed its method in 2021."],
    ),
    "a speech": (
        "fr.txt",
        (
            "Discours de la présidente de région, Hélène Marchetti\n\n8 mai 2024\n\nMesdames, Messieurs, merci.\n\n"
            "Notre région a créé 32 000 emplois depuis 2021. Je suis fière de vous. Nous avons rénové 146 lycées.\n"
        ),
        "Hélène Marchetti",
        ["Notre région a créé 32 000 emplois depuis 2021.", "Nous avons rénové 146 lycées."],
    ),
}


@pytest.mark.parametrize("layout", INTERVIEWS)
def test_answers_are_those_of_the_person_who_is_asked(layout: str) -> None:
    name, text, speaker, answers = INTERVIEWS[layout]

    found = {each.text: each.speaker for each in candidates(name, text, name[:2])}

    assert {each: found.get(each) for each in answers} == dict.fromkeys(answers, speaker)


def test_what_is_put_to_somebody_in_a_question_is_no_statement_of_theirs() -> None:
    name, text, _, _ = INTERVIEWS["bold questions, one of them a statement"]

    asked = next(each for each in candidates(name, text, "nl") if each.text.startswith("De minister zegt"))

    assert asked.speaker == "de minister"
    question = next(each for each in candidates(name, text, "nl") if each.text.startswith("Hoeveel"))
    assert question.score < 0.5
