"""Copies are judged by their content, whatever the archive says about them."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from factcheck.settings import ArchiveSettings, Secret, VerifySettings
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.wayback.client import Archive, CheckedCopy, CopiesFound, LookupFailed, NoCopies
from factcheck.vocabulary import TextQuoteSelector
from tests.conftest import START
from tests.support.archive import (
    BLANK_CDX,
    DOWN,
    HTML_FOR_JSON,
    NO_CAPTURE_IN_AVAILABILITY,
    NO_CAPTURE_IN_CDX,
    ROBOTS,
    Lie,
    LyingArchive,
    to,
)
from tests.support.web import article

URL = "http://127.0.0.1:9/2026/story?id=7"
HOME = "http://127.0.0.1:9/"
QUOTE = TextQuoteSelector("prices rose by 3% in May")
PAGE = article("Officials said that prices rose by 3% in May, a record.").encode()
ALTERED = article("Officials said that prices rose by 8% in May, a record.").encode()
LOST = article("We looked everywhere.", title="Page not found").encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def archive() -> Iterator[LyingArchive]:
    with LyingArchive().serve() as served:
        yield served


async def find_copies(
    archive: LyingArchive, selector: TextQuoteSelector | None = QUOTE, *, save: bool = False, **given: Any
) -> CopiesFound | NoCopies | LookupFailed:
    own: dict[str, Any] = {"url": archive.origin, "gap": 0} | given
    settings = ArchiveSettings(**own)
    web = VerifySettings(allow_private=True, retries=0, deadline=10)
    async with Fetcher(web, clock=lambda: START) as fetcher:
        asking = Archive(settings, fetcher, lambda: START)
        return await (asking.save(URL, (selector,)) if save else asking.find_copies(URL, (selector,), START))


async def found(archive: LyingArchive, selector: TextQuoteSelector | None = QUOTE, **given: Any) -> CheckedCopy:
    result = await find_copies(archive, selector, **given)
    assert isinstance(result, CopiesFound), result
    return result.copies[-1]


def what(inside: CheckedCopy) -> tuple[str, str | None]:
    (quote,) = inside.finding.quotes
    return str(inside.finding.link), str(quote.outcome) if quote else None


async def test_a_copy_that_contains_the_words_is_found(archive: LyingArchive) -> None:
    held = archive.add(URL, START - timedelta(days=2), PAGE)

    inside = await found(archive)

    assert what(inside) == ("ok", "exact")
    assert inside.has_all_quotes
    assert inside.url == f"{archive.origin}/web/20260228090000/{URL}"
    assert (inside.at, inside.found_by) == (START - timedelta(days=2), "cdx")
    assert (inside.digest, inside.digest_matches) == (held.digest, True)
    assert archive.requests[-1].startswith("/web/20260228090000id_/")


@pytest.mark.parametrize(
    ("lies", "found_by"),
    [
        ([], "cdx"),
        ([NO_CAPTURE_IN_CDX], "availability"),
        ([BLANK_CDX], "availability"),
        ([ROBOTS], "availability"),
        ([NO_CAPTURE_IN_CDX, NO_CAPTURE_IN_AVAILABILITY], "timegate"),
        (HTML_FOR_JSON, "timegate"),
        ([to("/cdx", 500), to("/available", 200, b'{"archived_snap')], "timegate"),
    ],
)
async def test_the_other_interfaces_are_asked_if_one_lists_no_copy(
    archive: LyingArchive, lies: list[Lie], found_by: str
) -> None:
    archive.add(URL, START - timedelta(days=2), PAGE)
    archive.lies = lies

    inside = await found(archive)

    assert (inside.found_by, what(inside)) == (found_by, ("ok", "exact"))


@pytest.mark.parametrize(
    ("body", "more", "outcome"),
    [
        (ALTERED, {}, ("ok", "altered")),
        (article("Something else entirely, on another day.").encode(), {}, ("ok", "missing")),
        (LOST, {}, ("soft404", "unverifiable")),
        (article("NoCopies", title="Not found").encode(), {"status": 404}, ("dead", "unverifiable")),
        (b"", {}, ("unreachable", "unverifiable")),
        (b"\x00\x01binary", {"headers": {"Content-Type": "application/octet-stream"}}, ("ok", "unverifiable")),
    ],
)
async def test_a_copy_is_evaluated_like_any_page(
    archive: LyingArchive, body: bytes, more: dict[str, Any], outcome: tuple[str, str]
) -> None:
    archive.add(URL, START - timedelta(days=2), body, **more)
    archive.lies = [NO_CAPTURE_IN_CDX]
    stamp = "20260228090000"
    snapshot = {"available": True, "status": "200", "url": f"https://x/web/{stamp}/{URL}", "timestamp": stamp}
    archive.lies.append(to("/available", body={"archived_snapshots": {"closest": snapshot}}))

    inside = await found(archive)

    assert what(inside) == outcome
    assert not inside.has_all_quotes


async def test_an_archived_redirect_to_the_home_page_is_a_soft_404(archive: LyingArchive) -> None:
    archive.add(URL, START, b"", status=302, headers={"Location": HOME})
    archive.add(HOME, START, article("All the news of the day is here, and more.").encode())
    archive.lies = [to("/cdx", body=[["timestamp", "original"], ["20260302090000", URL]])]

    inside = await found(archive)

    assert what(inside)[0] == "soft404"
    assert inside.finding.reason == "redirect-home"


async def test_a_redirect_to_another_date_is_the_copy_of_that_date(archive: LyingArchive) -> None:
    archive.add(URL, START - timedelta(days=200), PAGE)
    row = ["20260302090000", URL, "text/html", "200", "A" * 32]
    archive.lies = [to("/cdx", body=[["timestamp", "original", "mimetype", "statuscode", "digest"], row])]

    inside = await found(archive)

    assert inside.at == START - timedelta(days=200)
    assert inside.url == f"{archive.origin}/web/20250814090000/{URL}"
    assert (inside.digest, inside.digest_matches) == (None, None)
    assert what(inside) == ("ok", "exact")


@pytest.mark.parametrize(
    "lie",
    [
        to("id_/", 404, b"<h1>not in archive</h1>"),
        to("id_/", 200, b"<h1>An error occurred</h1>", HTML),
        to("id_/", 302, b"", {"Location": "http://127.0.0.1:9/"}),
        to("id_/", 503, b"", {"Memento-Datetime": "nonsense"}),
    ],
    ids=["missing", "an error with 200", "leads away", "down"],
)
async def test_a_listed_copy_that_does_not_exist_is_not_found(archive: LyingArchive, lie: Lie) -> None:
    archive.add(URL, START - timedelta(days=2), PAGE)
    archive.lies = [lie]

    assert isinstance(await find_copies(archive), NoCopies | LookupFailed)


async def test_a_page_of_the_archive_itself_is_not_a_copy(archive: LyingArchive) -> None:
    archive.add(URL, START, PAGE)
    archive.lies = [to("id_/", 200, PAGE, HTML)]

    result = await find_copies(archive)

    assert isinstance(result, LookupFailed)
    assert "not a memento" in result.detail


async def test_copies_are_checked_until_one_contains_the_words(archive: LyingArchive) -> None:
    for days, body in ((1, ALTERED), (2, LOST), (3, PAGE), (4, PAGE)):
        archive.add(URL, START - timedelta(days=days), body)

    result = await find_copies(archive)

    assert isinstance(result, CopiesFound)
    assert [what(each)[1] for each in result.copies] == ["altered", "unverifiable", "exact"]
    assert len(archive.requests) == 4


async def test_the_number_of_checked_copies_is_limited(archive: LyingArchive) -> None:
    for days in range(1, 10):
        archive.add(URL, START - timedelta(days=days), ALTERED)

    result = await find_copies(archive, tries=2)

    assert isinstance(result, CopiesFound)
    assert len(result.copies) == 2


async def test_a_payload_that_differs_from_the_index_is_reported(archive: LyingArchive) -> None:
    archive.add(URL, START, PAGE)
    row = ["20260302090000", URL, "text/html", "200", "A" * 32]
    archive.lies = [to("/cdx", body=[["timestamp", "original", "mimetype", "statuscode", "digest"], row])]

    inside = await found(archive)

    assert (what(inside), inside.digest_matches) == (("ok", "exact"), False)


async def test_the_digest_of_a_compressed_payload_is_not_compared(archive: LyingArchive) -> None:
    archive.add(URL, START, gzip.compress(PAGE), headers={**HTML, "Content-Encoding": "gzip"})

    inside = await found(archive)

    assert (what(inside), inside.digest_matches) == (("ok", "exact"), None)


async def test_without_a_quote_any_page_is_accepted(archive: LyingArchive) -> None:
    archive.add(URL, START, PAGE)

    inside = await found(archive, None)

    assert (what(inside), inside.has_all_quotes) == (("ok", None), True)


async def test_an_archive_without_copies_gives_no_copies(archive: LyingArchive) -> None:
    assert isinstance(await find_copies(archive), NoCopies)
    assert len(archive.requests) == 4


@pytest.mark.parametrize(
    ("lies", "complaint"),
    [
        ([DOWN], "HTTP 503"),
        ([to("/", 200, b"<html>hello</html>", HTML)], "not JSON"),
        ([ROBOTS, NO_CAPTURE_IN_AVAILABILITY, to("/web/", 500)], "HTTP 403"),
    ],
)
async def test_a_lookup_fails_without_a_usable_response(archive: LyingArchive, lies: list[Lie], complaint: str) -> None:
    archive.lies = lies

    result = await find_copies(archive)

    assert isinstance(result, LookupFailed)
    assert complaint in result.detail


async def test_a_lookup_fails_if_the_archive_is_unreachable() -> None:
    with LyingArchive().serve() as archive:
        pass

    result = await find_copies(archive)

    assert isinstance(result, LookupFailed)
    assert "refuses connections" in result.detail


@pytest.mark.parametrize(("headers", "wait"), [({}, 60), ({"Retry-After": "300"}, 300)])
async def test_an_archive_that_asks_us_to_wait_gets_no_more_requests(
    archive: LyingArchive, headers: dict[str, str], wait: float
) -> None:
    archive.add(URL, START, PAGE)
    archive.lies = [to("/", 429, b"", headers)]

    result = await find_copies(archive)

    assert isinstance(result, LookupFailed)
    assert (result.retry_after, len(archive.requests)) == (wait, 1)


KEYS: dict[str, Any] = {"access_key": Secret("key"), "secret_key": Secret("secret")}


async def test_a_copy_made_by_save_page_now_is_checked(archive: LyingArchive) -> None:
    archive.pages[URL] = PAGE

    result = await find_copies(archive, save=True, **KEYS)

    assert isinstance(result, CopiesFound)
    assert (what(result.copies[0]), result.copies[0].found_by) == (("ok", "exact"), "save")
    assert archive.requests[:3] == ["/save", "/save/status/spn2-1", "/save/status/spn2-1"]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "needs archives.access_key"),
        ({"access_key": Secret("key"), "secret_key": Secret("wrong")}, "HTTP 401"),
        (KEYS, "error:not-found"),
    ],
)
async def test_saving_fails_if_no_copy_is_made(archive: LyingArchive, given: dict[str, Any], complaint: str) -> None:
    result = await find_copies(archive, save=True, **given)

    assert isinstance(result, LookupFailed)
    assert complaint in result.detail
    assert "wrong" not in repr(result)


async def test_the_keys_are_sent_only_to_save_page_now(archive: LyingArchive) -> None:
    archive.pages[URL] = PAGE
    archive.add(URL, START, ALTERED)
    archive.lies = [to("/save/status", 302, b"", {"Location": "/elsewhere"})]

    await find_copies(archive, **KEYS)
    await find_copies(archive, save=True, **KEYS)

    given = {target: key for target, key in archive.authorized if key}
    assert given.keys() == {"/save", "/save/status/spn2-1"}
    assert "/elsewhere" in archive.requests


async def test_a_pywb_collection_is_requested_only_below_its_path(archive: LyingArchive) -> None:
    archive.add(URL, START - timedelta(days=2), PAGE)

    inside = await found(archive, url=f"{archive.origin}/web")

    assert (what(inside), inside.found_by) == (("ok", "exact"), "timegate")
    assert inside.url == f"{archive.origin}/web/20260228090000/{URL}"
    assert archive.requests[0].startswith("/web/cdx?")
    assert all(target.startswith("/web/") for target in archive.requests)


async def test_a_pywb_collection_cannot_save(archive: LyingArchive) -> None:
    result = await find_copies(archive, save=True, url=f"{archive.origin}/web", **KEYS)

    assert isinstance(result, LookupFailed)
    assert "makes no copies" in result.detail
    assert archive.requests == []
