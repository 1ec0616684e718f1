"""The command that prints a schedule for the job."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from factcheck import DISTRIBUTION, resources, settings
from factcheck.atomic_files import make_folders, written_aside
from factcheck.cli import context, output
from factcheck.errors import DeskError, InputError
from factcheck.services.operations import schedule_units


class Kind(StrEnum):
    """Scheduler of the job."""

    CRON = "cron"
    SYSTEMD = "systemd"


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command("schedule")(schedule)


def schedule(
    ctx: typer.Context,
    kind: Annotated[Kind, typer.Argument(metavar="cron|systemd", help="Scheduler.")] = Kind.SYSTEMD,
    folder: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Folder to write the units to, instead of printing them.")
    ] = None,
) -> None:
    """Print a schedule for the job: systemd units or a line for cron."""
    given = context.settings(ctx)
    lost = [name for name, origin in context.origins(ctx).items() if origin.startswith("environment")]
    lost = [name for name in lost if name not in {"db", "config"}]
    if lost:
        context.narrate(
            output.sanitize_text(
                f"a scheduled job does not see your environment; move these settings to the configuration file: {', '.join(lost)}"
            )
        )
    given = given.model_copy(update={"db": _whole(given.db)})
    schedule_units.written_folders(given)  # a relative path is refused for cron, too
    program = _program(given, settings.file_in_use(context.config_flag(ctx)))
    if kind is Kind.CRON:
        if folder:
            raise InputError("--to is for systemd units; append the line for cron to a crontab")
        print(schedule_units.cron(program), end="")
        return
    units = schedule_units.systemd(program, given)
    for missing in (each for each in schedule_units.written_folders(given) if not each.is_dir()):
        context.narrate(
            f"{missing} does not exist; create it before the job runs, because systemd opens only existing folders"
        )
    for name, unit in units.items():
        if folder is None:
            print(f"# /etc/systemd/system/{name}\n{unit}")
            continue
        try:
            make_folders(folder)
            with written_aside(folder / name) as file:
                file.write(unit.encode())
        except OSError as error:
            raise DeskError(f"{folder / name} cannot be written: {error.strerror}") from None
        context.narrate(f"{folder / name}: written")


def _whole(db: str) -> str:
    """Return the database independently of the folder in which the job starts."""
    return db if "://" in db else str(Path(db).expanduser().resolve())


def _program(given: settings.Settings, config: Path | None) -> schedule_units.Program:
    for word in (given.db, str(config or ""), given.actor):
        if not word.isprintable():
            raise InputError(f"{word!r} contains a character that a schedule cannot contain; rename it")
    return schedule_units.Program(
        interpreter=Path(sys.executable).absolute(),
        checkout=None if _is_installed() else resources.PACKAGE.parent,
        db=given.db,
        config=config.resolve() if config else None,
        user=settings.login(),
    )


def _is_installed() -> bool:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return bool(distribution(DISTRIBUTION))
    except PackageNotFoundError:
        return False
