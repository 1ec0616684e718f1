"""Reader of delimited tables (RFC 4180) that tolerates common mistakes.

The header decides the delimiter. A quotation mark that is not closed makes only its own row broken: reading continues at
the next line that looks like a row.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.errors import InputError

DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'"?sep=(?P<delimiter>[^"\r\n])"?[,;\t|]*(?:\r\n|\n|\r|\Z)', re.IGNORECASE)
_ANY_LINE_END = "\r\n|\n|\r"
_ADDRESS = re.compile(r"\s*https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A row: its cells, or the reason why it is broken."""

    line: int
    """The line on which it begins."""
    cells: tuple[str, ...] = ()
    broken: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header, and an iterator over its rows."""

    header: tuple[str, ...]
    delimiter: str | None
    """None: the table has one column."""
    rows: Iterator[Record]


def read_table(path: str, text: str, count_known: Callable[[Sequence[str]], int]) -> Table:
    """Return a table. ``count_known`` counts the known column names in a header.

    The delimiter is the one in an Excel ``sep=`` line. Without such a line, it is the one that gives the header the most
    known names, then the most names.
    """
    start, line = _skip_blank(text, 0, 1)
    named = _SEP_LINE.match(text, start)
    if named:
        start, line = _skip_blank(text, named.end(), line + 1)
    candidates = [_Scanner(text, named["delimiter"])] if named else [_Scanner(text, each) for each in DELIMITERS]
    headers = [(scanner, scanner.record(start)) for scanner in candidates]
    scanner, header = max(headers, key=lambda each: (count_known(each[1].cells), len(each[1].cells)))
    if header.open_quote is not None:
        raise InputError(f"{path} has a header with a quotation mark that is not closed (line {line}); close it")
    if len(header.cells) == 1 and not named:
        scanner = _Scanner(text, None)
        header = scanner.record(start)
    line += scanner.lines_between(start, header.end)
    scanner = _Scanner(text, scanner.delimiter, _line_ends_below(text, header.end))
    rows = _Rows(scanner, len(header.cells)).read(header.end, line)
    return Table(tuple(header.cells), scanner.delimiter, rows)


def _line_ends_below(text: str, header_end: int) -> str:
    """Return the pattern of line ends below a header. If LF or CR alone ends the header, the other is text in a cell."""
    header = text[max(header_end - 2, 0) : header_end]
    return _ANY_LINE_END if header == "\r\n" or header[-1:] not in {"\r", "\n"} else header[-1]


def _skip_blank(text: str, start: int, line: int) -> tuple[int, int]:
    blank = re.compile(r"[ \t]*(?:\r\n|\n|\r)")
    while match := blank.match(text, start):
        start, line = match.end(), line + 1
    return start, line


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The cells of one row."""

    cells: list[str]
    end: int
    """The position after the line end."""
    open_quote: int | None = None
    """The column, from 1, of a quotation mark that does not enclose a cell; the cells end before it."""


class _Scanner:
    """Scanner of rows with one delimiter."""

    def __init__(self, text: str, delimiter: str | None, ends: str = _ANY_LINE_END) -> None:
        self.text, self.delimiter = text, delimiter
        stop = re.escape(delimiter) if delimiter else ""
        end = rf"(?P<end>{stop}|{ends}|\Z)" if delimiter else rf"(?P<end>{ends}|\Z)"
        stray = r"\r?" if ends == "\n" else ""
        self.quoted = re.compile(rf' *"(?P<cell>[^"]*+(?:""[^"]*+)*+)" *{stray}{end}')
        self.opening = re.compile(r' *"')
        self.bare = re.compile(rf"(?P<cell>[^{stop}{ends.replace('|', '')}]*+){end}")
        self.ending = re.compile(ends)

    def record(self, start: int) -> _Parsed:
        """Return the row that begins at a position."""
        cells: list[str] = []
        while True:
            match = self.quoted.match(self.text, start)
            if match:
                cells.append(match["cell"].replace('""', '"'))
            elif self.opening.match(self.text, start):
                return _Parsed(cells, start, len(cells) + 1)
            else:
                match = self.bare.match(self.text, start)
                assert match
                cells.append(match["cell"])
            start = match.end()
            if match["end"] != self.delimiter:
                return _Parsed(cells, start)

    def line(self, start: int) -> list[str]:
        """Return the cells of one line; quotation marks that do not enclose a cell are text."""
        stop = self.line_end(start)
        cells: list[str] = []
        while True:
            match = self.quoted.match(self.text, start, stop)
            if match:
                cells.append(match["cell"].replace('""', '"'))
            else:
                match = self.bare.match(self.text, start, stop)
                assert match
                cells.append(match["cell"])
            start = match.end()
            if match["end"] != self.delimiter:
                return cells

    def line_end(self, start: int) -> int:
        """Return the end of the line at a position."""
        match = self.ending.search(self.text, start)
        return match.start() if match else len(self.text)

    def next_line(self, start: int) -> int:
        """Return the beginning of the line after the one at a position."""
        match = self.ending.search(self.text, start)
        return match.end() if match else len(self.text)

    def lines_between(self, start: int, end: int) -> int:
        """Return the number of line ends between two positions."""
        if len(self.ending.pattern) == 1:
            return self.text.count(self.ending.pattern, start, end)
        count = self.text.count
        return count("\n", start, end) + count("\r", start, end) - count("\r\n", start, end)


