"""Reads tables (CSV, TSV). Cells are separated, so that adjacent numbers are not read as one."""

import csv
import re

from factcheck.verifier.document import Document
from factcheck.verifier.read.data import document

CELL_SEPARATOR = "|"
"""The separator of cells: unlike a space or a comma, it does not join digits to one number."""
TABLE_MAX_CHARACTERS = 1_500_000
"""Maximum amount of text of a table that is parsed."""
_RUN_TOGETHER = re.compile(r"\d[,\t]\s?[\d$€£+-]")
"""Two numbers that read as one with the delimiter between them."""


def read_delimited(text: str, *, charset: str, truncated: str | None, language: str | None) -> Document | None:
    """Return the cells of a table, row by row, or None where it has only one column and so is plain text.

    Rows with numbers beside a delimiter are repeated as they are written, for quotes from the file itself.
    """
    head = next((line for line in text.splitlines()[:50] if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", head)
    delimiter = max("\t,;|", key=bare.count)
    if delimiter not in bare:
        return None
    if len(text) > TABLE_MAX_CHARACTERS:
        text, truncated = text[:TABLE_MAX_CHARACTERS], truncated or "length"
    source = text.splitlines(keepends=True)
    reader = csv.reader(source, delimiter=delimiter)
    rows: list[str] = []
    as_written: list[str] = []
    before = 0
    try:
        for row in reader:
            rows.append(CELL_SEPARATOR.join([" ".join(cell.split()) for cell in row]))
            written = "".join(source[before : reader.line_num])
            if _RUN_TOGETHER.search(written):
                as_written.append(written.replace('""', '"'))
            before = reader.line_num
    except csv.Error:
        return None
    return document("table", "\n".join(rows + as_written), charset=charset, truncated=truncated, language=language)
