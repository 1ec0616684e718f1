"""The address policy: nothing outside the public internet is requested, however it is named, reached or embedded."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source
from factcheck.verifier.finding import Finding
from factcheck.verifier.http.address_policy import AddressPolicy, Allowed, Denied, is_public
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Unreachable
from tests.conftest import START
from tests.support.web import Web, answer

POLICY = VerifySettings(deadline=3, connect_timeout=1, read_timeout=1, retries=0)

PRIVATE = """
    127.0.0.1 127.9.9.9 0.0.0.0 0.1.2.3 10.0.0.7 100.64.0.1 169.254.169.254 172.16.0.1 192.0.2.1 192.168.1.1 192.88.99.1
    192.0.0.1 192.0.0.9 192.0.0.170 192.0.0.255
    198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12::1 fec0::1 ff02::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.7 ::127.0.0.1 ::8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:7 64:ff9b:1::808:808
    2002:7f00:1:: 2002:a00:7::1 2001:0:7f00:1::1 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:db8::1 3fff::1 100::1 5f00::1
    2001:1::1 2001:20::1 2001:1ff:ffff::1 2620:4f:8000::1
    2606:4700:0:0:0:5efe:7f00:1 2606:4700:0:0:200:5efe:a00:7 nonsense 1.2.3 999.1.1.1
""".split()
PUBLIC = """
    1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 100.128.0.1 2606:4700:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808
    2002:808:808::1 2001:200::1 2001:db7:ffff::1 2001:db9::1 192.0.1.0 198.17.255.255 198.20.0.0 223.255.255.255 9.255.255.255
""".split()
PYTHON_3_11_PRIVATE = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/29 192.0.0.170/31 192.0.2.0/24
    192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32
""".split()
"""The ranges that Python 3.11.7 took for private: ``is_global`` of later versions answers otherwise."""


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_outside_the_public_internet_is_recognized_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_on_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.corpus
@given(
    st.one_of(
        st.ip_addresses(v=4),
        *(st.ip_addresses(network=network) for network in [*PYTHON_3_11_PRIVATE, "192.0.0.0/24", "192.88.99.0/24"]),
    )
)
@settings(max_examples=500)
def test_ipv4_is_public_as_in_python_3_11_except_for_two_blocks_of_the_registry(address: ipaddress.IPv4Address) -> None:
    refused = [*PYTHON_3_11_PRIVATE, "224.0.0.0/4", "192.0.0.0/24", "192.88.99.0/24"]

    public = not any(address in ipaddress.ip_network(network) for network in refused)

    assert is_public(str(address)) is public
    assert is_public(f"::ffff:{address}") is public


@given(st.ip_addresses(v=4))
def test_a_6to4_address_is_as_public_as_the_one_it_embeds(address: ipaddress.IPv4Address) -> None:
    wrapped = ipaddress.IPv6Address(0x2002 << 112 | int(address) << 80 | 1)

    assert is_public(str(wrapped)) is is_public(str(address))


@pytest.mark.corpus
@given(st.ip_addresses(v=6))
@settings(max_examples=200)
def test_ipv6_outside_global_unicast_is_public_only_if_it_embeds_public_ipv4(address: object) -> None:
    text = str(address)

    assert not is_public(text) or text.startswith(("2", "3", "64:ff9b::", "::ffff:"))


async def _resolves(*addresses: str, error: int | None = None) -> Allowed | Denied:
    async def resolver(host: str, port: int) -> list[str]:
        if error is not None:
            raise socket.gaierror(error, "scripted")
        return list(addresses)

    return await AddressPolicy(allow_private=False, resolver=resolver).resolve("news.example", 443)


