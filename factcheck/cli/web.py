"""Serves the terminal interface to a browser on this machine: one process per tab, and no request to any other host."""

import asyncio
import logging
import secrets
import shlex
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from factcheck.errors import DeskError, InputError

try:
    from aiohttp import web
    from textual_serve.server import Server
except ImportError:
    raise InputError("tui --web needs the extra web: pip install 'factcheck-desk[web]'") from None

HOST = "127.0.0.1"
PORT = 8124
PAGE_FOLDER = Path(__file__).resolve().parent / "page"


def command(flags: Mapping[str, str | None]) -> str:
    """Return the shell command of a tab."""
    given = [word for name, value in flags.items() if value is not None for word in (f"--{name}", value)]
    return "exec " + shlex.join([sys.executable, "-m", "factcheck", *given, "tui"])


class DeskServer(Server):
    """Serves the desk to browsers on this machine, and to its own pages only."""

    def __init__(self, flags: Mapping[str, str | None], port: int) -> None:
        super().__init__(command(flags), host=HOST, port=port, title="factcheck", templates_path=PAGE_FOLDER)
        self.token: str | None = secrets.token_urlsafe(32)
        """Token in the printed address; None: it was used."""
        self.session = secrets.token_urlsafe(32)
        """Value of the cookie that identifies the browser which used the token."""
        self.cookie = f"factcheck-{port}"
        """Cookies are shared by all ports (RFC 6265, 8.5), so each port has a name of its own."""

    def initialize_logging(self) -> None:
        """Log warnings on stderr."""
        logging.basicConfig(level=logging.WARNING, format="factcheck: %(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Print the address as soon as the server answers."""
        self.announcing = asyncio.create_task(self._announce())

    async def _announce(self) -> None:
        while True:
            try:
                _, writer = await asyncio.open_connection(HOST, self.port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            break
        print(
            f"the desk is at {self.public_url}/?token={self.token}\n"
            "This address opens it once, in one browser on this machine; ctrl+c stops it",
            file=sys.stderr,
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._own_pages_only)
        app.on_response_prepare.append(self._nothing_from_elsewhere)
        return app

    @web.middleware
    async def _own_pages_only(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Refuse requests of other sites and other accounts of this machine, which could act as the reviewer.

        A foreign name that resolves to this machine is refused, and so is a socket of another origin (RFC 6455, 10.2). Any
        program can claim any origin, but only the reviewer's browser has the cookie that the printed address gave it.
        """
        ours = {f"{name}:{self.port}" for name in (HOST, "localhost")}
        origin = request.headers.get("Origin")
        if request.host not in ours or (origin is not None and origin not in {f"http://{each}" for each in ours}):
            raise web.HTTPForbidden(text="the desk is open to its own page only\n")
        if request.path == "/ws" and origin is None:
            raise web.HTTPForbidden(text="the desk is open to its own page only\n")
        if not secrets.compare_digest(request.cookies.get(self.cookie, "").encode(), self.session.encode()):
            self._admit(request)
        response: web.StreamResponse = await handler(request)
        return response

    def _admit(self, request: web.Request) -> NoReturn:
        """Admit the browser that has the token, once: redirect it with the cookie."""
        given = request.query.get("token", "")
        if request.path != "/" or self.token is None or not secrets.compare_digest(given.encode(), self.token.encode()):
            raise web.HTTPForbidden(
                text="the desk opens at the address that factcheck tui --web printed, once and in one browser; "
                "start it again for another\n"
            )
        self.token = None
        admitted = web.HTTPSeeOther("/")
        admitted.set_cookie(self.cookie, self.session, httponly=True, samesite="Strict")
        raise admitted

    async def _nothing_from_elsewhere(self, request: web.Request, response: web.StreamResponse) -> None:
        """Forbid requests to other hosts and frames of other sites (Content Security Policy)."""
        sockets = f"ws://{HOST}:{self.port} ws://localhost:{self.port}"
        here = f"http://{HOST}:{self.port}"
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {here} 'unsafe-eval'; style-src {here} 'unsafe-inline'; font-src {here} data:; "
            f"img-src {here} data: blob:; connect-src {here} {sockets}; frame-ancestors 'none'; base-uri 'none'"
        )
        response.headers["Referrer-Policy"] = "no-referrer"


def serve(flags: Mapping[str, str | None], port: int) -> None:
    """Serve the desk until ctrl+c. Raises DeskError if the port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DeskError(f"port {port} cannot be used: {error.strerror}; give another one with --port") from None
    DeskServer(flags, port).serve()
