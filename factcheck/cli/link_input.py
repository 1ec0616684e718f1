"""Lists of links, from a file or stdin: lines of URL, or JSON Lines; each line asks for something, or says why not.

A list is read twice, once for what it asks and once more for each line whose turn has come: a million lines are eight
bytes a line. What cannot be read twice is kept in a temporary file.
"""

import json
import os
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from factcheck.cli.context import stdin
from factcheck.errors import InputError
from factcheck.redaction import redact_address
from factcheck.services.editing.text_rules import check_quote, pointed_at
from factcheck.services.link_list import LinkRequest
from factcheck.vocabulary import TextQuoteSelector

LONGEST = 2_000_000
"""Bytes of a line."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that asks for nothing."""

    number: int
    id: Any
    url: str | None
    why: str


def request(
    url: str, quote: str | None, prefix: str, suffix: str, id_: Any, language: str | None = None
) -> LinkRequest:
    """Return what a line asks for: the quote, or the words its address points at. Raises InputError.

    A password in the address goes: the address is refused with or without it, and is printed.
    """
    url = redact_address(url)
    if quote is None:
        if prefix or suffix:
            raise InputError("a prefix or suffix without a quote; give the quote too")
        return LinkRequest(id_, url, pointed_at(url), language)
    selector = TextQuoteSelector(quote, prefix, suffix)
    check_quote(selector)
    return LinkRequest(id_, url, selector, language)


@contextmanager
def open_lines(name: str) -> "Iterator[Lines]":
    """Give the lines of a file, or of stdin for "-". Raises InputError for what cannot be read, or is UTF-16."""
    with tempfile.TemporaryFile() as spool:
        if name == "-":
            shutil.copyfileobj(stdin(), spool)
            yield Lines(name, _checked(name, spool))
            return
        with _opened(name) as file:
            if not file.seekable():
                shutil.copyfileobj(file, spool)
            yield Lines(name, _checked(name, file if file.seekable() else spool))


def _opened(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None


def _checked(name: str, file: BinaryIO) -> BinaryIO:
    file.flush()
    file.seek(0)
    start = file.read(2)
    file.seek(0)
    if start in _UTF16:
        raise InputError(f"{name} is UTF-16; save it as UTF-8")
    return file


class Lines:
    """The lines of an open file, numbered from 1."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name, self.file = name, file
        self.offsets = array("q", [0])
        self.broken = 0

    def requests(self, tell: Callable[[Broken], None]) -> Iterator[tuple[int, LinkRequest]]:
        """Give the lines that ask for something, by number; ``tell`` is told of those that are broken."""
        while raw := self.file.readline(LONGEST + 1):
            size, ended = len(raw), raw.endswith(b"\n")
            while not ended and (more := self.file.readline(LONGEST)):
                size, ended = size + len(more), more.endswith(b"\n")
            self.offsets.append(self.offsets[-1] + size)
            number = len(self.offsets) - 1
            match self._read(number, raw):
                case LinkRequest() as asked:
                    yield number, asked
                case Broken() as broken:
                    self.broken += 1
                    tell(broken)

    def again(self, number: int) -> LinkRequest:
        """Return what a line asks for that was read before."""
        start, end = self.offsets[number - 1 : number + 1]
        asked = self._read(number, os.pread(self.file.fileno(), end - start, start))
        if not isinstance(asked, LinkRequest):
            raise InputError(f"{self.name} was changed while it was read")
        return asked

    def _read(self, number: int, raw: bytes) -> LinkRequest | Broken | None:
        """Return what a line asks for; None: nothing, it is empty or a comment."""
        if len(raw) > LONGEST:
            return Broken(number, None, None, f"line {number} is longer than {LONGEST:,} bytes")
        try:
            line = raw.removeprefix(b"\xef\xbb\xbf").decode().strip()
        except UnicodeDecodeError:
            return Broken(number, None, None, f"line {number} is not UTF-8")
        if not line or line.startswith("#"):
            return None
        if not line.startswith("{"):
            return request(line, None, "", "", number)
        try:
            given = json.loads(line, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            return Broken(number, None, None, f"line {number} is no JSON: {error}")
        return _asked(number, given)


def _asked(number: int, given: dict[str, Any]) -> LinkRequest | Broken:
    id_, url = given.get("id", number), given.get("url")
    if not isinstance(url, str) or not url.strip():
        return Broken(number, id_, None, f"line {number} has no url")
    url = redact_address(url)
    for name in ("quote", "prefix", "suffix", "language"):
        if not isinstance(given.get(name), str | None):
            return Broken(number, id_, url, f"line {number}: the {name} is no text")
    prefix, suffix = given.get("prefix") or "", given.get("suffix") or ""
    try:
        return request(url, given.get("quote"), prefix, suffix, id_, given.get("language"))
    except InputError as error:
        return Broken(number, id_, url, f"line {number}: {error.message}")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
