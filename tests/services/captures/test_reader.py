"""Captures of a run, read back with warcio, not with our own reader."""

import gzip
import hashlib
import os
import resource
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select
from warcio.archiveiterator import ArchiveIterator

from factcheck.errors import DeskError
from factcheck.models import Capture, SourceCheck
from factcheck.services.captures.reader import Verification, unknown_files, verify_captures
from factcheck.services.captures.writer import CaptureWriter, capture_folder
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import CaptureSettings, Settings
from factcheck.store.engine import open_engine
from factcheck.verifier.http.content_encoding import Body
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.scheduling.batch import SourceTask
from factcheck.warc.reader import Fault
from tests.conftest import Clock
from tests.support.web import Web, answer, article

ALL = Selection(Which.ALL)


async def run(desk: Desk, settings: Settings, fetcher: Fetcher | None = None) -> None:
    async for _ in verify(desk, settings, ALL, fetcher=fetcher):
        pass


def cite(desk: Desk, *urls: str) -> int:
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    for url in urls:
        citations.cite(desk, claim, url)
    return claim


def captures(desk: Desk) -> list[Capture]:
    with desk.read() as session:
        return list(session.exec(select(Capture).order_by(sa.text("id"))))


def folder(desk: Desk) -> Path:
    return Path(f"{desk.engine.url.database}.captures")


def stored(desk: Desk, capture: Capture) -> list[Any]:
    """Return the records of a capture, as warcio reads them from the place its row names, each with its body."""
    assert capture.warc_file and capture.warc_offset is not None and capture.warc_length
    found = []
    with (folder(desk) / capture.warc_file).open("rb") as stream:
        stream.seek(capture.warc_offset)
        iterator = ArchiveIterator(stream, check_digests="raise")
        for record in iterator:
            record.body = record.raw_stream.read()
            if iterator.get_record_offset() >= capture.warc_offset + capture.warc_length:
                break
            found.append(record)
    return found


def field(record: Any, name: str) -> str | None:
    value = record.rec_headers.get_header(name)
    return None if value is None else str(value)


def kinds(records: list[Any]) -> list[str]:
    return [record.rec_type for record in records]


async def test_a_response_and_its_request_are_stored_byte_for_byte(desk: Desk, settings: Settings, web: Web) -> None:
    page = answer(article("Prices rose."), headers=("X-Odd:  two  spaces",))
    web["/a"] = page
    cite(desk, web.url("/a"))
    await run(desk, settings)

    (capture,) = captures(desk)
    response, request = stored(desk, capture)
    head, _, body = page.partition(b"\r\n\r\n")

    assert (response.rec_type, request.rec_type) == ("response", "request")
    assert response.body == body
    assert field(response, "WARC-Target-URI") == web.url("/a")
    assert field(response, "WARC-IP-Address") == "127.0.0.1"
    assert field(response, "WARC-Date") == "2026-03-02T09:00:00.000Z"
    assert field(request, "WARC-Concurrent-To") == field(response, "WARC-Record-ID")
    assert field(response, "WARC-Payload-Digest") == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert field(response, "WARC-Block-Digest") == f"sha256:{hashlib.sha256(page).hexdigest()}", head
    assert web.requests[0].endswith(b"\r\n\r\n")
    assert field(request, "WARC-Block-Digest") == f"sha256:{hashlib.sha256(web.requests[0]).hexdigest()}"


