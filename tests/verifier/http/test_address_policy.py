"""Who may be asked: nothing that is not on the public internet, by whatever way it is named, led to or wrapped."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import verify
from factcheck.verifier.finding import Finding
from factcheck.verifier.http.address_policy import Gate, Passed, Stopped, is_public
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Unreachable
from tests.conftest import START
from tests.support.web import Web, answer

POLICY = VerifySettings(deadline=3, connect_timeout=1, read_timeout=1, retries=0)

PRIVATE = """
    127.0.0.1 127.9.9.9 0.0.0.0 0.1.2.3 10.0.0.7 100.64.0.1 169.254.169.254 172.16.0.1 192.0.2.1 192.168.1.1 192.88.99.1
    198.18.0.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12::1 fec0::1 ff02::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.7 ::127.0.0.1 ::8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:7 64:ff9b:1::808:808
    2002:7f00:1:: 2002:a00:7::1 2001:0:7f00:1::1 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:db8::1 3fff::1 100::1 5f00::1
    2606:4700:0:0:0:5efe:7f00:1 2606:4700:0:0:200:5efe:a00:7 nonsense 1.2.3 999.1.1.1
""".split()
PUBLIC = """
    1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 100.128.0.1 2606:4700:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808
    2002:808:808::1
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_public_internet_is_told_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_on_the_public_internet_passes(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=6))
@settings(max_examples=200)
def test_no_address_outside_global_unicast_passes_but_as_a_wrapping_of_one_that_does(address: object) -> None:
    text = str(address)

    assert not is_public(text) or text.startswith(("2", "3", "64:ff9b::", "::ffff:"))


async def _resolves(*addresses: str, error: int | None = None) -> Passed | Stopped:
    async def resolver(host: str, port: int) -> list[str]:
        if error is not None:
            raise socket.gaierror(error, "scripted")
        return list(addresses)

    return await Gate(allow_private=False, resolver=resolver).admit("news.example", 443)


async def test_a_name_passes_with_all_its_addresses_or_not_at_all() -> None:
    mixed = await _resolves("8.8.8.8", "10.0.0.7")

    assert await _resolves("8.8.8.8", "1.1.1.1") == Passed(("8.8.8.8", "1.1.1.1"))
    assert isinstance(mixed, Stopped) and mixed.refused and mixed.reason == "private-address"


@pytest.mark.parametrize(
    ("error", "reason"),
    [(socket.EAI_NONAME, "dns-no-such-name"), (socket.EAI_AGAIN, "dns-no-answer"), (socket.EAI_FAIL, "dns-no-answer")],
)
async def test_no_such_name_is_told_from_no_answer_now(error: int, reason: str) -> None:
    stopped = await _resolves(error=error)

    assert isinstance(stopped, Stopped)
    assert (stopped.reason, stopped.refused) == (reason, False)


