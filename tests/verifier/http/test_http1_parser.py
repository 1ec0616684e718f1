"""HTTP/1 responses: any split gives the same head and body, and no bytes do harm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.http.http1_parser import (
    HEAD_MAX_BYTES,
    ChunkedBody,
    ContentLengthBody,
    Head,
    HeadReader,
    NotHttp,
    UntilCloseBody,
    body_framing,
    parse_head,
)

LINES = [b"HTTP/1.1 200 OK", b"HTTP/1.1 103 x", b"A: b", b" c", b"", b":", b"x\x00", b"<p>", b"Content-Length: 3"]
SIZES = st.lists(st.integers(1, 50), min_size=1, max_size=4)


def read(data: bytes, sizes: list[int]) -> tuple[Head, bytes] | str:
    """Return the parsed head and the bytes after it, or that it is not HTTP."""
    reader, start, turn = HeadReader(), 0, 0
    try:
        while start < len(data):
            end = start + sizes[turn % len(sizes)]
            head = reader.feed(data[start:end])
            if head:
                return head, bytes(reader.buffer) + data[end:]
            start, turn = end, turn + 1
        return reader.end(), bytes(reader.buffer)
    except NotHttp:
        return "not HTTP"


@pytest.mark.corpus
@given(
    st.lists(
        st.sampled_from(
            [b"HTTP/1.1 200 OK", b"HTTP/1.1 103 x", b"A: b", b" c", b"", b":", b"x\x00", b"<p>", b"Content-Length: 3"]
        ),
        max_size=9,
    ),
    st.sampled_from([b"\n", b"\r\n"]),
    SIZES,
)
@settings(max_examples=300)
def test_a_head_is_the_same_in_any_split(lines: list[bytes], newline: bytes, sizes: list[int]) -> None:
    data = newline.join(lines)

    assert read(data, sizes) == read(data, [1])


@pytest.mark.corpus
@given(st.binary(max_size=400), SIZES)
@settings(max_examples=200)
def test_bytes_without_http_or_markup_are_not_a_response(data: bytes, sizes: list[int]) -> None:
    assert (
        read(data, sizes) == "not HTTP"
        or data.lstrip()[:1] == b"<"
        or b"HTTP" in data.upper()
        or b"ICY" in data.upper()
    )


def test_header_lines_stay_in_order_and_malformed_ones_are_left_out() -> None:
    head = parse_head(b"HTTP/1.0 200 OK\r\nA: 1\r\n 2\r\nrubbish\r\na : 3\r\n: 4\r\nB c: 5\r\nLink:<x>\r\n")

    assert head == Head(200, ((b"a", b"1 2"), (b"a", b"3"), (b"link", b"<x>")), is_http10=True)


@pytest.mark.parametrize(
    "line", [b"", b"GET / HTTP/1.1", b"HTTP/1.1 OK", b"HTTP/1.1 2000 OK", b"HTTP/1.1 099 No", b"SSH-2.0-x"]
)
def test_a_head_needs_a_status_line(line: bytes) -> None:
    assert parse_head(line) is None


@pytest.mark.parametrize("line", [b"HTTP/1.1 2000 OK", b"ICY 2000 OK"])
def test_a_status_with_a_fourth_digit_is_rejected_in_any_split(line: bytes) -> None:
    pieces = [[size] for size in range(1, len(line) + 1)]

    assert {read(line + b"\r\n\r\nwords", sizes) for sizes in pieces} == {"not HTTP"}


def test_a_head_without_an_end_is_rejected() -> None:
    reader = HeadReader()
    reader.feed(b"HTTP/1.1 200 OK\r\n")

    with pytest.raises(NotHttp):
        reader.feed(b"X: y\r\n" * HEAD_MAX_BYTES)


@pytest.mark.parametrize(
    ("raw", "persists"),
    [
        (b"HTTP/1.1 200 OK", True),
        (b"HTTP/1.1 200 OK\nConnection: Close", False),
        (b"HTTP/1.0 200 OK", False),
        (b"HTTP/1.0 200 OK\nConnection: x, Keep-Alive", True),
    ],
)
def test_a_connection_persists_if_the_server_keeps_it_open(raw: bytes, persists: bool) -> None:
    head = parse_head(raw)

    assert head and head.persists() is persists


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (b"", UntilCloseBody),
        (b"Content-Length: 5", ContentLengthBody),
        (b"Content-Length: 5, 5", ContentLengthBody),
        (b"Content-Length: five", UntilCloseBody),
        (b"Content-Length: -5", UntilCloseBody),
        (b"Content-Length: 5\nTransfer-Encoding: chunked", ChunkedBody),
        (b"Transfer-Encoding: identity", UntilCloseBody),
    ],
)
def test_the_framing_of_a_body_follows_from_its_head(headers: bytes, kind: type) -> None:
    head = parse_head(b"HTTP/1.1 200 OK\n" + headers)

    assert head and isinstance(body_framing(head), kind)


@pytest.mark.corpus
@given(st.lists(st.binary(min_size=1, max_size=60), max_size=6), SIZES, st.sampled_from([b"\r\n", b"\n"]))
@settings(max_examples=200)
def test_chunks_make_the_same_body_in_any_split(parts: list[bytes], sizes: list[int], newline: bytes) -> None:
    data = b"".join(b"%X;x%s%s%s" % (len(part), newline, part, newline) for part in [*parts, b""])
    frame, out, start, turn = ChunkedBody(), b"", 0, 0
    while start < len(data):
        end = start + sizes[turn % len(sizes)]
        out += frame.feed(data[start:end])
        start, turn = end, turn + 1

    assert out == b"".join(parts)
    assert frame.done and frame.is_complete


@pytest.mark.corpus
@given(st.binary(max_size=300), SIZES)
@settings(max_examples=200)
def test_any_bytes_give_the_same_chunks_in_any_split(data: bytes, sizes: list[int]) -> None:
    whole, split = ChunkedBody(), ChunkedBody()
    out, start = b"", 0
    for turn in range(len(data)):
        end = start + sizes[turn % len(sizes)]
        out += split.feed(data[start:end])
        start = end

    assert whole.feed(data) == out
    assert whole.is_complete == split.is_complete


def test_either_of_two_lengths_may_be_true() -> None:
    frame = ContentLengthBody({3, 5})
    frame.feed(b"abc")

    assert frame.is_complete and not frame.done and not frame.expects_more and not frame.reusable


def test_a_body_longer_than_declared_is_incomplete() -> None:
    cut, sloppy = ContentLengthBody({3}), ContentLengthBody({3})
    cut.feed(b"abc" + b"and the rest of the article")
    sloppy.feed(b"abc\r\n\r\n")

    assert not cut.is_complete and not cut.reusable
    assert sloppy.is_complete and not sloppy.reusable
