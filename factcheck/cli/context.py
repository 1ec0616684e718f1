"""What every command begins with: the settings in force, and the desk."""

import asyncio
import signal
import sys
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

from factcheck.cli import signals
from factcheck.cli.configuration import config_file, read_settings
from factcheck.errors import InputError, NotFound
from factcheck.services.text.sanitize import plain
from factcheck.settings import Reading, Settings

if TYPE_CHECKING:
    from factcheck.services.desk import Desk

_READING = "factcheck.reading"
"""Key of the settings in what the contexts of a call share."""


def settings(ctx: typer.Context) -> Settings:
    """Return the settings in force. Raises InputError naming every setting that is refused."""
    return _reading(ctx).settings


def origins(ctx: typer.Context) -> Mapping[str, str]:
    """Return where each setting in force comes from."""
    return _reading(ctx).origins


def _reading(ctx: typer.Context) -> Reading:
    """Return the settings with their origins, read once for each call."""
    if _READING not in ctx.meta:
        ctx.meta[_READING] = read_settings(ctx.find_root().obj)
    reading: Reading = ctx.meta[_READING]
    return reading


def config_flag(ctx: typer.Context) -> Path | None:
    """Return the configuration file that the call names."""
    return config_file(ctx.find_root().obj)


@contextmanager
def desk(ctx: typer.Context) -> "Iterator[Desk]":
    """Give the desk the call names. Its database's library is loaded here: not every command has a desk."""
    from factcheck.services.desk import open_desk

    with open_desk(settings(ctx), made=announce) as opened:
        yield opened


def announce(db: str) -> None:
    """Say that a new desk was made: whoever mistyped a name learns of it."""
    say(plain(f"made a new desk at {Path(db).absolute()}"))


@contextmanager
def asked_for() -> Iterator[None]:
    """Say where nothing is found of what a command only asks for, and end it with the status for that."""
    try:
        yield
    except NotFound as error:
        say(plain(f"factcheck: {error.message}"))
        raise typer.Exit(1) from None


def say(*words: object) -> None:
    """Narrate: to stderr, so that stdout stays data. Names of files and text of servers in it are made harmless."""
    print(plain(" ".join(map(str, words)), lines=True), file=sys.stderr)


def stdin() -> BinaryIO:
    """Return what is piped in. Raises InputError where stdin is closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise InputError("stdin is closed; pipe something in, or name a file instead of -")
    return sys.stdin.buffer


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run to the end, or to Ctrl-C, SIGTERM or SIGHUP, and return the exit status: 128 and the signal's number."""
    ended_by: list[signal.Signals] = []

    async def whole() -> int:
        task = asyncio.current_task()
        assert task

        def end(number: signal.Signals) -> None:
            ended_by.append(number)
            task.cancel()

        with signals.handled(end):
            return await work

    try:
        return asyncio.run(whole())
    except (asyncio.CancelledError, KeyboardInterrupt):
        return signals.status_of(ended_by[0] if ended_by else signal.SIGINT)
