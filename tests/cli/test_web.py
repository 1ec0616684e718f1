"""The interface in a browser: on this machine, for its own page, and from no other host."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import filters, queries
from tests.cli.conftest import ROOT, Cli

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Served:
    """A desk that is served."""

    port: int
    address: str
    """The printed one, which opens it once."""


@contextmanager
def served(settings: Settings) -> Iterator[Served]:
    """Give a desk that is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "factcheck",
        "--db",
        settings.db,
        "--actor",
        "ana",
        "tui",
        "--web",
        "--port",
        str(port),
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert server.stderr
        printed = re.search(rf"http://127\.0\.0\.1:{port}/\?token=\S+", server.stderr.readline())
        assert printed
        yield Served(port, printed[0])
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)


async def test_a_tab_works_on_the_desk_and_asks_no_other_host(desk: Desk, settings: Settings) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3% in May"))
    with served(settings) as at:
        here = f"http://127.0.0.1:{at.port}"
        jar = aiohttp.CookieJar(unsafe=True)  # for an address without a name
        async with aiohttp.ClientSession(headers={"Origin": here}, cookie_jar=jar) as session:
            async with session.get(at.address) as answer:
                page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
            links = re.findall(r"""(?:href|src)="([^"]+)"|url\("([^"]+)"\)""", page)
            for link in {first or second for first, second in links} - {"data:,"}:
                async with session.get(link) as asset:
                    assert (asset.status, link.startswith(here)) == (200, True)
            async with session.ws_connect(f"ws://127.0.0.1:{at.port}/ws?width=100&height=30") as tab:
                drawn = b""
                while b"Prices rose" not in drawn:
                    drawn += await tab.receive_bytes(timeout=120)
                await tab.send_str(json.dumps(["stdin", "so"]))
                while b"status open" not in drawn:
                    drawn += await tab.receive_bytes(timeout=120)

    with desk.read() as session_:
        assert queries.count(session_, filters.parse("status:open"), me="ana") == 1
    assert "default-src 'none'" in policy
    assert not re.search(r"https?://(?!127\.0\.0\.1|localhost)", page + policy)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Host": "desk.evil.example"}),
        ("/", {"Origin": "https://evil.example"}),
        ("/ws", {"Origin": "https://evil.example"}),
        ("/ws", {"Origin": "null"}),
        ("/ws", {}),
    ],
)
async def test_other_sites_pages_are_refused(shared: Served, path: str, headers: dict[str, str]) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{shared.port}{path}", headers=headers) as answer,
    ):
        assert answer.status == 403


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=%C3%A4", "static/"])
async def test_whoever_has_no_token_is_refused_whatever_origin_they_claim(shared: Served, query: str) -> None:
    here = f"http://127.0.0.1:{shared.port}"
    for path in ("/", "/ws", "/static/js/textual.js"):
        async with (
            aiohttp.ClientSession(headers={"Origin": here}) as session,
            session.get(here + path + query) as answer,
        ):
            assert answer.status == 403
            assert "printed" in await answer.text()


async def test_a_token_opens_the_desk_once_and_its_browser_again(settings: Settings) -> None:
    with served(settings) as at:
        first, second = (aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) for _ in range(2))
        async with first, second:
            statuses = []
            for session, address in [
                (first, at.address),
                (second, at.address),
                (first, f"http://127.0.0.1:{at.port}/"),
            ]:
                async with session.get(address) as answer:
                    statuses.append(answer.status)
                    shown = str(answer.url)
            cookies = list(first.cookie_jar)

    assert statuses == [200, 403, 200]
    assert "token" not in shown
    assert [(cookie["httponly"], cookie["samesite"]) for cookie in cookies] == [(True, "Strict")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("served")
    with served(Settings(db=str(folder / "desk.db"), actor="ana")) as at:
        yield at


def test_a_port_that_is_taken_is_named(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = cli("tui", "--web", "--port", port)

    assert ran.status == 3
    assert ran.err == f"factcheck: port {port} cannot be used: Address already in use; give another one with --port\n"


def test_a_port_without_web_is_refused(cli: Cli) -> None:
    assert cli("tui", "--port", 8000).status == 2
