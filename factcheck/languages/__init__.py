"""Language data: the words and phrases by which the program reads pages and quotes, one TOML file for each language.

What is a word is in these files; what is a rule is in code. The files are read when the first word is needed, once in
each process. docs/how-to/add-a-language.md says how to write one.
"""

import re
from functools import cache
from pathlib import Path

from factcheck.languages.patterns import joined
from factcheck.languages.reader import COMMON, check_patterns, read_file
from factcheck.languages.schema import LanguageFile

FOLDER = Path(__file__).parent


@cache
def language_files() -> dict[str, LanguageFile]:
    """Return the language files by their tags, in the order of their precedence. Raises LanguageFileError."""
    files = {path.stem: read_file(path) for path in sorted(FOLDER.glob("*.toml"))}
    return dict(sorted(files.items(), key=lambda item: (item[1].precedence, item[0])))


def primary(language: str | None) -> str:
    """Return the primary subtag of a language tag (BCP 47), in lower case: "pt" of "pt-BR"; empty where there is none."""
    return (language or "").replace("_", "-").partition("-")[0].lower()


@cache
def in_every_file(section: str, key: str) -> tuple[str, ...]:
    """Return the words or patterns under a key in all files, in the order of the files, without repetitions."""
    return tuple(
        dict.fromkeys(each for file in language_files().values() for each in getattr(getattr(file, section), key))
    )


@cache
def all_words(section: str, key: str) -> frozenset[str]:
    """Return the words under a key in all files."""
    return frozenset(in_every_file(section, key))


@cache
def by_language(section: str, key: str) -> dict[str, tuple[str, ...]]:
    """Return the words under a key by the tags of the languages that have some; those of ``common.toml`` are left out."""
    return {
        tag: words
        for tag, file in language_files().items()
        if tag != COMMON and (words := getattr(getattr(file, section), key))
    }


@cache
def languages_with(switch: str) -> frozenset[str]:
    """Return the tags of the languages for which a switch of ``grammar`` is on."""
    files = language_files()
    return frozenset(
        {
            *(tag for tag, file in files.items() if getattr(file.grammar, switch)),
            *getattr(files[COMMON].other_languages, switch, ()),
        }
    )


@cache
def pattern(section: str, key: str, template: str = "{}") -> re.Pattern[str]:
    """Return the patterns under a key in all files as one, in any case; ``template`` says what is around them.

    Raises LanguageFileError for a pattern that is not a regular expression.
    """
    try:
        return re.compile(template.replace("{}", joined(in_every_file(section, key))), re.IGNORECASE)
    except re.error:
        for tag, file in language_files().items():
            check_patterns(f"{tag}.toml", section, key, getattr(getattr(file, section), key))
        raise
