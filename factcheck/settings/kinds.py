"""Kinds of values that a setting can have, and how text, JSON and TOML become one of them.

A sum of small converters instead of pydantic: importing pydantic costs more time than the first screen of claims, and the
interface reads the same settings as every command.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final
from urllib.parse import urlsplit


@final
class Secret:
    """A text that neither ``str`` nor ``repr`` shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """Return the text itself."""
        return self._value

    def __str__(self) -> str:
        return "**********" if self._value else ""

    def __repr__(self) -> str:
        return f"Secret('{self}')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __bool__(self) -> bool:
        return bool(self._value)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value."""

    name: str
    """Name in the reference."""
    expected: str
    """Description of accepted values; it follows the word "give"."""
    convert: Callable[[Any], Any]
    """Return the value of what a source gives. Raises ValueError or TypeError for what is not of this kind."""


def _number(raw: Any) -> float:
    if isinstance(raw, bool):
        raise TypeError
    if isinstance(raw, str) and not raw.isascii():
        raise ValueError  # float() reads the digits of every script
    value = float(raw)
    if not math.isfinite(value):
        raise ValueError
    return value


def _whole_number(raw: Any) -> int:
    if isinstance(raw, bool):
        raise TypeError
    if isinstance(raw, int):
        return raw
    if isinstance(raw, str):
        whole = re.fullmatch(r"\s*([+-]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?\s*", raw)
        if whole is None:
            raise ValueError
        return int(whole[1])
    if not _number(raw).is_integer():
        raise ValueError
    return int(raw)


_SWITCHES = dict.fromkeys("1 true on yes t y".split(), True) | dict.fromkeys("0 false off no f n".split(), False)


def _switch(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | str):
        return _SWITCHES[str(raw).strip().lower()]
    raise TypeError


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    raw.encode()  # bytes of an argument that are not UTF-8 become surrogates, which cannot be stored or sent
    return raw


def _line(raw: Any) -> str:
    line = _text(raw)
    if any(character < " " or character == "\x7f" for character in line):
        raise ValueError
    return line


def _secret(raw: Any) -> Secret:
    return raw if isinstance(raw, Secret) else Secret(_text(raw))


def _path(raw: Any) -> Path:
    if isinstance(raw, Path):
        return raw
    text = _text(raw)
    if "\0" in text:
        raise ValueError
    return Path(text)


def _absolute_path(raw: Any) -> Path:
    path = _path(raw)
    if not path.is_absolute():
        raise ValueError
    return path


def _web_address(raw: Any) -> str:
    text = _text(raw)
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not text.isprintable() or " " in text:
        raise ValueError
    return text


def _archive_address(raw: Any) -> str:
    text = _web_address(raw).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@\\]+(?:/[^\s?#\\]*)?", text):
        raise ValueError
    return text


def _mail_address(raw: Any) -> str:
    text = _text(raw)
    name, at, host = text.rpartition("@")
    if not (name and at and host) or not text.isascii() or not text.isprintable() or set(text) & set(' ,;<>"'):
        raise ValueError
    return text


def _mail_addresses(raw: Any) -> tuple[str, ...]:
    listed = json.loads(raw) if isinstance(raw, str) else raw
    if not isinstance(listed, list | tuple):
        raise TypeError
    return tuple(map(_mail_address, listed))


def _keys(raw: Any) -> dict[str, str]:
    table = json.loads(raw) if isinstance(raw, str) else raw
    if not isinstance(table, Mapping):
        raise TypeError
    return {_text(name): _text(value) for name, value in table.items()}


def _weights(raw: Any) -> dict[str, float]:
    table = json.loads(raw) if isinstance(raw, str) else raw
    if not isinstance(table, Mapping):
        raise TypeError
    return {_text(name): _weight(value) for name, value in table.items()}


def _weight(raw: Any) -> float:
    weight = _number(raw)
    if not -1 <= weight <= 1:
        raise ValueError
    return weight


def _dimensions(raw: Any) -> dict[str, tuple[float, str]]:
    table = json.loads(raw) if isinstance(raw, str) else raw
    if not isinstance(table, Mapping):
        raise TypeError
    return {_text(name): (_weight(value["weight"]), _line(value["words"])) for name, value in table.items()}


NUMBER = Kind("number", "a number", _number)
WHOLE_NUMBER = Kind("whole number", "a whole number", _whole_number)
SWITCH = Kind("true or false", "true or false", _switch)
TEXT = Kind("text", "a text", _text)
LINE = Kind("text", "a text on one line", _line)
SECRET_TEXT = Kind("text", "a text", _secret)
PATH = Kind("path", "a path", _path)
ABSOLUTE_PATH = Kind(
    "absolute path", "the whole path, starting with /, because a timer starts in another folder", _absolute_path
)
WEB_ADDRESS = Kind("web address", "an address such as https://hooks.example/T1/B2", _web_address)
ARCHIVE_ADDRESS = Kind(
    "web address", "an http(s) address without a query, such as https://archive.example/web", _archive_address
)
MAIL_ADDRESS = Kind("mail address", "a mail address such as desk@news.example", _mail_address)
MAIL_ADDRESSES = Kind(
    "list of mail addresses", 'a list of mail addresses such as ["desk@news.example"]', _mail_addresses
)
KEYS = Kind("table", 'a table of commands and keys such as {rate = "w"}', _keys)

WEIGHTS = Kind("table", "a table of reasons and weights from -1 to 1 such as {figure = 0.3}", _weights)
DIMENSIONS = Kind(
    "table", 'a table of names such as {climate = {weight = 0.2, words = "glacier* sea_level"}}', _dimensions
)

KIND_OF_TYPE: dict[object, Kind] = {
    float: NUMBER,
    int: WHOLE_NUMBER,
    int | None: WHOLE_NUMBER,
    bool: SWITCH,
    str: TEXT,
    Path | None: PATH,
    Secret | None: SECRET_TEXT,
}
"""The kind of a setting that names none, by its annotation."""