async def test_a_name_is_allowed_with_all_its_addresses_or_denied() -> None:
    mixed = await _resolves("8.8.8.8", "10.0.0.7")

    assert await _resolves("8.8.8.8", "1.1.1.1") == Allowed(("8.8.8.8", "1.1.1.1"))
    assert isinstance(mixed, Denied) and mixed.refused and mixed.reason == "private-address"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (None, "dns-no-such-name"),
        (socket.EAI_NONAME, "dns-no-such-name"),
        (socket.EAI_AGAIN, "dns-no-answer"),
        (socket.EAI_FAIL, "dns-no-answer"),
        (socket.EAI_OVERFLOW, "dns-no-answer"),
    ],
)
async def test_an_unknown_name_is_distinguished_from_a_failing_resolver(error: int | None, reason: str) -> None:
    stopped = await _resolves(error=error)

    assert isinstance(stopped, Denied)
    assert (stopped.reason, stopped.refused) == (reason, False)


async def test_a_resolver_that_never_answers_times_out() -> None:
    async def resolver(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    stopped = await AddressPolicy(allow_private=False, resolver=resolver).resolve("news.example", 443, 0.01)

    assert isinstance(stopped, Denied) and stopped.reason == "dns-no-answer"


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


async def _fetch(url: str) -> Answer:
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
async def test_loopback_is_refused_in_every_spelling(url: str, canary: Canary) -> None:
    answer = await _fetch(url.format(port=canary.port))

    assert isinstance(answer, Unreachable) and answer.refused
    assert canary.hits == 0


@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"])
async def test_proxies_of_the_environment_are_not_used(
    name: str, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    answers = [await _fetch(f"{scheme}://127.0.0.1:{canary.port}/") for scheme in ("http", "https")]

    assert all(isinstance(answer, Unreachable) and answer.refused for answer in answers)
    assert canary.hits == 0


async def _led(web: Web, canary: Canary, how: bytes) -> Finding:
    """Check a page that the policy allows under the address of a public name, and that leads elsewhere."""
    web["/start"] = how

    async def resolver(host: str, port: int) -> list[str]:
        return ["8.8.8.8"] if host == "public.example" else ["127.0.0.1"]

    fetcher = Fetcher(POLICY, clock=lambda: START, resolver=resolver)
    policy = fetcher.transport.policy  # type: ignore[attr-defined]
    fetcher.transport.policy = _Door(policy)  # type: ignore[attr-defined]
    async with fetcher:
        return await check_source(fetcher, web.url("/start").replace("127.0.0.1", "public.example"), [])


class _Door:
    """The real policy, with one public address replaced by the test's web, which is on loopback."""

    def __init__(self, policy: AddressPolicy) -> None:
        self.policy = policy

    async def resolve(self, host: str, port: int, seconds: float) -> Allowed | Denied:
        """Return what the gate says, with the public address put where the test's web is."""
        match await self.policy.resolve(host, port, seconds):
            case Allowed(("8.8.8.8",)):
                return Allowed(("127.0.0.1",))
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
async def test_no_header_leads_to_a_private_address(way: str, web: Web, canary: Canary) -> None:
    header = WAYS[way].format(port=canary.port)
    status = "200 OK" if way == "refresh" else "302 Found"

    finding = await _led(web, canary, answer("<p>On.</p>", status=status, headers=(header,)))

    assert finding.link == "refused"
    assert web.asked == ["/start"]
    assert canary.hits == 0


async def test_no_page_leads_to_a_private_address(web: Web, canary: Canary) -> None:
    target = f"http://127.0.0.1:{canary.port}/"
    finding = await _led(web, canary, answer(f'<meta http-equiv="refresh" content="0;url={target}"><p>On.</p>'))

    assert (finding.link, finding.reason) == ("refused", "private-address")
    assert canary.hits == 0


async def test_a_name_that_changes_its_address_is_resolved_once(canary: Canary) -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    async def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    first = await AddressPolicy(allow_private=False, resolver=resolver).resolve("rebinding.example", canary.port)
    async with Fetcher(POLICY, clock=lambda: START, resolver=resolver) as fetcher:
        later = await fetcher.fetch(f"http://rebinding.example:{canary.port}/")

    assert first == Allowed(("8.8.8.8",))
    assert isinstance(later, Unreachable) and later.reason == "private-address"
    assert len(asked) == 2
    assert canary.hits == 0