class _Rows:
    """Reader of the rows below a header."""

    def __init__(self, scanner: _Scanner, width: int) -> None:
        self.scanner, self.width = scanner, width
        self.widths = {width}
        """The numbers of cells that rows have had so far."""

    def read(self, start: int, line: int) -> Iterator[Record]:
        """Yield the rows from a position on, without blank lines."""
        scanner = self.scanner
        while start < len(scanner.text):
            parsed = scanner.record(start)
            if parsed.open_quote is None and not self._contains_rows(start, parsed):
                if any(cell.strip() for cell in parsed.cells):
                    self.widths.add(len(parsed.cells))
                    yield Record(line, tuple(parsed.cells))
                end = parsed.end
            else:
                end = scanner.next_line(start)
                record = self._as_text(start, line)
                if record is None:
                    end = self._next_row(max(end, scanner.next_line(parsed.end) if parsed.open_quote else 0))
                    record = Record(line, broken=self._unclosed_reason(parsed, start, line, end))
                yield record
            line += scanner.lines_between(start, end)
            start = end

    def _as_text(self, start: int, line: int) -> Record | None:
        """Return a line whose quotation marks are paired and enclose words, not cells. None: one is not closed."""
        cells = self.scanner.line(start)
        marks = self.scanner.text.count('"', start, self.scanner.line_end(start))
        if marks % 2 or len(cells) != self.width:
            return None
        return Record(line, tuple(cells), note="quotation marks that do not enclose a whole cell were read as text")

    def _contains_rows(self, start: int, parsed: _Parsed) -> bool:
        """Return whether a cell of several lines contains rows: its quotation mark is closed by that of another row."""
        scanner = self.scanner
        second = scanner.next_line(start)
        if second >= parsed.end or self.width < 2:
            return False
        lines = []
        while start < parsed.end:
            lines.append(scanner.line(start))
            start = scanner.next_line(start)
        if len(parsed.cells) != self.width:
            inner = any(len(cells) == self.width for cells in lines[1:])
            return inner and (len(lines[0]) == self.width or self.width > 2)
        if any(len(cells) != self.width for cells in lines):
            return False
        return any(all(_ADDRESS.match(cell) for cell in column) for column in zip(*lines, strict=True))

    def _next_row(self, start: int) -> int:
        """Return the beginning of the next line that has the width of a row above, or the end of the text."""
        scanner = self.scanner
        while start < len(scanner.text):
            parsed = scanner.record(start)
            if parsed.open_quote is None and len(parsed.cells) in self.widths and any(map(str.strip, parsed.cells)):
                return start
            if parsed.open_quote is not None and len(scanner.line(start)) in self.widths:
                return start
            start = scanner.next_line(start)
        return start

    def _unclosed_reason(self, parsed: _Parsed, start: int, line: int, end: int) -> str:
        column = parsed.open_quote or 1 + next(
            (at for at, cell in enumerate(parsed.cells) if "\n" in cell or "\r" in cell), 0
        )
        last = line + self.scanner.lines_between(start, end) - (end < len(self.scanner.text) or self._ends_with_line())
        lost = f"; lines {line} to {last} were not read" if last > line else ""
        return f"a quotation mark in column {column} is not closed, or closed before the cell's end{lost}"

    def _ends_with_line(self) -> bool:
        return self.scanner.text.endswith(("\n", "\r"))
