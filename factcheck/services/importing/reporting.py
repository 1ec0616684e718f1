"""The report of an import: the number of rows with each result and each kind of note."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from factcheck.services.importing.rows import ImportedRow

_VALUE = re.compile(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"|https?:\S+|(?<=claim )\d+|[^\s,]*[./][^\s,]+\.[^\s,]*(?=\s|$)")
_COLUMN = re.compile(r"column [^'\"\n]*?: ")
"""The name of a column, which a kind of note keeps unchanged."""
RANGES_MAX = 12
"""Ranges of rows that a line of the report lists."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The number of rows with each result and each kind of note."""

    results: Counter[str]
    notes: Counter[str]
    rows: dict[str, list[int]] = field(default_factory=dict)
    """Row numbers by kind of note."""


def report(rows: Sequence[ImportedRow]) -> ImportReport:
    """Return the number of rows with each result and each kind of note."""
    notes: Counter[str] = Counter()
    lines_by_kind: dict[str, list[int]] = {}
    for row in rows:
        for note in row.notes:
            column = named[0] if (named := _COLUMN.match(note)) else ""
            kind = column + _VALUE.sub("…", note[len(column) :])
            notes[kind] += 1
            lines_by_kind.setdefault(kind, []).append(row.line)
    return ImportReport(Counter(str(row.result) for row in rows), notes, lines_by_kind)


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers as text, with consecutive ones as a range: "2-14, 17"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number - spans[-1][1] in {0, 1}:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    named = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:RANGES_MAX]]
    return ", ".join(named) + (f" and {len(spans) - RANGES_MAX} more" if len(spans) > RANGES_MAX else "")
