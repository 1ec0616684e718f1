"""A shortage on this machine is not an outcome of a link."""

import errno
import os
import socket
from datetime import UTC, datetime

import httpx
import pytest

from factcheck import limits
from factcheck.limits import Exhausted
from factcheck.settings import VerifySettings
from factcheck.verifier.http.address_policy import AddressPolicy
from factcheck.verifier.http.connection import open_stream
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Unreachable

SETTINGS = VerifySettings(retries=0, host_gap=0)


def failing(error: Exception) -> Fetcher:
    """Return a fetcher whose requests all fail with an error."""

    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    return Fetcher(SETTINGS, clock=lambda: datetime.now(UTC), transport=httpx.MockTransport(answer))


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS])
async def test_a_connection_that_this_machine_cannot_open_raises_exhausted(number: int) -> None:
    async with failing(OSError(number, os.strerror(number))) as fetcher:
        with pytest.raises(Exhausted, match="raise the limit"):
            await fetcher.fetch("https://news.example/")


async def test_no_failure_is_believed_when_file_descriptors_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "files_left", lambda: 3)

    async with failing(ConnectionResetError(errno.ECONNRESET, "reset")) as fetcher:
        with pytest.raises(Exhausted, match=r"ulimit -n"):
            await fetcher.fetch("https://news.example/")


async def test_a_failure_of_the_other_side_is_unreachable() -> None:
    async with failing(ConnectionRefusedError(errno.ECONNREFUSED, "refused")) as fetcher:
        answer = await fetcher.fetch("https://news.example/")

    assert isinstance(answer, Unreachable)
    assert answer.reason == "connect-refused"


async def test_the_cause_of_a_refused_socket_is_preserved(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(socket, "socket", refuse)
        with pytest.raises(Exception, match="broke off") as caught:
            await open_stream("127.0.0.1", 9, None, None, 5)

    assert limits.shortage(caught.value) == limits.FILES_MESSAGE


@pytest.mark.parametrize(
    "error", [socket.gaierror(socket.EAI_MEMORY, "memory"), OSError(errno.EMFILE, "files"), OSError(errno.ENOMEM, "no")]
)
async def test_a_name_that_this_machine_cannot_resolve_raises_exhausted(error: OSError) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        raise error

    with pytest.raises(Exhausted):
        await AddressPolicy(allow_private=False, resolver=resolve).resolve("news.example", 443)
