"""Heads in records: byte for byte as received, and never parsed differently by a reader of the record."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeadersParser

from factcheck.warc.http_head import stored_head

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Odd:\tvalue\r\n folded\r\n\r\n"
PIECES = st.sampled_from(
    [
        b"Name: value",
        b"no field",
        b" \t",
        b"",
        b" folded",
        b"Transfer-Encoding: chunked",
        b"\x85",
        b"A\xff: \xe9",
        b":",
        b"\x0b",
    ]
)
STATUS = st.sampled_from(
    [b"HTTP/1.1 200 OK", b"ICY 200", b"HTTP/1.0 404", b"HTTP/2 200", b"HTTP/1.1  200 x", b"http 503"]
)


@pytest.mark.parametrize(
    ("came", "stored"),
    [
        (PLAIN, PLAIN),
        (b"HTTP/1.0 404\n\n", b"HTTP/1.0 404\n\n"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\nX-Archive-Orig-Content-Length: 3\r\n\r\n",
        ),
        (
            b"ICY 200 fine\r\nrubbish\r\n\r\n",
            b"HTTP/1.0 200\r\nX-Archive-Orig-Line: ICY 200 fine\r\nX-Archive-Orig-Line: rubbish\r\n\r\n",
        ),
    ],
)
def test_a_head_is_stored_as_received_except_for_misleading_fields(came: bytes, stored: bytes) -> None:
    assert stored_head(came) == stored


@given(STATUS, st.lists(PIECES), st.sampled_from([b"\r\n", b"\n"]))
def test_a_reader_finds_the_body_where_the_head_ends(first: bytes, lines: list[bytes], end: bytes) -> None:
    # An empty line would end the head on the wire; one of white space does not.
    head = stored_head(end.join([first, *(line for line in lines if line), b"", b""]))
    stream = io.BytesIO(head + b"the body")

    parsed = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"]).parse(stream)

    assert stream.read() == b"the body"
    assert parsed.get_header("transfer-encoding") is None
    assert parsed.get_statuscode().isdecimal()
