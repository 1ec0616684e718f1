"""Serves the behaviours on loopback, each on a port of its own, over plain sockets and with bad certificates."""

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.behaviours import BEHAVIOURS, Behaviour
from tests.support.certificates import Certificates
from tests.support.talk import Talk


async def resolve(host: str, port: int) -> list[str]:
    """Resolve the names of the behaviours."""
    errors = {"nobody.example": socket.EAI_NONAME, "mute.example": socket.EAI_AGAIN}
    if host in errors:
        raise socket.gaierror(errors[host], "scripted")
    return ["127.0.0.1"]


class HostileWeb:
    """Serves every behaviour, each on a port of its own, so that each is a host of its own."""

    def __init__(self) -> None:
        self.certificates = Certificates()
        self.ports: dict[str, int] = {}
        self.counts: dict[str, Counter[str]] = {}
        self.loop = asyncio.new_event_loop()
        self.stop = asyncio.Event()
        self.ready = threading.Event()

    def url(self, behaviour: Behaviour) -> str:
        """Return where a behaviour is served."""
        return behaviour.url(self.ports[behaviour.name])

    @contextmanager
    def serve(self) -> Iterator["HostileWeb"]:
        """Serve until the block ends."""
        thread = threading.Thread(target=self.loop.run_until_complete, args=(self._serve(),))
        thread.start()
        self.ready.wait()
        try:
            yield self
        finally:
            self.loop.call_soon_threadsafe(self.stop.set)
            thread.join()
            self.loop.close()

    async def _serve(self) -> None:
        self.loop.set_exception_handler(lambda _loop, _context: None)
        servers = [await self._one(behaviour) for behaviour in BEHAVIOURS]
        self.ready.set()
        await self.stop.wait()
        for server in servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _one(self, behaviour: Behaviour) -> asyncio.Server:
        counts = self.counts[behaviour.name] = Counter()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            origin = f"http://127.0.0.1:{self.ports[behaviour.name]}"
            one = Talk(reader, writer, counts, origin)
            with suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError, TimeoutError):
                if behaviour.tls in {"http-2", "either", "none"} or await one.request():
                    await behaviour.play(one)
            with suppress(ConnectionError, RuntimeError):
                writer.close()

        tls = self.certificates.context(behaviour.tls) if behaviour.tls not in {None, "none"} else None
        server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls, limit=2**20)
        self.ports[behaviour.name] = server.sockets[0].getsockname()[1]
        return server
