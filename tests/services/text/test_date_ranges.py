"""Dates of claims: the forms that are read, and the message for any other text."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.services.text.date_ranges import format_date_range, parse_date_range

JUNE_3 = date(2024, 6, 3)
MONTH_NAMES = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}


def read(text: str) -> tuple[date | None, date | None] | str:
    """Return what a date means, or the sentence that refuses it."""
    try:
        return parse_date_range(text)
    except InputError as error:
        return error.message


@pytest.mark.parametrize(
    ("text", "first", "last", "shown"),
    [
        ("2024-06-01", date(2024, 6, 1), date(2024, 6, 1), "2024-06-01"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-02-01/2024-02-29"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024-01-01/2024-12-31"),
        ("2024-05/2024-06-03", date(2024, 5, 1), date(2024, 6, 3), "2024-05-01/2024-06-03"),
        ("../2024", None, date(2024, 12, 31), "../2024-12-31"),
        ("2024-06-01/..", date(2024, 6, 1), None, "2024-06-01/.."),
        ("..", None, None, None),
        ("June 2024", date(2024, 6, 1), date(2024, 6, 30), "2024-06-01/2024-06-30"),
        ("Feb. 2023", date(2023, 2, 1), date(2023, 2, 28), "2023-02-01/2023-02-28"),
        ("May 2024/3 June 2024", date(2024, 5, 1), JUNE_3, "2024-05-01/2024-06-03"),
        (" 1.6.2024 / .. ", date(2024, 6, 1), None, "2024-06-01/.."),
    ],
)
def test_a_date_is_a_range_of_days(text: str, first: date | None, last: date | None, shown: str | None) -> None:
    assert parse_date_range(text) == (first, last)
    assert format_date_range(first, last) == shown


@pytest.mark.parametrize(
    "text",
    [
        "3 June 2024", "June 3, 2024", "june 3 2024", "3rd June 2024", "June 3rd, 2024", "2024 June 3", "3 Jun. 2024",
        "the 3rd of June 2024", "3.6.2024", "03.06.2024", "3. 6. 2024", "2024/06/03", "2024-6-3", "2024-06-03T10:15:00Z",
        "3 juin 2024", "3 JUIN 2024", "3. Juni 2024", "3 de junio de 2024", "3 giugno 2024", "3 de junho de 2024",
        "3 juni 2024", "3 czerwca 2024 r.", "3 июня 2024 г.", "3 июня 2024 года", "3 червня 2024 року", "３ June ２０２４",
        "3\u00a0June\u20092024",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert parse_date_range(text) == (JUNE_3, JUNE_3)


@pytest.mark.parametrize("text", ["1er août 2024", "1er aou\u0302t 2024", "1er aout 2024", "1º de agosto de 2024"])
def test_accents_and_ordinals_do_not_change_a_date(text: str) -> None:
    assert parse_date_range(text) == (date(2024, 8, 1), date(2024, 8, 1))


@pytest.mark.parametrize("language", MONTH_NAMES)
def test_each_month_has_its_name_in_each_language(language: str) -> None:
    for number, name in enumerate(MONTH_NAMES[language].split(), 1):
        for written in (name, name.upper(), name.title()):
            assert parse_date_range(f"2 {written} 2019")[0] == date(2019, number, 2), written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/12/2024", date(2024, 12, 25)),
        ("12/25/2024", date(2024, 12, 25)),
        ("4/4/2024", date(2024, 4, 4)),
        ("29/02/2024", date(2024, 2, 29)),
        ("25-12-2024", date(2024, 12, 25)),
    ],
)
def test_a_date_with_slashes_is_read_if_it_can_mean_only_one_day(text: str, day: date) -> None:
    assert parse_date_range(text) == (day, day)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("3/4/2024", ("3 April or March 4", "2024-04-03 or 2024-03-04")),
        ("03/04/2024", ("3 April or March 4", "2024-04-03 or 2024-03-04")),
        ("12-11-1999", ("12 November or December 11", "1999-11-12 or 1999-12-11")),
    ],
)
def test_a_date_that_means_two_days_is_refused_with_both(text: str, readings: tuple[str, str]) -> None:
    answer = read(text)

    assert isinstance(answer, str)
    assert text in answer and all(reading in answer for reading in readings)


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2024-13", "2023-02-29", "24-06-01", "2024-06-02/2024-06-01", "0000", "2024/2025/2026", "/",
        "31 June 2024", "29 February 2023", "30/2/2024", "13/13/2024", "3.6.24", "3 6 2024", "June", "3 June", "June 3",
        "2024 2025", "3 June 2024 May", "June 2024 June", "3 3 June 2024", "5 June 12", "100 June 2024", "3 Brumaire 2024",
        "2024/", "/2024", "3 June 2024/1 June 2024", "2024-06-01 at noon", "3 June 2024?", "x" * 100_000,
    ],
)  # fmt: skip
def test_other_text_is_refused_in_one_line_that_names_it(text: str) -> None:
    answer = read(text)

    assert isinstance(answer, str)
    assert "\n" not in answer and len(answer) < 400
    assert repr(text)[:60] in answer


WRITTEN: list[Callable[[date], str]] = [
    date.isoformat,
    lambda day: f"{day.day}.{day.month}.{day.year:04}",
    lambda day: f"{day.year:04}/{day.month}/{day.day}",
    *[
        form
        for names in MONTH_NAMES.values()
        for form in (
            lambda day, names=names: f"{day.day} {names.split()[day.month - 1]} {day.year:04}",
            lambda day, names=names: f"{names.split()[day.month - 1].upper()} {day.day}, {day.year:04}",
        )
    ],
]


@given(st.dates(), st.sampled_from(WRITTEN))
def test_every_day_is_read_in_every_form_and_in_the_form_in_which_it_is_shown(
    day: date, written: Callable[[date], str]
) -> None:
    assert parse_date_range(written(day)) == (day, day)
    assert parse_date_range(str(format_date_range(day, day))) == (day, day)


@given(st.dates())
def test_a_day_with_slashes_is_that_day_or_refused_with_both_readings(day: date) -> None:
    found = read(f"{day.day}/{day.month}/{day.year:04}")

    assert found == (day, day) or (day.isoformat() in found and "can mean two dates" in found)


@given(st.none() | st.dates(), st.none() | st.dates())
def test_a_date_range_is_read_in_the_form_in_which_it_is_shown(start: date | None, end: date | None) -> None:
    if start and end and start > end:
        start, end = end, start
    shown = format_date_range(start, end)

    assert shown is None or parse_date_range(shown) == (start, end)


PIECES = st.sampled_from(
    [*"0123456789", "2024", "12", "june", "мая", "/", ".", "-", " ", "..", "T10:00", "er", "de", "é"]
)


@given(st.text() | st.lists(PIECES).map("".join))
def test_any_text_is_a_date_range_or_is_refused(text: str) -> None:
    found = read(text)

    if isinstance(found, str):
        assert "\n" not in found
    else:
        assert None in found or found[0] <= found[1]  # type: ignore[operator]
