"""What every command begins with: the settings in force, and the desk."""

import asyncio
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from factcheck import settings as configuration
from factcheck.errors import NotFound
from factcheck.services.plain import plain
from factcheck.settings import Settings

if TYPE_CHECKING:
    from factcheck.services.desk import Desk


def settings(ctx: typer.Context) -> Settings:
    """Return the settings in force. Raises InputError naming what is refused."""
    given = ctx.find_root().obj
    return configuration.load(config_flag(ctx), db=given["db"], actor=given["actor"])


def origins(ctx: typer.Context) -> dict[str, str]:
    """Return where each setting in force comes from."""
    given = ctx.find_root().obj
    return configuration.origins(config_flag(ctx), db=given["db"], actor=given["actor"])


def config_flag(ctx: typer.Context) -> Path | None:
    """Return the configuration file that the call names."""
    named = ctx.find_root().obj["config"]
    return Path(named) if named else None


@contextmanager
def desk(ctx: typer.Context) -> "Iterator[Desk]":
    """Give the desk the call names. Its database's library is loaded here: not every command has a desk."""
    from factcheck.services.desk import open_desk

    with open_desk(settings(ctx)) as opened:
        yield opened


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


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run to the end, or to Ctrl-C (130) or SIGTERM (143), and return the exit status."""

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(143)

    previous = signal.signal(signal.SIGTERM, stop)
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        return 130
    finally:
        signal.signal(signal.SIGTERM, previous)
