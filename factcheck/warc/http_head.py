"""The head of a response in its record: as received, except for fields that would mislead a reader of the record. Pure.

The body is stored with its transfer coding undone, so that the record's payload is HTTP's (WARC 1.1, "payload"; RFC 9112,
7): the fields that describe it are renamed, not dropped, as crawlers do. A line that is not a header field, which
readers of WARC files take for the end of the head or skip, is stored under a name of its own.
"""

import re

from factcheck.verifier.http.http1_parser import parse_head

RENAMED_PREFIX = b"X-Archive-Orig-"
LINE_FIELD = b"X-Archive-Orig-Line: "
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] [1-9]\d\d(?: [^\r\n]*)?\r?\n")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:")
_CHUNKED = re.compile(rb"^transfer-encoding[ \t]*:[^\r\n]*\bchunked\b", re.IGNORECASE | re.MULTILINE)


def stored_head(head: bytes) -> bytes:
    """Return a head, with the empty line that ends it, for the record of its response."""
    first, *lines = re.findall(rb"[^\n]*\n", head)
    out = [first] if _STATUS_LINE.fullmatch(first) else [_status_line(first), LINE_FIELD + first]
    misleading = {b"transfer-encoding"} | ({b"content-length"} if _CHUNKED.search(head) else set())
    for line in lines[:-1]:
        field = _FIELD.match(line)
        if field is not None:
            out.append(RENAMED_PREFIX + line if field[1].lower() in misleading else line)
        elif line[:1] in {b" ", b"\t"} and _is_visible(line):
            out.append(line)
        else:
            out.append(LINE_FIELD + line)
    return b"".join([*out, lines[-1]])


def _status_line(first: bytes) -> bytes:
    head = parse_head(first)
    return b"HTTP/1.0 %d\r\n" % (head.status if head else 200)


def _is_visible(line: bytes) -> bool:
    """Return whether a line has visible characters, in Latin-1 and in UTF-8."""
    return bool(line.decode("latin-1").strip()) and bool(line.decode("utf-8", "replace").strip())