async def test_a_resolver_that_never_answers_is_no_answer() -> None:
    async def resolver(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    stopped = await Gate(allow_private=False, resolver=resolver).admit("news.example", 443, 0.01)

    assert isinstance(stopped, Stopped) and stopped.reason == "dns-no-answer"


class Canary:
    """A listener on loopback that must never be connected to."""

    def __init__(self) -> None:
        self.hits = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def accept(self) -> None:
        """Count who comes, until the socket is shut."""
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.hits += 1
            connection.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    listener = Canary()
    thread = threading.Thread(target=listener.accept)
    thread.start()
    yield listener
    listener.socket.shutdown(socket.SHUT_RDWR)
    listener.socket.close()
    thread.join()


async def _look(url: str) -> Answer:
    async with Fetcher(POLICY, clock=lambda: START) as fetcher:
        return await fetcher.fetch(url)


LITERALS = """
    http://127.0.0.1:{port}/ http://127.1:{port}/ http://0177.0.0.1:{port}/ http://0x7f.1:{port}/ http://2130706433:{port}/
    http://127.0.0.1.:{port}/ http://0:{port}/ http://[::ffff:127.0.0.1]:{port}/ http://[::ffff:7f00:1]:{port}/
    http://[::127.0.0.1]:{port}/ http://[2002:7f00:1::]:{port}/ http://[64:ff9b::7f00:1]:{port}/ http://[::1]:{port}/
    http://[2001:0:7f00:1::1]:{port}/ http://[fe80::1%25lo]:{port}/ http://[::1%25lo]:{port}/ http://localhost:{port}/
    http://LOCALHOST.:{port}/ http://１２７.０.０.１:{port}/ http://%31%32%37.0.0.1:{port}/ http://public.example@127.0.0.1:{port}/
    http://127.0.0.1:{port}\\@public.example/ http://127.0.0.1:{port}#@public.example/ http:127.0.0.1:{port}/
    http:////127.0.0.1:{port}/ https://127.0.0.1:{port}/ ftp://127.0.0.1:{port}/ file://127.0.0.1:{port}/
""".split()


@pytest.mark.parametrize("url", LITERALS)
async def test_loopback_is_asked_in_no_spelling(url: str, canary: Canary) -> None:
    answer = await _look(url.format(port=canary.port))

    assert isinstance(answer, Unreachable) and answer.refused
    assert canary.hits == 0


@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"])
async def test_no_proxy_leads_around_the_gate(name: str, canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    answers = [await _look(f"{scheme}://127.0.0.1:{canary.port}/") for scheme in ("http", "https")]

    assert all(isinstance(answer, Unreachable) and answer.refused for answer in answers)
    assert canary.hits == 0


async def _led(web: Web, canary: Canary, how: bytes) -> Finding:
    """Look at a page that passes the gate under a public name's address, and leads on."""
    web["/start"] = how

    async def resolver(host: str, port: int) -> list[str]:
        return ["8.8.8.8"] if host == "public.example" else ["127.0.0.1"]

    fetcher = Fetcher(POLICY, clock=lambda: START, resolver=resolver)
    admit = fetcher.transport.gate  # type: ignore[attr-defined]
    fetcher.transport.gate = _Door(admit)  # type: ignore[attr-defined]
    async with fetcher:
        return await verify(fetcher, web.url("/start").replace("127.0.0.1", "public.example"), [])


class _Door:
    """The real gate, whose one public address is the test's web: loopback is the only network there is."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    async def admit(self, host: str, port: int, seconds: float) -> Passed | Stopped:
        """Return what the gate says, with the public address put where the test's web is."""
        match await self.gate.admit(host, port, seconds):
            case Passed(("8.8.8.8",)):
                return Passed(("127.0.0.1",))
            case other:
                return other


WAYS = {
    "redirect": "Location: http://127.0.0.1:{port}/",
    "redirect to a name": "Location: http://inside.example:{port}/",
    "redirect to IPv6": "Location: http://[::ffff:127.0.0.1]:{port}/",
    "redirect to a number": "Location: //2130706433:{port}/",
    "redirect with user": "Location: http://public.example@127.0.0.1:{port}/",
    "redirect with backslash": "Location: http://127.0.0.1:{port}\\@public.example/",
    "redirect with return": "Location: http://127.0.0.1:{port}/\rX: y",
    "refresh": "Refresh: 0; url=http://127.0.0.1:{port}/",
}


@pytest.mark.parametrize("way", WAYS)
async def test_no_header_leads_inside(way: str, web: Web, canary: Canary) -> None:
    header = WAYS[way].format(port=canary.port)
    status = "200 OK" if way == "refresh" else "302 Found"

    finding = await _led(web, canary, answer("<p>On.</p>", status=status, headers=(header,)))

    assert finding.link == "refused"
    assert web.asked == ["/start"]
    assert canary.hits == 0


async def test_no_page_leads_inside(web: Web, canary: Canary) -> None:
    target = f"http://127.0.0.1:{canary.port}/"
    finding = await _led(web, canary, answer(f'<meta http-equiv="refresh" content="0;url={target}"><p>On.</p>'))

    assert (finding.link, finding.reason) == ("refused", "private-address")
    assert canary.hits == 0


async def test_a_name_that_changes_its_answer_is_asked_once(canary: Canary) -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    async def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    first = await Gate(allow_private=False, resolver=resolver).admit("rebinding.example", canary.port)
    async with Fetcher(POLICY, clock=lambda: START, resolver=resolver) as fetcher:
        later = await fetcher.fetch(f"http://rebinding.example:{canary.port}/")

    assert first == Passed(("8.8.8.8",))
    assert isinstance(later, Unreachable) and later.reason == "private-address"
    assert len(asked) == 2
    assert canary.hits == 0
