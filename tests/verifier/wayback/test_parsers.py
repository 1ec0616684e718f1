"""Responses of an archive's interfaces: valid ones are used, and never for an address to fetch."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.wayback.parsers import (
    ArchivedCopy,
    UnexpectedResponse,
    nearest_first,
    parse_availability,
    parse_cdx,
    parse_replay_url,
    parse_save,
    same_page,
)

URL = "https://news.example/story?id=7"
HEAD = ["timestamp", "original", "mimetype", "statuscode", "digest"]
DIGEST = "Q4YULN754FHV2U6Q5JUT6Q2P57WEWNNY"


def body(response: Any) -> bytes:
    return response if isinstance(response, bytes) else json.dumps(response).encode()


def row(stamp: str = "20260301120000", original: str = URL, kind: str = "text/html", status: str = "200") -> list[str]:
    return [stamp, original, kind, status, DIGEST]


@pytest.mark.parametrize(
    ("rows", "stamps"),
    [
        ([], []),
        (b"", []),
        (b"\n", []),
        ([HEAD], []),
        ([HEAD, row()], ["20260301120000"]),
        ([HEAD, row(original="http://www.news.example:80/story?id=7")], ["20260301120000"]),
        ([HEAD, row(), row("20260302120000")], ["20260301120000", "20260302120000"]),
        ([HEAD, row(status="404"), row(status="302"), row(status="-", kind="warc/revisit")], []),
        ([HEAD, row(original="https://other.example/story?id=7")], []),
        ([HEAD, row(original="https://news.example/story?id=8")], []),
        ([HEAD, row("20261301120000"), row("2026"), row("2026030112000x"), ["20260301120000"], []], []),
        ([HEAD, row(original="javascript:alert(1)"), row(original="https://a:b@news.example/story?id=7")], []),
    ],
)
def test_rows_of_the_index_become_copies(rows: Any, stamps: list[str]) -> None:
    assert [copy.stamp for copy in parse_cdx(body(rows), URL)] == stamps


def test_only_a_valid_digest_is_used() -> None:
    odd = [*row("20260302120000")[:4], "sha256:abc"]

    assert [copy.digest for copy in parse_cdx(body([HEAD, row(), odd]), URL)] == [DIGEST, None]


@pytest.mark.parametrize(
    "response", [b"<html>", b"{", {}, "none", [{"timestamp": "20260301120000"}], [["a", "b"], row()], b"\xff\xfe", 7]
)
def test_a_response_that_is_not_an_index_is_rejected(response: Any) -> None:
    with pytest.raises(UnexpectedResponse):
        parse_cdx(body(response), URL)


def closest(**changed: Any) -> dict[str, Any]:
    response = {
        "status": "200",
        "available": True,
        "url": f"http://web.archive.org/web/20260301120000/{URL}",
        "timestamp": "20260301120000",
    }
    return {"url": URL, "archived_snapshots": {"closest": response | changed}}


@pytest.mark.parametrize(
    ("response", "found"),
    [
        (closest(), [ArchivedCopy("20260301120000", URL, "availability")]),
        (
            closest(url=f"https://evil.example/web/20260301120000id_/{URL}"),
            [ArchivedCopy("20260301120000", URL, "availability")],
        ),
        ({"url": URL, "archived_snapshots": {}}, []),
        (closest(available=False), []),
        (closest(available="yes"), []),
        (closest(status="404"), []),
        (closest(status=200), [ArchivedCopy("20260301120000", URL, "availability")]),
        (closest(url="http://web.archive.org/web/20260301120000/https://news.example/"), []),
        (closest(url="file:///etc/passwd"), []),
        (closest(url=None), []),
        ({"archived_snapshots": {"closest": [1]}}, []),
    ],
)
def test_a_response_of_the_availability_api_becomes_copies(response: Any, found: list[ArchivedCopy]) -> None:
    assert parse_availability(body(response), URL) == found


@pytest.mark.parametrize("response", [b"", b"<html>", [], {}, {"archived_snapshots": []}, "x"])
def test_a_response_that_is_not_of_the_availability_api_is_rejected(response: Any) -> None:
    with pytest.raises(UnexpectedResponse):
        parse_availability(body(response), URL)


@pytest.mark.parametrize(
    ("response", "found"),
    [
        ({"url": URL, "job_id": "spn2-a1"}, "spn2-a1"),
        ({"status": "pending", "job_id": "spn2-a1", "resources": []}, "spn2-a1"),
        (
            {"status": "success", "job_id": "x", "timestamp": "20260301120000", "original_url": URL},
            ArchivedCopy("20260301120000", URL, "save"),
        ),
    ],
)
def test_a_response_of_save_page_now_is_a_copy_or_a_job(response: Any, found: ArchivedCopy | str) -> None:
    assert parse_save(body(response), URL) == found


@pytest.mark.parametrize(
    ("response", "complaint"),
    [
        ({"status": "error", "status_ext": "error:blocked-url", "message": "no"}, "error:blocked-url"),
        ({"message": "You need to be logged in"}, "logged in"),
        (
            {"status": "success", "timestamp": "20260301120000", "original_url": "https://other.example/"},
            "without a copy",
        ),
        ({"status": "success"}, "without a copy"),
        ({"job_id": "../../secrets?"}, "no job was started"),
        ([], "not an object"),
        (b"<html>", "not JSON"),
    ],
)
def test_a_refusal_of_save_page_now_is_reported(response: Any, complaint: str) -> None:
    with pytest.raises(UnexpectedResponse, match=complaint):
        parse_save(body(response), URL)


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(max_size=20) | st.integers(), st.lists).map(body))
def test_no_response_breaks_a_parser(raw: bytes) -> None:
    for read in (parse_cdx, parse_availability, parse_save):
        with suppress(UnexpectedResponse):
            assert isinstance(read(raw, URL), list | ArchivedCopy | str)


@pytest.mark.parametrize(
    ("address", "stamp"),
    [
        (f"https://web.archive.org/web/20260301120000/{URL}", "20260301120000"),
        (f"http://web.archive.org/web/20260301120000id_/{URL}", "20260301120000"),
        ("https://web.archive.org/web/20260301120000/https:/news.example/story?id=7", "20260301120000"),
        (f"https://web.archive.org.evil.example/web/20260301120000/{URL}", None),
        (f"https://web.archive.org/web/2026/{URL}", None),
        (f"https://web.archive.org/save/20260301120000/{URL}", None),
        (URL, None),
    ],
)
def test_the_address_of_a_copy_is_parsed(address: str, stamp: str | None) -> None:
    copy = parse_replay_url(address, "https://web.archive.org/web", "person")

    assert (copy.stamp if copy else None) == stamp
    assert copy is None or copy.original == URL


def test_earlier_copies_come_first_the_nearest_of_them_first() -> None:
    stamps = ["20260101000000", "20260301000000", "20260310000000", "20260401000000", "20260301000000"]
    copies = [ArchivedCopy(stamp, URL, "cdx") for stamp in stamps]

    near = nearest_first(copies, datetime(2026, 3, 5, tzinfo=UTC))

    assert [copy.stamp[4:8] for copy in near] == ["0301", "0101", "0310", "0401"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("https://news.example/a", "http://www.news.example:80/a", True),
        ("https://news.example", "http://NEWS.example/", True),
        ("https://news.example/a/", "https://news.example/a", True),
        ("https://news.example/a", "https://news.example/b", False),
        ("https://news.example/a?x=1", "https://news.example/a?x=2", False),
        ("https://news.example:8080/a", "https://news.example/a", False),
        ("https://old.news.example/a", "https://news.example/a", False),
    ],
)
def test_variants_of_an_address_are_the_same_page(one: str, other: str, alike: bool) -> None:
    assert same_page(one, other) is alike
