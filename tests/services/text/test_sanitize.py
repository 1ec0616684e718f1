"""Sanitized text does not control a terminal, and keeps everything that can be read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.services.text.sanitize import sanitize_text

DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANY = st.text(
    st.characters()
    | st.sampled_from("\x00\x07\x1b\x7f\x85\x9b\r\n\t\v\f\u2028\u2029\u00ad\u200b\ufeff\ud800" + DIRECTIONS)
)


@given(ANY, st.booleans())
def test_sanitized_text_does_not_control_a_terminal(text: str, lines: bool) -> None:
    shown = sanitize_text(text, lines=lines).replace("\n", "" if lines else "\n")

    assert {unicodedata.category(character) for character in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert set(shown).isdisjoint(DIRECTIONS)
    shown.encode()


@given(ANY)
def test_a_line_stays_a_line(text: str) -> None:
    assert len(sanitize_text(text).splitlines()) <= 1


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"])))
def test_readable_text_is_not_changed(text: str) -> None:
    assert sanitize_text(text) == text


@given(ANY)
def test_sanitizing_twice_is_sanitizing_once(text: str) -> None:
    assert sanitize_text(sanitize_text(text)) == sanitize_text(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x9b31m", "\ufffd31m"),
        ("a\x00b\x7f", "a␀b␡"),
        ("a\tb\nc\r\nd\re", "a b c d e"),
        ("a\u2028b\u2029c\vd\fe", "a b c d e"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("\u2066x\u2069", "\ufffdx\ufffd"),
        ("so\u00adft\u200b \ufeffhyphen", "soft hyphen"),
        ("a\u00a0b\u3000c", "a b c"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚀 ÉÉ 北", "👩\u200d🚀 ÉÉ 北"),
        ("\ud800", "\ufffd"),
    ],
)
def test_each_kind_of_character_has_its_replacement(text: str, shown: str) -> None:
    assert sanitize_text(text) == shown


def test_line_breaks_stay_on_request() -> None:
    assert sanitize_text("a\nb\r\nc\rd", lines=True) == "a\nb\nc d"
