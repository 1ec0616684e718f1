"""Shared start of every command: the settings in force, and the desk."""

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
from factcheck.services.text.sanitize import sanitize_text
from factcheck.settings import Reading, Settings

if TYPE_CHECKING:
    from factcheck.services.desk import Desk

_READING = "factcheck.reading"
"""Key of the settings in the data that the contexts of a call share."""


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
    """Open the desk of the call. The database library is loaded here, because not every command has a desk."""
    from factcheck.services.desk import open_desk

    with open_desk(settings(ctx), made=announce) as opened:
        try:
            yield opened
        finally:
            if complaint := opened.encoding.complaint():
                narrate(complaint)


def announce(db: str) -> None:
    """Report that a new desk was created, so that a mistyped name is noticed."""
    narrate(sanitize_text(f"created a new desk at {Path(db).absolute()}"))


@contextmanager
def asked_for() -> Iterator[None]:
    """Report that nothing was found, and exit with 1, where a command only shows something."""
    try:
        yield
    except NotFound as error:
        narrate(sanitize_text(f"factcheck: {error.message}"))
        raise typer.Exit(1) from None


def narrate(*words: object) -> None:
    """Print narration on stderr, so that stdout stays data. Control characters in it are escaped."""
    print(sanitize_text(" ".join(map(str, words)), lines=True), file=sys.stderr)


def stdin() -> BinaryIO:
    """Return stdin as bytes. Raises InputError where it is closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise InputError("stdin is closed; pipe data in, or give the name of a file instead of -")
    return sys.stdin.buffer


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run until the work or a signal ends it, and return the exit status: 128 plus the number of the signal."""
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
