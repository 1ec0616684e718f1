"""The language files are read only when the program needs a word of them."""

import subprocess
import sys

import pytest

LOADED = """
import sys
{what}
languages = sys.modules.get("factcheck.languages")
print("read" if languages and languages.language_files.cache_info().currsize else "not read")
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("import factcheck.cli", "not read"),
        ("import tui.app", "not read"),
        ("import factcheck.verifier.verdict.decide, factcheck.services.text.date_ranges", "not read"),
        (
            "from factcheck.verifier.text_language import language_of; language_of('the harbour of the city is open')",
            "read",
        ),
    ],
    ids=["the command line", "the terminal interface", "the verifier", "a text whose language is not known"],
)
def test_language_files_are_read_when_a_word_is_needed(what: str, state: str) -> None:
    ran = subprocess.run([sys.executable, "-c", LOADED.format(what=what)], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == state
