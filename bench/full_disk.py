"""Run commands on a disk without a free byte: print which can read, and the space that ``captures prune`` frees.

Run ``python -m bench.full_disk`` as root: it mounts a tmpfs.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from factcheck.services.desk import open_desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import DeskSettings, Settings, VerifySettings
from tests.support.web import Web, answer, article

DISK_BYTES = 8_000_000
PAGE_BYTES = 200_000
ROUNDS = 6
COMMANDS = (
    "list",
    "show 1",
    "log",
    "alerts",
    "captures list",
    "captures verify",
    "db stats",
    "add Taxes",
    "captures prune --keep-days 7",
    "captures verify",
    "add Taxes",
)


@contextmanager
def small_disk() -> Iterator[Path]:
    """Give a file system of its own, in memory."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


async def make_desk(settings: Settings, web: Web) -> None:
    """Make a claim, and a capture a day of what it cites, each in a file of its own."""
    moment = datetime.now(UTC) - timedelta(days=100)
    with open_desk(settings, lambda: moment) as desk:
        citations.cite(desk, claims.add_claim(desk, claims.NewClaim(text="Prices rose")), web.url("/a"))
        for number in range(ROUNDS):
            web["/a"] = answer(article(f"page {number} {os.urandom(PAGE_BYTES // 2).hex()}"))
            async for _ in verify(desk, settings, Selection(Which.ALL)):
                pass
            moment += timedelta(days=1)


def fill(folder: Path) -> None:
    """Fill the disk to the last byte."""
    with (folder / "fill").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


def main() -> None:
    """Print what each command answers."""
    with small_disk() as folder, Web().serve() as web:
        settings = Settings(
            db=str(folder / "desk.db"),
            verify=VerifySettings(allow_private=True, host_gap=0, processes=0),
            desk=DeskSettings(min_free_bytes=0),
        )
        asyncio.run(make_desk(settings, web))
        fill(folder)
        for words in COMMANDS:
            command = [sys.executable, "-m", "factcheck", "--db", settings.db, *words.split()]
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            said = (ran.stderr or ran.stdout).strip().splitlines()[-1:]
            free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_bsize
            print(f"{words:32}{ran.returncode:3}  {free:>9,} bytes free  {' '.join(said)[:110]}")


if __name__ == "__main__":
    main()
