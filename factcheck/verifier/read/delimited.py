"""Tables as text (CSV, TSV): their cells apart, so that two figures beside each other are not read as one."""

import csv
import re

from factcheck.verifier.document import Document
from factcheck.verifier.read.data import document

CELL_SEPARATOR = "|"
"""Stands between cells; it joins no figures, as a space or a comma may, and takes no more room."""
TABLE_MAX_CHARACTERS = 1_500_000
"""Characters of a table that are taken apart."""
_RUN_TOGETHER = re.compile(r"\d[,\t]\s?[\d$€£+-]")
"""Two figures that read as one where the delimiter stands between them."""


def read_delimited(text: str, *, charset: str, truncated: str | None, language: str | None) -> Document | None:
    """Return the cells of a table, row by row; None: it has only one column, so it is plain text.

    Rows whose figures a comma parts follow once more as they are written: whoever quotes from the file itself quotes that.
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
