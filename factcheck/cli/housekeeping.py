"""Commands that look after the database."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli import output, state
from factcheck.services import housekeeping
from factcheck.services.capturing import capture_folder
from factcheck.services.doctor import examine
from factcheck.store import engine as engines
from factcheck.store import schema

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Put this module's commands into the application."""
    db = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
    db.command("upgrade")(upgrade)
    db.command("check")(check)
    db.command("backup")(backup)
    db.command("stats")(stats)
    app.add_typer(db, name="db")
    app.command("doctor")(doctor)


def upgrade(ctx: typer.Context) -> None:
    """Bring the database to the newest revision, after a copy of it was written."""
    with engines.open_engine(state.settings(ctx).db) as engine:
        copy = schema.upgrade(engine)
        print(output.plain(f"{engine.url.database} is at revision {schema.revision(engine)}"))
    if copy:
        state.say(f"the older one was copied to {copy}")


def check(ctx: typer.Context, as_json: JSON = False) -> None:
    """Check the file, its keys, its index, its counters and the log's chain."""
    with state.desk(ctx) as desk:
        wrong = list(housekeeping.complaints(desk))
        head = housekeeping.chain_head(desk)
    if as_json:
        output.print_json({"ok": not wrong, "complaints": wrong, "log_head": head})
    else:
        for line in wrong:
            print(output.plain(line))
        if not wrong:
            print(f"whole; the log's head is {head}")
    if wrong:
        raise typer.Exit(1)


def backup(ctx: typer.Context, target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to.")]) -> None:
    """Copy the database, while others work on it, and check the copy."""
    with state.desk(ctx) as desk:
        size = housekeeping.backup(desk, target)
        folder = capture_folder(desk.engine, state.settings(ctx).captures)
    print(output.plain(f"{target}: {size:,} bytes, checked"))
    if folder and folder.is_dir():
        state.say(output.plain(f"captures are files of their own, never changed once written: copy {folder}, too"))


def stats(ctx: typer.Context, as_json: JSON = False) -> None:
    """Tell how much is in the database."""
    with state.desk(ctx) as desk:
        numbers = housekeeping.stats(desk)
    if as_json:
        output.print_json(numbers)
    else:
        for name, value in numbers.items():
            print(f"{name:16}{value}")


def doctor(ctx: typer.Context, as_json: JSON = False) -> None:
    """Tell of the database, the disk, the queue and the settings."""
    with state.desk(ctx) as desk:
        facts = list(examine(desk, state.settings(ctx), state.origins(ctx)))
    if as_json:
        output.print_json([{key: value for key, value in asdict(fact).items() if value is not None} for fact in facts])
    else:
        for fact in facts:
            mark = "!" if fact.concern else "~" if fact.warning else " "
            origin = f"  ({fact.origin})" if fact.origin else ""
            print(output.plain(f"{mark} {fact.name:32}{fact.value}{origin}"))
    if any(fact.concern for fact in facts):
        raise typer.Exit(1)
