"""Names of months, as people write them in dates."""

import unicodedata
from functools import cache

from factcheck.languages import language_files

ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""The names of the months for messages."""


def plain_letters(word: str) -> str:
    """Return a word without case and accents: fevrier is février."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).rstrip(".")


@cache
def month_numbers() -> dict[str, int]:
    """Return the numbers of the months by their names in every language, as ``plain_letters`` writes them."""
    return {
        plain_letters(name): number
        for file in language_files().values()
        for number, names in enumerate(file.dates.months, 1)
        for name in names
    }


@cache
def date_fillers() -> frozenset[str]:
    """Return words that mean nothing in a date: "3 de junio de 2024", "3 июня 2024 г."."""
    return frozenset(word for file in language_files().values() for word in file.dates.fillers)
