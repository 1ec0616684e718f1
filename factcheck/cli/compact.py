"""``db compact``: roll up unchanged checks, and give room back."""

from typing import Annotated

import typer
from rich.console import Console

from factcheck.cli import context, output
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.operations import compaction
from factcheck.services.operations.compaction import Compacted

LEAST_CHECKS = 2
"""A person who asks for it has sources with so few new checks rolled up, too."""


def compact(
    ctx: typer.Context,
    vacuum: Annotated[
        bool, typer.Option("--vacuum", help="Write the file anew, so that it shrinks: this holds up all who save.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Roll up unchanged checks, many to a row; none is lost."""
    done = Compacted(0, 0, 0.0)
    with context.desk(ctx) as desk:
        before = compaction.room(desk)
        console = Console(stderr=True)
        with console.status("rolling up") as shown:
            for done in compaction.compact(desk, least=LEAST_CHECKS):
                shown.update(f"rolled up {done.checks:,} checks of {done.sources:,} sources")
        if vacuum:
            with verify_lock(desk.engine):
                compaction.vacuum(desk)
        after = compaction.room(desk)
    if as_json:
        output.print_json(
            {
                "checks": done.checks,
                "sources": done.sources,
                "longest_lock_ms": round(done.longest_lock_ms, 1),
                "bytes_before": before.file_bytes,
                "bytes": after.file_bytes,
                "free_bytes": after.free_bytes,
            }
        )
        return
    print(f"{done.checks:,} checks of {done.sources:,} sources rolled up")
    print(
        f"{after.file_bytes:,} bytes, {after.free_bytes:,} of them free for what comes (before: {before.file_bytes:,})"
    )
    if after.free_bytes > after.file_bytes // 4 and not vacuum:
        context.say("factcheck db compact --vacuum gives the free room back to the disk")
