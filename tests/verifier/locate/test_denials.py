"""Negations around a quote: new ones are found, and an unchanged page is never called altered."""

import pytest

from bench.quote_cases import document
from factcheck.verifier.locate import locate
from factcheck.vocabulary import DifferenceKind, TextQuoteSelector

KIND = DifferenceKind
OPENED_BY_A_NEGATION = [
    ("en", "All was said.", "No release date was set for the new film, she said.", "release date was set"),
    ("en", "It was late.", "Not all of the boats came back to the harbour.", "all of the boats came back"),
    ("es", "El ministro fue claro.", "No vamos a retirar las tropas.", "vamos a retirar las tropas"),
    ("es", "El ministro fue claro:", "«No vamos a retirar las tropas», afirmó.", "vamos a retirar las tropas"),
    ("pl", "Premier odpowiedział.", "– Nie wyślemy tam wojsk – powiedział.", "wyślemy tam wojsk"),
    ("de", "Der Rat tagte lange.", "Keine Einigung wurde gestern erzielt.", "Einigung wurde gestern erzielt"),
    ("fr", "Le maire a parlé.", "Aucun accord ne sera signé cette année.", "accord ne sera signé cette année"),
    ("he", "ראש הממשלה אמר כי", '"לא נסכים להפסקת אש" היום.', "נסכים להפסקת אש"),
    ("zh", "发言人说：", "“不会向他们提供武器。”", "会向他们提供武器"),
    ("ru", "Мэр ответил.", "Не будем закрывать этот мост зимой.", "будем закрывать этот мост зимой"),
]


@pytest.mark.parametrize(("language", "before", "sentence", "quote"), OPENED_BY_A_NEGATION)
def test_a_negation_before_a_quote_without_a_prefix_is_not_new(
    language: str, before: str, sentence: str, quote: str
) -> None:
    match = locate(TextQuoteSelector(quote), document(f"{before} {sentence}", language))

    assert match and match.differences == ()


@pytest.mark.parametrize(("language", "before", "sentence", "quote"), OPENED_BY_A_NEGATION)
def test_a_negation_that_the_prefix_lacks_is_new(language: str, before: str, sentence: str, quote: str) -> None:
    page = document(f"{before} {sentence}", language)
    stands = page.text.index(quote)

    new = locate(TextQuoteSelector(quote, before + " "), page)
    same = locate(TextQuoteSelector(quote, page.text[max(0, stands - 40) : stands]), page)

    assert new and [each.kind for each in new.differences] == [KIND.NEGATION]
    assert same and same.differences == ()


@pytest.mark.parametrize(
    ("quote", "text", "altered"),
    [
        ("Release date was set", "No release date was set for the new film.", True),
        ("“Vamos a retirar las tropas”", "No vamos a retirar las tropas, dijo.", True),
        ("Agreed to pay for the bridge", "They had not agreed to pay for the bridge.", True),
        ("[R]elease date was set", "No release date was set for the new film.", False),
        ("[H]ave a plan for the town", "They do not have a plan for the town.", False),
        ("… Have a plan for the town", "They do not have a plan for the town.", False),
        ("Agreed to by all of us", "The plan is not “agreed to by all of us”, he said.", False),
        ("we will pay for the bridge ourselves", "No, we will pay for the bridge ourselves.", False),
        ("10 will pay for the bridge", "No 10 will pay for the bridge, it was said.", False),
        ("agreed to pay", "We never agreed. Agreed to pay? No.", False),
        ("Vamos a retirar las tropas", "«Vamos a retirar las tropas», afirmó. No.", False),
    ],
)
def test_a_capital_shows_that_the_quote_began_its_sentence(quote: str, text: str, *, altered: bool) -> None:
    match = locate(TextQuoteSelector(quote), document(text, "es" if "tropas" in text else "en"))

    assert match and [each.kind for each in match.differences] == [KIND.NEGATION] * altered


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("They do not agree to pay for the bridge.", [KIND.WORD]),
        ("The mayor was clear: not agree to pay for the bridge, ever.", [KIND.NEGATION, KIND.WORD]),
    ],
)
def test_a_negation_before_a_changed_first_word_counts_only_if_it_opens_the_sentence(
    text: str, kinds: list[DifferenceKind]
) -> None:
    match = locate(TextQuoteSelector("agreed to pay for the bridge"), document(text, "en"))

    assert match and [each.kind for each in match.differences] == kinds


