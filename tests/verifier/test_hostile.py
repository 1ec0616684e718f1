"""The web as it really is: each server behaviour gets its finding, over real sockets."""

import asyncio
from collections.abc import Iterator

import pytest

from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source
from factcheck.verifier.finding import Finding
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.vocabulary import TextQuoteSelector
from tests.conftest import START
from tests.support.behaviours import BEHAVIOURS, Behaviour
from tests.support.hostile import HostileWeb, resolve
from tests.support.talk import WORDS

PATIENT = VerifySettings(
    allow_private=True,
    deadline=60,
    connect_timeout=20,
    read_timeout=20,
    retry_after_cap=1,
    max_bytes=3_000_000,
)
HURRIED = PATIENT.model_copy(update={"deadline": 6.0, "connect_timeout": 5.0, "read_timeout": 2.0})


@pytest.fixture(scope="module")
def findings() -> Iterator[dict[str, Finding]]:
    """Check every server behaviour once."""
    with HostileWeb().serve() as web:
        yield asyncio.run(_pass(web))


async def _pass(web: HostileWeb) -> dict[str, Finding]:
    quick = await _checks(web, PATIENT, [each for each in BEHAVIOURS if not each.slow])
    return quick | await _checks(web, HURRIED, [each for each in BEHAVIOURS if each.slow])


async def _checks(web: HostileWeb, settings: VerifySettings, behaviours: list[Behaviour]) -> dict[str, Finding]:
    slots = asyncio.Semaphore(20)
    selectors = [TextQuoteSelector(WORDS)]
    async with Fetcher(
        settings, retry_pause=0, clock=lambda: START, resolver=resolve, tls=web.certificates.trusted
    ) as fetcher:

        async def check(behaviour: Behaviour) -> Finding:
            async with slots:
                return await check_source(fetcher, web.url(behaviour), selectors)

        found = await asyncio.gather(*map(check, behaviours))
    return {behaviour.name: finding for behaviour, finding in zip(behaviours, found, strict=True)}


@pytest.mark.corpus
@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_each_server_behaviour_gets_its_finding(behaviour: Behaviour, findings: dict[str, Finding]) -> None:
    finding = findings[behaviour.name]
    (quote,) = finding.quotes

    assert (finding.link, finding.reason) == (behaviour.link, behaviour.reason), finding.trace
    assert quote and quote.outcome == behaviour.quote, finding.trace
    assert len(finding.redirects) == behaviour.redirects
    assert finding.retry_after == behaviour.retry_after


def test_server_behaviours_have_unique_names() -> None:
    assert len({behaviour.name for behaviour in BEHAVIOURS}) == len(BEHAVIOURS) >= 90
