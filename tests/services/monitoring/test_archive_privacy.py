"""Addresses that are sent to no archive: those inside a network, and those that contain a key."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from factcheck.models import Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.editing.claims import NewClaim
from factcheck.services.monitoring.archive_lookups import SourceLookup, lookup_sources
from factcheck.services.monitoring.archive_privacy import carries_key, is_internal_name
from factcheck.services.operations.compaction import compact
from factcheck.settings import ArchiveSettings, Secret, Settings
from factcheck.store import ledger
from factcheck.verifier.http.address_policy import Resolver
from factcheck.vocabulary import LinkOutcome, LookupResult
from tests.support.archive import LyingArchive

PUBLIC, INSIDE, NOWHERE = "93.184.216.34", "10.0.0.7", ""


@pytest.fixture
def archive() -> Iterator[LyingArchive]:
    with LyingArchive().serve() as served:
        yield served


class PublicArchive(ArchiveSettings):
    """An archive that shows its copies under a public name."""

    @property
    def replay(self) -> str:
        return "https://web.archive.example/web"


def public_archive(settings: Settings, archive: LyingArchive) -> Settings:
    """Have an archive of a public name, that can be counted on loopback all the same."""
    keys: dict[str, Any] = {"access_key": Secret("key"), "secret_key": Secret("secret")}
    public = PublicArchive(gap=0, save_missing=True, url=archive.origin, **keys)
    return settings.model_copy(update={"archives": public})


def leads_to(address: str) -> Resolver:
    async def resolve(host: str, _port: int) -> list[str]:
        if not address:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [address]

    return resolve


async def look_up(desk: Desk, settings: Settings, resolver: Resolver, **more: bool) -> SourceLookup:
    (lookup,) = [each async for each in lookup_sources(desk, settings, [1], resolver=resolver, **more)]
    return lookup


def cited(desk: Desk, url: str) -> None:
    citations.cite(desk, claims.add_claim(desk, NewClaim(text="Prices rose")), url)


@pytest.mark.parametrize("address", [PUBLIC, NOWHERE])
async def test_an_archive_is_asked_about_a_public_page(
    desk: Desk, settings: Settings, archive: LyingArchive, address: str
) -> None:
    cited(desk, "https://news.example/story")

    lookup = await look_up(desk, public_archive(settings, archive), leads_to(address))

    assert archive.requests
    assert not lookup.withheld


@pytest.mark.parametrize("save", [False, True])
async def test_a_name_that_resolves_inside_a_network_is_sent_to_no_archive(
    desk: Desk, settings: Settings, archive: LyingArchive, save: bool
) -> None:
    cited(desk, "https://wiki.desk.example/secret-plans")
    theirs = public_archive(settings, archive)

    inside = await look_up(desk, theirs, leads_to(INSIDE), save=save)
    later = await look_up(desk, theirs, leads_to(NOWHERE), save=save, again=True)

    assert (inside.result, inside.withheld, later.withheld) == (LookupResult.FAILED, True, True)
    assert archive.requests == []


async def test_a_source_that_was_ever_refused_as_internal_is_sent_to_no_archive(
    desk: Desk, settings: Settings, archive: LyingArchive
) -> None:
    cited(desk, "https://news.example/story")
    with desk.write() as session:
        for link, reason in [(LinkOutcome.REFUSED, "private-address"), (LinkOutcome.OK, "http-200")]:
            session.add(SourceCheck(source_id=1, at=desk.clock(), link=link, reason=reason, elapsed_ms=1))
        ledger.finish(session)

    public = await look_up(desk, public_archive(settings, archive), leads_to(PUBLIC))
    own = settings.model_copy(update={"archives": ArchiveSettings(url=archive.origin, gap=0)})
    inside = await look_up(desk, own, leads_to(PUBLIC), again=True)

    assert public.withheld and inside.withheld
    assert archive.requests == []


async def test_a_refusal_in_a_roll_up_counts_too(desk: Desk, settings: Settings, archive: LyingArchive) -> None:
    cited(desk, "https://news.example/story")
    later = [(LinkOutcome.REFUSED, "redirect-forbidden")] + [(LinkOutcome.OK, "http-200")] * 9
    with desk.write() as session:
        for link, reason in [(LinkOutcome.REFUSED, "private-address"), *later]:
            session.add(SourceCheck(source_id=1, at=desk.clock(), link=link, reason=reason, elapsed_ms=1))
        ledger.finish(session)
    list(compact(desk))

    lookup = await look_up(desk, public_archive(settings, archive), leads_to(PUBLIC))

    assert lookup.withheld
    assert archive.requests == []


@pytest.mark.parametrize(
    "url", ["http://intranet/plans", "https://wiki.corp/plans", "http://10.1.2.3/", "https://news.example/a?token=abc"]
)
async def test_an_internal_name_and_a_key_are_sent_to_no_archive(
    desk: Desk, settings: Settings, archive: LyingArchive, url: str
) -> None:
    cited(desk, url)

    lookup = await look_up(desk, public_archive(settings, archive), leads_to(PUBLIC), save=True)

    assert lookup.withheld
    assert archive.requests == []
    with desk.read() as session:
        assert session.get_one(Source, 1).url == url


@pytest.mark.parametrize(
    "host",
    "intranet wiki:8080 printer.local nas.lan files.corp mail.home router.home.arpa x.internal a.b.internal. LOCALHOST"
    " x.localhost x.test x.invalid x.onion x.alt srv.localdomain [fd00::1] [fe80::1]:80 127.0.0.1 10.0.0.1:8000"
    " 192.168.1.4 169.254.169.254 100.64.0.1 [::ffff:10.0.0.1]".split(),
)
def test_an_internal_name_is_recognized_without_a_request(host: str) -> None:
    assert is_internal_name(host)


@pytest.mark.parametrize(
    "host",
    "news.example example.com www.corp.com internal.example home.arpa.example lan.news.example 93.184.216.34"
    " [2606:2800:220:1::1]:443 xn--mnchen-3ya.de news.example.:8080".split(),
)
def test_a_public_name_is_not_internal(host: str) -> None:
    assert not is_internal_name(host)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("access_token=x", True),
        ("a=1&API-KEY=x", True),
        ("X-Amz-Signature=0af", True),
        ("sv=2020&sig=abc", True),
        ("PHPSESSID=x", True),
        ("a=1;password=x", True),
        ("token=", False),
        ("id=12&page=2", False),
        ("q=what+is+a+token", False),
        ("keyword=tax", False),
    ],
)
def test_an_address_that_grants_access_is_recognized(query: str, found: bool) -> None:
    assert carries_key(f"https://news.example/a?{query}") == found
