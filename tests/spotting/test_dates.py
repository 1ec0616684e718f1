"""A statement has a date only where its words and the date of the article give one."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.languages import language_files
from factcheck.spotting.dates import published_in_dateline, published_in_text, resolve
from factcheck.spotting.values import DateInterval


def days(text: str | None) -> DateInterval | None:
    """Return an interval written as "2024-05-31" or "2024-05-27/2024-06-02"."""
    if text is None:
        return None
    first, _, last = text.partition("/")
    return DateInterval(date.fromisoformat(first), date.fromisoformat(last or first))


WEDNESDAY, JUNE, TWO_DAYS = days("2024-06-05"), days("2024-06-01/2024-06-30"), days("2024-06-04/2024-06-05")

RESOLVED = [
    ("en", "It rose on Friday.", "2024-05-31"),
    ("en", "It rose on Wednesday.", "2024-06-05"),
    ("en", "It rose last Wednesday.", "2024-05-29"),
    ("en", "It rose on Friday last week.", "2024-05-31"),
    ("en", "He said on Friday that it will rise.", "2024-05-31"),
    ("en", "He said Friday it will rise.", "2024-05-31"),
    ("en", "It rose yesterday.", "2024-06-04"),
    ("en", "It rose last night.", "2024-06-04/2024-06-05"),
    ("en", "It rose this week.", "2024-06-03/2024-06-09"),
    ("en", "It rose last month.", "2024-05-01/2024-05-31"),
    ("en", "It rose last year.", "2023-01-01/2023-12-31"),
    ("en", "It rose in March.", "2024-03-01/2024-03-31"),
    ("en", "It rose in December.", "2023-12-01/2023-12-31"),
    ("en", "It rose in March last year.", "2023-03-01/2023-03-31"),
    ("en", "It rose on 3 May.", "2024-05-03"),
    ("en", "It rose on May 3rd, 2022.", "2022-05-03"),
    ("en", "It rose on Friday, May 31.", "2024-05-31"),
    ("en", "It rose from 3 to 5 May 2024.", "2024-05-03/2024-05-05"),
    ("en", "It rose between 2019 and 2023.", "2019-01-01/2023-12-31"),
    ("en", "It rose two weeks ago.", "2024-05-20/2024-05-26"),
    ("en", "It rose three years ago.", "2021-01-01/2021-12-31"),
    ("en", "It was 5% in 2023, up from 3% in 2022.", "2023-01-01/2023-12-31"),
    ("en", "The election will be held on 20 June.", "2024-06-20"),
    ("en", "It will open in 2030.", "2030-01-01/2030-12-31"),
    ("en", "It rose on 2024-05-03.", "2024-05-03"),
    ("en", "It rose between November and February.", "2023-11-01/2024-02-29"),
    ("es", "Subió el 10 sep 2023.", "2023-09-10"),
    ("fr", "Il a augmenté le 1er mai 2024.", "2024-05-01"),
    ("fr", "Il a augmenté vendredi dernier.", "2024-05-31"),
    ("fr", "Il a augmenté il y a deux jours.", "2024-06-03"),
    ("fr", "Il a augmenté en mars de l’année dernière.", "2023-03-01/2023-03-31"),
    ("de", "Der Preis stieg am vergangenen Freitag.", "2024-05-31"),
    ("de", "2023 stieg der Preis.", "2023-01-01/2023-12-31"),
    ("de", "Der Preis stieg vor zwei Tagen.", "2024-06-03"),
    ("de", "Der Preis stieg am 03.05.2024.", "2024-05-03"),
    ("es", "El precio subió el pasado viernes.", "2024-05-31"),
    ("es", "El precio subió el 3 de mayo de 2024.", "2024-05-03"),
    ("it", "Il prezzo è salito venerdì scorso.", "2024-05-31"),
    ("it", "Il prezzo è salito due giorni fa.", "2024-06-03"),
    ("pt", "O preço subiu na terça-feira (28).", "2024-05-28"),
    ("pt", "O preço subiu há dois dias.", "2024-06-03"),
    ("nl", "De prijs steeg afgelopen vrijdag.", "2024-05-31"),
    ("nl", "De prijs steeg twee dagen geleden.", "2024-06-03"),
    ("pl", "Cena wzrosła w ubiegły piątek.", "2024-05-31"),
    ("pl", "Cena wzrosła w maju 2024 r.", "2024-05-01/2024-05-31"),
    ("ru", "Цена выросла в прошлую пятницу.", "2024-05-31"),
    ("ru", "Цена выросла два дня назад.", "2024-06-03"),
    ("uk", "Ціна зросла минулої п’ятниці.", "2024-05-31"),
    ("sv", "Priset steg för två dagar sedan.", "2024-06-03"),
    ("sv", "Priset steg i fjol.", "2023-01-01/2023-12-31"),
    ("ar", "ارتفع السعر أمس.", "2024-06-04"),
    ("ar", "ارتفع السعر في مارس الماضي.", "2024-03-01/2024-03-31"),
    ("xx", "x 2024-05-03 x", "2024-05-03"),
]


@pytest.mark.parametrize(("language", "text", "expected"), RESOLVED)
def test_a_date_is_resolved_by_the_day_of_publication(language: str, text: str, expected: str) -> None:
    assert resolve(text, WEDNESDAY, language).interval == days(expected)


UNRESOLVED = [
    ("en", "In 2019 the port moved 94 per cent; now it moves 88."),
    ("de", "2019 legten 94 Schiffe an, inzwischen sind es 88."),
    ("fr", "En 2019, 94 navires accostaient, désormais ils sont 88."),
    ("es", "En 2019 había tres barcos y ahora solo uno."),
    ("it", "Nel 2019 le navi erano tre, ora è una."),
    ("pt", "Em 2019 havia três navios e agora há um."),
    ("nl", "In 2019 kwamen er drie schepen, nu één."),
    ("pl", "W 2019 roku były trzy statki, teraz jest jeden."),
    ("ru", "В 2019 году было три корабля, теперь один."),
    ("uk", "У 2019 році було три кораблі, тепер один."),
    ("sv", "År 2019 fanns tre fartyg, nu ett."),
    ("es", "El puerto mueve el triple que hace seis años."),
    ("es", "Es la tasa más baja desde que el satélite empezó a medir, en 2008."),
    ("pt", "O porto movimenta o dobro do que em 2012."),
    ("pt", "É a menor taxa desde que o sistema entrou em operação, em 2008."),
    ("fr", "Le port traite le double qu’en 2012."),
    ("fr", "C’est le taux le plus bas depuis que le port a rouvert, en 2008."),
    ("it", "Il porto movimenta il doppio che nel 2012."),
    ("it", "È il livello più basso da quando il porto ha riaperto, nel 2008."),
    ("en", "It is the lowest rate since the harbour reopened in 2008."),
    ("de", "Das ist der niedrigste Wert seit der Öffnung des Hafens im Jahr 2008."),
    ("nl", "De haven verwerkt meer dan zes jaar geleden."),
    ("pl", "Port obsługuje więcej niż w 2012 roku."),
    ("ru", "Порт принимает больше, чем в 2012 году."),
    ("uk", "Порт приймає більше, ніж у 2012 році."),
    ("sv", "Det är lägst sedan hamnen öppnade igen 2008."),
    ("en", "They will meet on Friday."),
    ("en", "They meet every Friday."),
    ("en", "They meet next Friday."),
    ("en", "Black Friday sales rose."),
    ("en", "It has risen since 2020."),
    ("en", "It must rise by 2030."),
    ("en", "The 2015 Paris agreement was signed."),
    ("en", "2,023 people came, and 1999 of them stayed."),
    ("en", "People may march."),
    ("en", "The president, who was elected in 2019, spoke."),
    ("en", "Elected in 2019, he resigned in 2021."),
    ("en", "He said on Friday that it rose in 2022."),
    ("en", "It rose on 3/4/2024."),
    ("en", "It rose on 31 February 2024."),
    ("en", "It was 10 years ago."),
    ("en", "He sent the report in October of that year."),
    ("en", "It is 18% below what it was in 2019."),
    ("de", "Der Bund gibt heute weniger aus als vor zehn Jahren."),
    ("pt", "Arderam 5.200 hectares, o dobro do que ardeu em 2017."),
    ("fr", "Il a augmenté depuis mars."),
    ("fr", "Ils se réuniront vendredi."),
    ("de", "Am Freitag wird abgestimmt."),
    ("de", "Er kaufte 2023 Äpfel."),
    ("es", "El viernes votará el Congreso."),
    ("pt", "Foi a segunda queda na quinta edição."),
    ("ru", "Он защищает окружающую среду."),
]


@pytest.mark.parametrize(("language", "text"), UNRESOLVED)
def test_a_date_that_is_not_certain_is_not_given(language: str, text: str) -> None:
    assert resolve(text, WEDNESDAY, language).interval is None


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("It rose on Friday.", None, None),
        ("It rose on Friday.", JUNE, None),
        ("It rose this week.", JUNE, None),
        ("It rose last year.", JUNE, "2023-01-01/2023-12-31"),
        ("It rose in March.", JUNE, "2024-03-01/2024-03-31"),
        ("It rose in March 2024.", None, "2024-03-01/2024-03-31"),
        ("It rose yesterday.", TWO_DAYS, "2024-06-03/2024-06-04"),
        ("It rose on Friday.", TWO_DAYS, "2024-05-31"),
        ("It rose on Wednesday.", TWO_DAYS, None),
    ],
)
def test_a_publication_that_is_not_one_day_gives_no_more_than_it_knows(
    text: str, published: DateInterval | None, expected: str | None
) -> None:
    assert resolve(text, published, "en").interval == days(expected)


def test_an_unresolved_date_is_mentioned_with_its_words() -> None:
    (mention,) = resolve("Les alliés se sont déclarés vendredi préoccupés.", JUNE, "fr").mentions

    assert (mention.words, mention.interval, mention.is_relative) == ("vendredi", None, True)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Published 3 May 2024, 12:00\n\nPrices rose.", "2024-05-03"),
        ("en", "Prices rise\n3 May 2024\n\nPrices rose.", "2024-05-03"),
        ("fr", " date 2024-06 {{#rendered}} {{/rendered}}\n\nLes prix ont augmenté.", "2024-06-01/2024-06-30"),
        ("de", "Die Preise stiegen.\n\nStand: 03.05.2024, 12:00 Uhr", "2024-05-03"),
        ("en", "The treaty of 3 May 2024 was signed.", None),
        ("en", "3 May 2024 was a Friday.", None),
        ("en", "", None),
    ],
)
def test_the_lines_around_an_article_say_when_it_was_published(language: str, text: str, expected: str | None) -> None:
    assert published_in_text(text, language) == days(expected)


WORDS = st.sampled_from(
    "on in last next Friday May March 3 31 2024 1999 , since by between and from to yesterday ago two days week year the will "
    "le vendredi mars dernier am Freitag vor zwei Tagen 12.13.2024 2024-02-31 ( ) % : /".split()
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(WORDS, max_size=25),
    st.sampled_from(sorted(tag for tag, file in language_files().items() if file.dates.months)),
    st.dates() | st.none(),
)
def test_any_text_has_mentions_that_are_its_words(words: list[str], language: str, published: date | None) -> None:
    text = " ".join(words)

    found = resolve(text, DateInterval(published, published) if published else None, language)

    assert all(text[each.start : each.end] == each.words for each in found.mentions)
    assert all(a.end <= b.start for a, b in zip(found.mentions, found.mentions[1:], strict=False))
    assert all(each.interval.start <= each.interval.end for each in found.mentions if each.interval)
    assert published is not None or not any(each.interval for each in found.mentions if each.is_relative)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "A new quay\n\nLerwick, 12 March 2026\n\nThe quay opened.", date(2026, 3, 12)),
        ("de", "Neue Busse\nKiel, 14. März 2026\n\nDie Stadt kauft Busse.", date(2026, 3, 14)),
        ("en", "Leeds, 10 May 2024 (Northwire) - The quay fell.", date(2024, 5, 10)),
        ("en", "A view of the old quay in Lerwick, 12 March 2019\n\nThe quay opened.", None),
        ("en", "Lerwick, 12 March 2019 was the day when it opened.", None),
    ],
)
def test_a_report_was_published_on_the_day_of_its_dateline(language: str, text: str, expected: date | None) -> None:
    found = published_in_dateline(text, language)

    assert found == (DateInterval(expected, expected) if expected else None)
