"""A web of scripted answers on loopback: whole bytes on plain sockets, because HTTP libraries are too polite."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

HTML = "text/html; charset=utf-8"


def answer(
    body: str | bytes = b"", *, status: str = "200 OK", kind: str = HTML, headers: tuple[str, ...] = ()
) -> bytes:
    """Return a whole HTTP/1.1 answer."""
    payload = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(payload)}", "Connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + payload


def article(*paragraphs: str, title: str = "A report", extra: str = "", lang: str = "en") -> str:
    """Return an ordinary page."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title></head><body>'
        f"<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
        f"<main><article><h1>{title}</h1>{text}</article></main>{extra}</body></html>"
    )


class Web:
    """The answer of each path, and the requests. A path without an answer is a plain 404."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.silent: set[str] = set()
        """Paths that never answer."""
        self.asked: list[str] = []
        self.requests: list[bytes] = []
        self.origin = ""
        self.closing = threading.Event()

    def __setitem__(self, path: str, raw: bytes) -> None:
        self.answers[path] = raw

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return self.origin + path

    def sent(self, number: int, name: str) -> str | None:
        """Return a header of the request of this number, its name in lower case; None: it has none."""
        lines = self.requests[number].decode("latin-1").split("\r\n")[1:]
        found = [value.strip() for key, _, value in (line.partition(":") for line in lines) if key.lower() == name]
        return found[0] if found else None

    @contextmanager
    def serve(self) -> Iterator[Self]:
        """Serve until the block ends."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.origin = f"http://127.0.0.1:{server.getsockname()[1]}"
            acceptor = threading.Thread(target=self._accept, args=(server,))
            acceptor.start()
            try:
                yield self
            finally:
                self.closing.set()
                with suppress(OSError), socket.create_connection(server.getsockname(), 1):
                    pass
                acceptor.join()

    def _accept(self, server: socket.socket) -> None:
        workers = []
        while not self.closing.is_set():
            connection, _ = server.accept()
            workers.append(threading.Thread(target=self._answer, args=(connection,)))
            workers[-1].start()
        for worker in workers:
            worker.join()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            request = b""
            while b"\r\n\r\n" not in request:
                more = connection.recv(65_536)
                if not more:
                    return
                request += more
            path = request.split(b" ", 2)[1].decode("latin-1")
            self.asked.append(path)
            self.requests.append(request)
            if path in self.silent:
                self.closing.wait(5)
                return
            connection.sendall(self.answers.get(path, answer("<h1>Not found</h1>", status="404 Not Found")))
