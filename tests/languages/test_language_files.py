"""Every language file is valid, and the program reads its examples as the file says."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from factcheck.languages import FOLDER, all_words, language_files
from factcheck.languages.kinds import Patterns, Section, Words
from factcheck.languages.patterns import expression_of
from factcheck.languages.reader import COMMON, LanguageFileError, check_patterns, read_file
from factcheck.languages.schema import Example
from tests.support.language_examples import reading_of
from tests.support.language_schema import PAGE, tables, with_schema

PATHS = sorted(FOLDER.glob("*.toml"))


def switches_elsewhere() -> dict[str, str]:
    """Return the switch of each language that has no file of its own, by its tag."""
    others = language_files()[COMMON].other_languages
    return {tag: key.name for key in fields(others) for tag in getattr(others, key.name)}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_language_file_is_valid_and_its_examples_are_read_as_it_says(path: Path) -> None:
    file = read_file(path, examples=True)
    wrong: list[str] = []
    for name in tables():
        section: Section = getattr(file, name)
        content = {each.name: getattr(section, each.name) for each in fields(section)}
        for key, value in content.items():
            if isinstance(value, Patterns):
                check_patterns(path.name, name, key, value)
            if key == "verb_suffix":
                check_patterns(path.name, name, key, [value])
            if isinstance(value, Words | Patterns):
                wrong += [f"[{name}] {key}: {each!r} is there twice" for each in set(value) if value.count(each) > 1]
        if any(content.values()) and name not in file.examples and name != "other_languages":
            wrong.append(f"[examples] {name}: there is no example for this table: add one")
    if path.stem in (switches := switches_elsewhere()):
        wrong.append(f"[grammar]: set {switches[path.stem]} here, and remove {path.stem} from it in {COMMON}.toml")
    for name, examples in file.examples.items():
        for example in examples:
            read = reading_of(path.stem, name, example)
            if read != example.reads:
                wrong.append(f"[examples] {name}: the program reads {example} as {read!r}")

    assert wrong == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_the_examples_are_the_last_table(path: Path) -> None:
    assert [*tomllib.loads(path.read_text(encoding="utf-8"))][-1] == "examples"
    assert not read_file(path).examples


@pytest.mark.parametrize(
    ("section", "key", "name", "reading"),
    [
        ("page_parts", "answers", "{}", "answers"),
        ("page_parts", "opinions", "{}", "answers"),
        ("page_parts", "opinion", "reader-{}", "answers"),
        ("page_parts", "readers", "{}-letters", "answers"),
        ("addresses", "home", "/{}", "home"),
        ("addresses", "error", "/{}", "error"),
        ("addresses", "gone", "/{}", "error"),
        ("addresses", "negation", "/{}-found", "error"),
        ("addresses", "being_there", "/not-{}", "error"),
    ],
)
def test_every_word_is_recognized_in_a_name_or_an_address(section: str, key: str, name: str, reading: str) -> None:
    words = all_words(section, key)
    read = {word: reading_of("en", section, Example(reading, text=name.format(word))) for word in words}

    assert {word for word, found in read.items() if found != reading} == set()


def test_english_has_every_table() -> None:
    english = language_files()["en"]

    for name in tables():
        section: Section = getattr(english, name)
        filled = any(getattr(section, each.name) for each in fields(section))
        assert filled or name == "other_languages", name


WRONG = [
    ('name = "X"\n[negation]\nwords = ["not"]', "de.toml: [negation] words: write the words as one string"),
    ('name = "X"\n[negation]\nword = "not"', "de.toml: [negation] word: there is no such key; there are: words, "),
    ('name = "X"\n[negations]\nwords = "not"', "de.toml: negations: there is no such table or key; there are: name, "),
    ('name = "X"\nnegation = "not"', "de.toml: negation: this is a table: write it in brackets"),
    ('name = "X"\n[page_phrases]\nlogin = "log in"', "de.toml: [page_phrases] login: write the patterns as an array"),
    ('name = "X"\n[page_phrases]\nlogin = [1]', "de.toml: [page_phrases] login: write the patterns as an array"),
    ('name = "X"\n[dates]\nmonths = ["jan"]', "de.toml: [dates] months: write 12 strings, one for each month"),
    ('name = "X"\n[grammar]\ndecimal_point = 1', "de.toml: [grammar] decimal_point: write true or false"),
    ('name = "X"\nprecedence = true', "de.toml: precedence: write a whole number"),
    ('name = "X"\n[examples]\ndates = [{ text = "3 May" }]', "de.toml: [examples] dates: reads: write a string"),
    ('name = "X"\n[examples]\ndates = [{ txt = "3 May" }]', "de.toml: [examples] dates: txt: there is no such key"),
    ('name = "X"\n[examples]\ndates = "3 May"', "de.toml: [examples] dates: write the examples as an array"),
    ('name = "X"\n[examples]\ndate = []', "de.toml: [examples] date: there is no such table; there are: grammar, "),
    ("[dates]", "de.toml: name is missing: give the English name of the language"),
    ("name =", "de.toml: this is not TOML in UTF-8: "),
]


@pytest.mark.parametrize(("content", "message"), WRONG)
def test_a_wrong_file_gets_an_error_that_names_file_table_and_key(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "de.toml"
    path.write_text(content)

    with pytest.raises(LanguageFileError, match="^" + re.escape(message)):
        read_file(path, examples=True)


def test_a_file_that_is_not_utf_8_gets_an_error_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "de.toml"
    path.write_bytes('name = "Français"'.encode("latin-1"))

    with pytest.raises(LanguageFileError, match=r"^de\.toml: this is not TOML in UTF-8"):
        read_file(path)


def test_the_name_of_a_file_is_a_language_tag(tmp_path: Path) -> None:
    path = tmp_path / "German words.toml"
    path.write_text('name = "German"')

    with pytest.raises(LanguageFileError, match=r"^German words\.toml: the name of the file is not a language tag"):
        read_file(path)


def test_a_pattern_that_is_not_a_regular_expression_gets_an_error_with_its_place() -> None:
    with pytest.raises(LanguageFileError, match=re.escape("de.toml: [page_phrases] login: '(log in'")):
        check_patterns("de.toml", "page_phrases", "login", ("log in", "(log in"))


@pytest.mark.parametrize(
    ("pattern", "expression"),
    [
        ("(page|article) not found", "(?:page|article) not found"),
        ("can’?t be found", "can['’]?t be found"),
        (r"not found \(404\)", r"not found \(404\)"),
        ("404 ?[([]page[])]", "404 ?[([]page[])]"),
        ("(?=page)", "(?=page)"),
        ("[’(]", "[’(]"),
    ],
)
def test_groups_do_not_capture_and_either_apostrophe_matches(pattern: str, expression: str) -> None:
    assert expression_of(pattern) == expression


def test_the_page_on_adding_a_language_has_every_table_and_key() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_schema(page), "write it anew with: python -m tests.support.language_schema"