async def test_a_redirect_is_a_record_of_its_own(desk: Desk, settings: Settings, web: Web) -> None:
    web["/old"] = answer(status="301 Moved", headers=("Location: /new",))
    web["/new"] = answer(article("Prices rose."))
    cite(desk, web.url("/old"))
    await run(desk, settings)

    records = stored(desk, captures(desk)[0])

    assert kinds(records) == ["response", "request"] * 2
    assert [record.http_headers.get_statuscode() for record in records[::2]] == ["301", "200"]
    assert [field(record, "WARC-Target-URI") for record in records[::2]] == [web.url("/old"), web.url("/new")]


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_chunks_are_joined_and_content_codings_stay(
    desk: Desk, settings: Settings, web: Web, coding: str
) -> None:
    page = article("Prices rose.").encode()
    body = gzip.compress(page) if coding == "gzip" else page
    chunks = b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:])) + b"0\r\n\r\n"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n"
    web["/a"] = head.encode() + chunks
    cite(desk, web.url("/a"))
    await run(desk, settings)

    (capture,) = captures(desk)
    response = stored(desk, capture)[0]
    decoded = Body(response.http_headers.get_header("content-encoding"), 10**6)
    decoded.feed(response.body)

    assert response.body == body
    assert response.http_headers.get_header("transfer-encoding") is None
    assert response.http_headers.get_header("x-archive-orig-transfer-encoding") == "chunked"
    assert capture.payload_digest == f"sha256:{hashlib.sha256(decoded.data).hexdigest()}"


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_a_page_that_is_too_long_is_marked_as_truncated(
    desk: Desk, settings: Settings, web: Web, coding: str
) -> None:
    page = article("Prices rose.", *("and rose " * 20 for _ in range(500))).encode()
    body = gzip.compress(page) if coding == "gzip" else page
    web["/a"] = answer(body, headers=(f"Content-Encoding: {coding}",))
    cite(desk, web.url("/a"))
    short = settings.verify.model_copy(update={"max_bytes": 20_000})
    await run(desk, settings.model_copy(update={"verify": short}))

    response = stored(desk, captures(desk)[0])[0]

    assert field(response, "WARC-Truncated") == "length"
    assert body.startswith(response.body)


async def test_a_page_that_breaks_off_is_marked_as_truncated(desk: Desk, settings: Settings, web: Web) -> None:
    page = answer(article("Prices rose.", "and rose " * 200))
    web["/a"] = page[:-100]
    cite(desk, web.url("/a"))
    await run(desk, settings)

    response = stored(desk, captures(desk)[0])[0]

    assert field(response, "WARC-Truncated") == "disconnect"
    assert page[:-100].endswith(response.body)


async def test_a_revisit_refers_to_a_response_and_never_to_a_revisit(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web.url("/a"))
    for words in ("Prices rose.", "Prices fell.", "Prices rose.", "Prices fell.", "Prices rose."):
        web["/a"] = answer(article(words))
        await run(desk, settings)
        clock.pass_(days=1)

    made = captures(desk)
    records = [stored(desk, each)[0] for each in made]

    assert [each.refers_to for each in made] == [None, None, made[0].id, made[1].id, made[0].id]
    assert [record.rec_type for record in records] == ["response"] * 2 + ["revisit"] * 3
    assert field(records[4], "WARC-Refers-To-Date") == field(records[0], "WARC-Date")