@pytest.mark.parametrize(
    ("language", "prefix", "now", "quote"),
    [
        ("en", "It is not easy to say so. ", "It is not easy to say so. It is not true that ", "the town is lost"),
        ("en", "It is not easy to say so. He ", "It is not easy to say so. He has not ", "agreed to the plan"),
        ("en", "It never was easy, but he ", "It never was easy, but he never ", "agreed to the plan"),
        ("en", "It is not easy to say so. ", "Analysts agree. It is not true that ", "the town is lost"),
        ("en", "She did not wait. Then he ", "She did not wait. Then he did not ", "agree to the plan"),
        ("de", "Das ist nicht leicht. Er ", "Das ist nicht leicht. Er hat nicht ", "dem Plan zugestimmt"),
        ("fr", "Ce n'est pas simple. Il ", "Ce n'est pas simple. Il n'a pas ", "accepté le plan hier"),
        ("es", "No es fácil. El alcalde ", "No es fácil. El alcalde no ", "aceptó el plan ayer"),
        ("ru", "Это не просто. Мэр ", "Это не просто. Мэр не ", "принял этот план вчера"),
        ("zh", "不知道怎么说。他们", "不知道怎么说。他们不", "会提供武器给邻国"),
    ],
)
def test_a_new_negation_is_found_although_the_prefix_has_the_same_word(
    language: str, prefix: str, now: str, quote: str
) -> None:
    before, after = (
        locate(TextQuoteSelector(quote, prefix), document(f"A line. {words}{quote}.", language))
        for words in (prefix, now)
    )

    assert before and before.differences == ()
    assert after and [each.kind for each in after.differences] == [KIND.NEGATION]


@pytest.mark.parametrize(
    ("prefix", "now"),
    [
        ("It is not easy to say so. He ", "It isn't easy to say so. Yet he "),
        ("It is not easy to say so, but he ", "It is not so easy to say so, but he "),
        ("who could not be reached, said she ", "The mayor, who could not be reached then, said she "),
        ("It was not all. He never ", "It was not at all. He never "),
        ("could not be sure that he ", "Those who never came there could not be quite sure that he "),
    ],
)
def test_a_negation_that_the_prefix_has_is_not_new(prefix: str, now: str) -> None:
    match = locate(TextQuoteSelector("agreed to the plan", prefix), document(f"{now}agreed to the plan.", "en"))

    assert match and match.differences == ()


def test_a_new_denial_after_the_quote_is_found_although_the_suffix_has_the_same_word() -> None:
    selector = TextQuoteSelector("the town is lost to the sea", "", ", he said. It is not far")
    page = document("Reports: the town is lost to the sea, he did not say. It is not far.", "en")

    match = locate(selector, page)

    assert match and [each.kind for each in match.differences] == [KIND.NEGATION]


GERMAN = (
    "Der Rat der Stadt hat am Montag über die Brücke beraten, und die Mehrheit war für den Plan. Die Kosten werden auf drei"
    " Millionen Euro geschätzt, sagte die Sprecherin, und der Bau soll im Mai beginnen. Für die Anwohner ist das eine gute"
    " Nachricht, denn der Weg in die Stadt wird mit der Brücke kürzer. "
)
FRENCH = (
    "Le conseil de la ville a débattu lundi du pont, et la majorité est pour le projet. Les travaux sont prévus pour le mois"
    " de mai, selon la porte-parole, qui parle d'une bonne nouvelle pour les riverains. "
)


@pytest.mark.parametrize(
    ("declared", "around", "quote", "now", "kind"),
    [
        ("en", GERMAN, "Die Stadt wird den Bau bezahlen", "Die Stadt wird den Bau nicht bezahlen", KIND.NEGATION),
        ("en-US", GERMAN, "Die Stadt wird den Bau bezahlen", "Die Stadt wird den Bau nie bezahlen", KIND.NEGATION),
        ("fr", GERMAN, "Das Geld reicht für die Brücke", "Das Geld reicht für keine Brücke", KIND.NEGATION),
        ("en", FRENCH, "la ville peut payer les travaux", "la ville ne peut payer les travaux", KIND.NEGATION),
        ("de", FRENCH, "la ville peut payer les travaux", "la ville peut jamais payer les travaux", KIND.NEGATION),
        ("de", GERMAN, "Die Stadt wird den Bau bezahlen", "Die Stadt wird den Bau nicht bezahlen", KIND.NEGATION),
        ("en", GERMAN, "Die Stadt wird den Bau bezahlen", "Die Stadt wird den Bau bald bezahlen", KIND.WORD),
    ],
)
def test_negations_of_the_written_language_count_whatever_the_page_declares(
    declared: str, around: str, quote: str, now: str, kind: DifferenceKind
) -> None:
    match = locate(TextQuoteSelector(quote), document(f"{around}{now}. {around}", declared))

    assert match and [each.kind for each in match.differences] == [kind]


@pytest.mark.parametrize("declared", ["de", "en", "fr-CA"])
def test_a_denial_in_the_written_language_is_found_whatever_the_page_declares(declared: str) -> None:
    selector = TextQuoteSelector("die Stadt den Bau bezahlt", "Die Sprecherin sagte, dass ")
    page = document(f"{GERMAN}Die Sprecherin sagte nicht, dass die Stadt den Bau bezahlt. {GERMAN}", declared)

    match = locate(selector, page)

    assert match and [each.kind for each in match.differences] == [KIND.NEGATION]


def test_an_elision_must_not_hide_a_negation_of_the_written_language() -> None:
    selector = TextQuoteSelector("die Stadt wird den Bau […] bezahlen")
    page = document(f"{GERMAN}Und die Stadt wird den Bau nicht bezahlen. {GERMAN}", "en")

    match = locate(selector, page)

    assert match and KIND.NEGATION in {each.kind for each in match.differences}
