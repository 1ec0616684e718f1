"""Reads lists of links from a file or stdin: one address or one JSON object per line.

A list is read twice, first for its hosts and again line by line as the checks start, so that a line costs eight bytes of
memory. Input that cannot be read twice is copied to a temporary file.
"""

import json
import os
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from factcheck.cli.context import stdin
from factcheck.errors import InputError
from factcheck.redaction import redact_address
from factcheck.services.editing.text_rules import check_quote, fragment_quote
from factcheck.services.link_list import LinkRequest
from factcheck.vocabulary import TextQuoteSelector

LINE_MAX_BYTES = 2_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that cannot be checked."""

    number: int
    id: Any
    url: str | None
    why: str


def request(
    url: str, quote: str | None, prefix: str, suffix: str, id_: Any, language: str | None = None
) -> LinkRequest:
    """Return the request of a line: an address with a quote, or with the words of its text fragment. Raises InputError.

    A password in the address is removed, because the address is refused either way and is printed.
    """
    url = redact_address(url)
    if quote is None:
        if prefix or suffix:
            raise InputError("a prefix or suffix needs a quote; give the quote too")
        return LinkRequest(id_, url, fragment_quote(url), language)
    selector = TextQuoteSelector(quote, prefix, suffix)
    check_quote(selector)
    return LinkRequest(id_, url, selector, language)


@contextmanager
def open_lines(name: str) -> "Iterator[Lines]":
    """Yield the lines of a file, or of stdin for "-". Raises InputError for a file that cannot be read or is UTF-16."""
    with tempfile.TemporaryFile() as spool:
        if name == "-":
            shutil.copyfileobj(stdin(), spool)
            yield Lines(name, _checked(name, spool))
            return
        with _opened(name) as file:
            if not file.seekable():
                shutil.copyfileobj(file, spool)
            yield Lines(name, _checked(name, file if file.seekable() else spool))


@contextmanager
def open_text_lines(name: str) -> Iterator[Iterator[bytes]]:
    """Yield the lines of a file, or of stdin for "-", to be read once. Raises InputError as ``open_lines`` does."""
    with nullcontext(stdin()) if name == "-" else _opened(name) as file:
        yield _read_once(name, file)


def _read_once(name: str, file: BinaryIO) -> Iterator[bytes]:
    for number, line in enumerate(file):
        if not number and line.startswith(_UTF16):
            raise _is_utf16(name)
        yield line


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
        raise _is_utf16(name)
    return file


def _is_utf16(name: str) -> InputError:
    return InputError(f"{name} is UTF-16; save it as UTF-8")


class Lines:
    """Lines of an open file, numbered from 1."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name, self.file = name, file
        self.offsets = array("q", [0])
        self.broken = 0

    def requests(self, report: Callable[[Broken], None]) -> Iterator[tuple[int, LinkRequest]]:
        """Yield requests with their line numbers, and pass broken lines to ``report``."""
        while raw := self.file.readline(LINE_MAX_BYTES + 1):
            size, ended = len(raw), raw.endswith(b"\n")
            while not ended and (more := self.file.readline(LINE_MAX_BYTES)):
                size, ended = size + len(more), more.endswith(b"\n")
            self.offsets.append(self.offsets[-1] + size)
            number = len(self.offsets) - 1
            match self._read(number, raw):
                case LinkRequest() as asked:
                    yield number, asked
                case Broken() as broken:
                    self.broken += 1
                    report(broken)

    def again(self, number: int) -> LinkRequest:
        """Return the request of a line that was read before."""
        start, end = self.offsets[number - 1 : number + 1]
        asked = self._read(number, os.pread(self.file.fileno(), end - start, start))
        if not isinstance(asked, LinkRequest):
            raise InputError(f"{self.name} changed while it was read")
        return asked

    def _read(self, number: int, raw: bytes) -> LinkRequest | Broken | None:
        """Return the request of a line; None: it is empty or a comment."""
        if len(raw) > LINE_MAX_BYTES:
            return Broken(number, None, None, f"line {number} is longer than {LINE_MAX_BYTES:,} bytes")
        try:
            line = raw.removeprefix(b"\xef\xbb\xbf").decode().strip()
        except UnicodeDecodeError:
            return Broken(number, None, None, f"line {number} is not UTF-8")
        if not line or line.startswith("#"):
            return None
        if not line.startswith("{"):
            return request(line, None, "", "", number)
        try:
            given = json.loads(line, parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            return Broken(number, None, None, f"line {number} is not valid JSON: {error}")
        return _asked(number, given)


def _asked(number: int, given: dict[str, Any]) -> LinkRequest | Broken:
    id_, url = given.get("id", number), given.get("url")
    if not isinstance(url, str) or not url.strip():
        return Broken(number, id_, None, f"line {number} has no url")
    url = redact_address(url)
    for name in ("quote", "prefix", "suffix", "language"):
        if not isinstance(given.get(name), str | None):
            return Broken(number, id_, url, f"line {number}: the {name} is not a text")
    prefix, suffix = given.get("prefix") or "", given.get("suffix") or ""
    try:
        return request(url, given.get("quote"), prefix, suffix, id_, given.get("language"))
    except InputError as error:
        return Broken(number, id_, url, f"line {number}: {error.message}")


def refuse_constant(name: str) -> NoReturn:
    """Raise ValueError for NaN or Infinity, which are not JSON."""
    raise ValueError(f"{name} is not a number")
