"""Whatever servers send, any reader parses its records as we did."""

import asyncio
import io
from collections.abc import Iterator

import pytest
from warcio.archiveiterator import ArchiveIterator

from factcheck.verifier.http.exchange_log import Exchange, ExchangeLog
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Capture
from factcheck.warc.records import group
from factcheck.warc.recovery import last_complete_record
from tests.conftest import START
from tests.support.behaviours import BEHAVIOURS, Behaviour
from tests.support.hostile import HostileWeb, resolve
from tests.verifier.test_hostile import PATIENT

QUICK = [each for each in BEHAVIOURS if not each.slow]
Taken = tuple[Answer, list[Exchange]]


@pytest.fixture(scope="module")
def fetched() -> Iterator[dict[str, Taken]]:
    """Fetch every server behaviour once, with its exchanges."""
    with HostileWeb().serve() as web:
        yield asyncio.run(_pass(web))


async def _pass(web: HostileWeb) -> dict[str, Taken]:
    slots = asyncio.Semaphore(20)
    async with Fetcher(
        PATIENT, retry_pause=0, clock=lambda: START, resolver=resolve, tls=web.certificates.trusted
    ) as fetcher:

        async def check(behaviour: Behaviour) -> Taken:
            log = ExchangeLog()
            async with slots, fetcher.visit(log) as visit:
                return await fetcher.fetch(web.url(behaviour), visit=visit), log.exchanges

        found = await asyncio.gather(*map(check, QUICK))
    return {behaviour.name: each for behaviour, each in zip(QUICK, found, strict=True)}


@pytest.mark.parametrize("behaviour", QUICK, ids=lambda each: each.name)
def test_each_exchange_is_read_back_as_received(behaviour: Behaviour, fetched: dict[str, Taken]) -> None:
    answer, exchanges = fetched[behaviour.name]
    assert bool(exchanges) or not isinstance(answer, Capture)
    if not exchanges:
        return

    data = group(exchanges, "<urn:uuid:0>", {}).data
    answers = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        body = record.raw_stream.read()
        if record.rec_type != "request":
            answers.append((record.http_headers, body))

    assert last_complete_record(io.BytesIO(data)) == len(data)
    assert [body for _, body in answers] == [each.body for each in exchanges]
    head, body = answers[-1]
    if isinstance(answer, Capture):
        assert head is None or head.get_statuscode() == str(answer.status)
        assert exchanges[-1].url == answer.final_url
        assert (exchanges[-1].truncated is None) or answer.truncated or answer.status == 304 or not body


def test_the_two_protocols_are_distinguished(fetched: dict[str, Taken]) -> None:
    spoken = {each.protocol for _, exchanges in fetched.values() for each in exchanges}

    assert spoken == {None, "h2"}
    assert all(
        each.head.startswith(b"HTTP/1.1 ") for _, exchanges in fetched.values() for each in exchanges if each.protocol
    )
