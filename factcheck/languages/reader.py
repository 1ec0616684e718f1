"""The reader of language files: TOML to the classes of the schema, with an error that names file, table and key."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from factcheck.errors import DeskError
from factcheck.languages.kinds import (
    DAYS_PER_WEEK,
    MONTHS_PER_YEAR,
    Examples,
    Months,
    Numbers,
    Patterns,
    Section,
    Texts,
    Week,
    Words,
)
from factcheck.languages.patterns import expression_of
from factcheck.languages.schema import Example, LanguageFile

COMMON = "common"
"""Name of the file for what pages in every language say: messages of servers, symbols of units."""
EXAMPLES = "\n[examples]\n"
"""The line at which the last table begins."""
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class LanguageFileError(DeskError):
    """A language file is wrong; the message names the file, the table and the key."""


def read_file(path: Path, *, examples: bool = False) -> LanguageFile:
    """Return a language file. Raises LanguageFileError.

    The examples take longer to read than all the rest, and only tests need them: they are the file's last table, and are
    left out unless they are asked for.
    """
    if path.stem != COMMON and not _TAG.fullmatch(path.stem):
        raise LanguageFileError(f"{path.name}: the name of the file is not a language tag, such as de or pt")
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text if examples else text.partition(EXAMPLES)[0])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LanguageFileError(f"{path.name}: this is not TOML in UTF-8: {error}") from error
    if "name" not in content:
        raise LanguageFileError(f'{path.name}: name is missing: give the English name of the language, name = "German"')
    return LanguageFile(**_values_of(LanguageFile, content, f"{path.name}: "))


def check_patterns(file: str, section: str, key: str, patterns: Iterable[str]) -> None:
    """Raise LanguageFileError for the first pattern that is not a regular expression."""
    for each in patterns:
        try:
            re.compile(expression_of(each))
        except re.error as error:
            raise LanguageFileError(
                f"{file}: [{section}] {key}: {each!r} is not a regular expression: {error}"
            ) from error


def _values_of(table: type, content: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the values of a table by their keys, as the types of the schema. ``place`` begins the message of an error."""
    known = {each.name: each.type for each in fields(table)}
    if unknown := next((key for key in content if key not in known), None):
        kind = "table or key" if table is LanguageFile else "key"
        raise LanguageFileError(f"{place}{unknown}: there is no such {kind}; there are: {', '.join(known)}")
    return {key: _value_of(known[key], key, value, place) for key, value in content.items()}


def _value_of(kind: Any, key: str, value: Any, place: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, Section) and isinstance(value, dict):
        return kind(**_values_of(kind, value, f"{place}[{key}] "))
    if kind is Words and isinstance(value, str):
        return Words(value.split())
    if kind is Patterns and _are_strings(value):
        return Patterns(value)
    if kind is Texts and _are_strings(value):
        return Texts(value)
    if kind is Months and _are_strings(value) and len(value) == MONTHS_PER_YEAR:
        return Months(Words(names.split()) for names in value)
    if kind is Week and _are_strings(value) and len(value) == DAYS_PER_WEEK:
        return Week(Words(names.split()) for names in value)
    if kind is Numbers and _are_strings(value):
        return Numbers(Words(names.split()) for names in value)
    if kind is Examples and isinstance(value, dict):
        return Examples({table: _examples_of(table, each, f"{place}[{key}] ") for table, each in value.items()})
    if kind in {str, bool, int} and type(value) is kind:
        return value
    raise LanguageFileError(f"{place}{key}: {_WANTED.get(kind, _WANTED[Section])}")


def _examples_of(table: str, value: Any, place: str) -> tuple[Example, ...]:
    """Return the examples of a table."""
    tables = [
        each.name for each in fields(LanguageFile) if isinstance(each.type, type) and issubclass(each.type, Section)
    ]
    if table not in tables:
        raise LanguageFileError(f"{place}{table}: there is no such table; there are: {', '.join(tables)}")
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise LanguageFileError(f"{place}{table}: write the examples as an array of inline tables")
    return tuple(Example(**_values_of(Example, {"reads": None, **each}, f"{place}{table}: ")) for each in value)


def _are_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


_WANTED: dict[Any, str] = {
    Words: "write the words as one string with spaces between them",
    Patterns: "write the patterns as an array of strings",
    Texts: "write the texts as an array of strings",
    Months: f"write {MONTHS_PER_YEAR} strings, one for each month",
    Week: f"write {DAYS_PER_WEEK} strings, one for each day",
    Numbers: "write an array of strings, one for each number",
    str: "write a string, in quotes",
    bool: "write true or false",
    int: "write a whole number",
    Section: "this is a table: write it in brackets, in a line of its own",
}