async def test_a_page_that_shows_an_old_version_again_is_a_revisit(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web.url("/a"))
    for words in ("Prices rose.", "Prices fell.", "Prices rose."):
        web["/a"] = answer(article(words))
        await run(desk, settings)
        clock.pass_(days=1)

    first, second, third = captures(desk)
    revisit = stored(desk, third)[0]

    assert (first.refers_to, second.refers_to, third.refers_to) == (None, None, first.id)
    assert revisit.rec_type == "revisit"
    assert field(revisit, "WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert field(revisit, "WARC-Refers-To-Date") == "2026-03-02T09:00:00.000Z"
    assert field(revisit, "WARC-Refers-To-Target-URI") == web.url("/a")
    assert field(revisit, "WARC-Payload-Digest") == field(stored(desk, first)[0], "WARC-Payload-Digest")
    assert revisit.body == b"" and revisit.http_headers.get_statuscode() == "200"


async def test_only_new_responses_are_stored(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    web["/a"] = answer(article("Prices rose."))
    cite(desk, web.url("/a"))
    for _ in range(3):
        await run(desk, settings)
        clock.pass_(days=1)

    assert len(captures(desk)) == 1
    assert len(list(folder(desk).iterdir())) == 1


async def test_an_unchanged_notice_is_stored_once(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    cite(desk, web.url("/a"))
    for status in ("200 OK", "404 Not Found", "404 Not Found"):
        web["/a"] = answer(article(status), status=status)
        await run(desk, settings)
        clock.pass_(days=1)

    assert len(captures(desk)) == 2
    assert len(list(folder(desk).iterdir())) == 2


async def test_the_response_to_a_second_request_is_stored_unchanged(desk: Desk, settings: Settings, web: Web) -> None:
    """A 5xx that the second try took the place of is no part of the record."""
    web["/a"] = answer(article("Try again."), status="503 Busy")
    cite(desk, web.url("/a"))
    patient = settings.verify.model_copy(update={"retries": 1})
    async with Fetcher(patient, clock=desk.clock, retry_pause=0) as fetcher:
        await run(desk, settings.model_copy(update={"verify": patient}), fetcher)

    records = stored(desk, captures(desk)[0])

    assert web.asked == ["/a", "/a"]
    assert kinds(records) == ["response", "request"]


async def test_the_sibling_address_is_not_part_of_the_capture(desk: Desk, settings: Settings, web: Web) -> None:
    web["/news/a"] = answer(article("Nothing of it here."))
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    citations.cite(desk, claim, web.url("/news/a"), quote="prices rose by 3% in May")
    await run(desk, settings)

    records = stored(desk, captures(desk)[0])

    assert len(web.asked) == 2
    assert [field(record, "WARC-Target-URI") for record in records] == [web.url("/news/a")] * 2


async def test_a_page_without_a_response_head_is_a_resource_record(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = b"<html><body><p>" + b"Prices rose again. " * 60
    cite(desk, web.url("/a"))
    await run(desk, settings)

    resource_, request = stored(desk, captures(desk)[0])

    assert (resource_.rec_type, request.rec_type) == ("resource", "request")
    assert resource_.body == web.answers["/a"]


async def test_a_picture_is_stored_once_although_it_has_no_text(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    web["/a"] = answer(picture, kind="image/png")
    cite(desk, web.url("/a"))
    for _ in range(2):
        await run(desk, settings)
        clock.pass_(days=1)

    (capture,) = captures(desk)
    assert stored(desk, capture)[0].body == picture
    assert failures(desk) == []


async def test_rows_that_are_older_than_capture_files_stay_readable(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = answer(article("Prices rose."))
    cite(desk, web.url("/a"))
    await run(desk, settings)
    with desk.write() as session:
        columns = "warc_file warc_offset warc_length warc_digest warc_date warc_payload_digest".split()
        session.execute(sa.update(Capture).values(dict.fromkeys(columns)))
        session.commit()
    counts = Verification()

    assert list(verify_captures(desk, folder(desk), counts)) == []
    assert (counts.checked, counts.text_only) == (1, 1)


@pytest.fixture
async def capture_file(desk: Desk, settings: Settings, web: Web) -> Path:
    """The file of a desk with three captures."""
    pages = ("/a", "/b", "/c")
    for page in pages:
        web[page] = answer(article(f"Prices rose at {page}."))
    cite(desk, *map(web.url, pages))
    await run(desk, settings)
    (path,) = folder(desk).iterdir()
    return path


def failures(desk: Desk) -> list[tuple[int, Fault]]:
    return [(each.capture_id, each.fault) for each in verify_captures(desk, folder(desk), Verification())]


async def test_every_capture_is_read_back(desk: Desk, capture_file: Path) -> None:
    counts = Verification()

    assert list(verify_captures(desk, folder(desk), counts)) == []
    assert counts.checked == 3


async def test_a_byte_that_changed_is_a_mismatch_of_its_capture_alone(desk: Desk, capture_file: Path) -> None:
    second = captures(desk)[1]
    data = bytearray(capture_file.read_bytes())
    data[(second.warc_offset or 0) + 30] ^= 1
    capture_file.write_bytes(data)

    assert failures(desk) == [(2, Fault.MISMATCH)]


async def test_a_file_that_is_gone_is_missing(desk: Desk, capture_file: Path) -> None:
    capture_file.unlink()

    assert failures(desk) == [(1, Fault.MISSING), (2, Fault.MISSING), (3, Fault.MISSING)]


async def test_bytes_that_were_cut_off_are_missing(desk: Desk, capture_file: Path) -> None:
    os.truncate(capture_file, (captures(desk)[2].warc_offset or 0) + 5)

    assert failures(desk) == [(3, Fault.MISSING)]


async def test_a_file_that_cannot_be_opened_is_unreadable(desk: Desk, capture_file: Path) -> None:
    capture_file.unlink()
    capture_file.mkdir()

    assert {fault for _, fault in failures(desk)} == {Fault.UNREADABLE}


async def test_a_text_that_changed_is_a_mismatch(desk: Desk, capture_file: Path) -> None:
    with closing(sqlite3.connect(str(desk.engine.url.database))) as raw, raw:
        raw.execute("UPDATE capture SET text = (SELECT text FROM capture WHERE id = 1) WHERE id = 2")
        raw.execute("UPDATE capture SET text = x'00' WHERE id = 3")

    assert failures(desk) == [(2, Fault.MISMATCH), (3, Fault.UNREADABLE)]


async def test_unknown_files_are_named_and_not_changed(desk: Desk, capture_file: Path) -> None:
    (capture_file.parent / "holiday.jpg").write_bytes(b"a picture")

    (reported,) = unknown_files(desk, capture_file.parent)

    assert "holiday.jpg" in reported


async def test_a_full_disk_ends_the_run_and_loses_no_check_that_was_recorded(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = answer(article("Prices rose."))
    web["/big"] = answer(article("Prices rose.") + f"<!-- {os.urandom(3_000_000).hex()} -->")
    cite(desk, web.url("/a"))
    await run(desk, settings)
    cite(desk, web.url("/big"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, hard))
    try:
        with pytest.raises(DeskError, match=r"desk\.db\.captures"):
            await run(desk, settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with desk.read() as session:
        looked_at = set(session.exec(select(SourceCheck.source_id)))
    stored_before = len(captures(desk))
    clock.pass_(days=40)
    await run(desk, settings)

    assert looked_at == {1}, "the look whose capture could not be written is not recorded: its source stays due"
    assert stored_before == 1
    assert len(captures(desk)) == 2
    assert failures(desk) == []


async def test_a_folder_that_cannot_be_made_ends_the_run_before_a_check(
    desk: Desk, settings: Settings, web: Web, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    elsewhere = settings.model_copy(update={"captures": CaptureSettings(folder=tmp_path / "file")})
    cite(desk, web.url("/a"))

    with pytest.raises(DeskError, match="file"):
        await run(desk, elsewhere)
    assert web.asked == []


async def test_the_folder_can_be_set(desk: Desk, settings: Settings, web: Web, tmp_path: Path) -> None:
    web["/a"] = answer(article("Prices rose."))
    cite(desk, web.url("/a"))
    elsewhere = settings.model_copy(update={"captures": CaptureSettings(folder=tmp_path / "proofs" / "warc")})
    await run(desk, elsewhere)

    assert len(list((tmp_path / "proofs" / "warc").iterdir())) == 1
    assert capture_folder(desk.engine, elsewhere.captures) == tmp_path / "proofs" / "warc"
    assert not folder(desk).exists()


def test_a_desk_in_memory_without_a_folder_stores_no_exchanges(clock: Clock) -> None:
    exchange = Exchange("http://site.example/", clock.now, b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"")
    with open_engine("sqlite://") as engine:
        writer = CaptureWriter(Desk(engine, "ana", clock), CaptureSettings())
        writer.prepare()
        writer.begin(1)

        assert writer.folder is None
        assert writer.preserve(SourceTask(1, "http://site.example/"), [exchange]) is None
