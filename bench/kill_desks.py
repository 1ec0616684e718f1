"""The desks on which ``bench.kill_table`` kills programs: each is made once, by the program's own services, and copied."""

import asyncio
import csv
import io
import json
import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config

from factcheck import resources
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import citations, claims
from factcheck.services.editing.bulk_edit import SeenRevision, edit_many
from factcheck.services.importing import import_claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import DeskSettings, Settings, VerifySettings
from factcheck.store.engine import open_engine
from tests.support.web import Web, answer, article

ACTOR = "bench"
SOURCES, LOOKS = 12, 10
EDITS = 8
"""Bulk edits of every claim that make a log long."""


def settings_for(folder: Path, actor: str = ACTOR) -> Settings:
    """Return the settings of a desk on loopback, without pauses."""
    return Settings(
        db=str(folder / "desk.db"),
        actor=actor,
        verify=VerifySettings(allow_private=True, host_gap=0, retries=0, processes=0),
        desk=DeskSettings(min_free_bytes=0),
    )


def rows_of(number: int) -> list[dict[str, str]]:
    """Return rows of a file to import: each brings a claim and a source."""
    return [
        {
            "id": f"r{each}",
            "text": f"Council {each} counted {each * 7} votes in the hall that day.",
            "claimant": f"Speaker {each % 40}",
            "url": f"https://host{each % 50}.example/{each}",
            "tags": "votes",
        }
        for each in range(number)
    ]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Return rows as CSV."""
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


def empty(folder: Path, rows: int) -> None:
    """Make an empty desk, and files of so many rows to import."""
    with open_desk(settings_for(folder)):
        pass
    made = rows_of(rows)
    (folder / "claims.csv").write_bytes(as_csv(made))
    (folder / "claims.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")


def filled(folder: Path, rows: int) -> None:
    """Make a desk of so many claims."""
    (folder / "desk.db").write_bytes(_filled(rows))


@cache
def _filled(rows: int) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        with open_desk(settings_for(Path(place))) as desk:
            for _ in import_claims(desk, "claims.csv", as_csv(rows_of(rows))):
                pass
        return (Path(place) / "desk.db").read_bytes()


def with_a_long_log(folder: Path, rows: int) -> None:
    """Make a desk with several bulk edits of every claim in its log."""
    filled(folder, rows)
    with open_desk(settings_for(folder)) as desk:
        for turn in range(EDITS):
            edit_many(desk, range(1, rows + 1), claims.ClaimEdit(priority=1 + turn % 3), SeenRevision(0))


def to_undo(folder: Path, rows: int) -> None:
    """Make a desk with one bulk edit by ana, who did nothing else."""
    filled(folder, rows)
    with open_desk(settings_for(folder, "ana")) as desk:
        edit_many(
            desk, range(1, rows + 1), claims.ClaimEdit(priority=3, add_tags=("storm",)), SeenRevision(sys.maxsize)
        )


class Clock:
    """A clock that begins long ago and is advanced by its owner."""

    def __init__(self) -> None:
        self.now = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


async def _look(desk: Desk, settings: Settings) -> None:
    async for _ in verify(desk, settings, Selection(Which.ALL)):
        pass


def with_captures(folder: Path, *, staggered: bool) -> None:
    """Make a desk whose only claim cites pages that change between the checks.

    With the same pages at every check, all files but the first and the last can be deleted as a whole. With ``staggered``,
    every check has one page more, so that every file contains one version that remains and has to be rewritten.
    """
    clock, settings, chance = Clock(), settings_for(folder), random.Random(1)
    with Web().serve() as web, open_desk(settings, clock) as desk:
        claim = claims.add_claim(desk, claims.NewClaim(text="The council counted votes"))
        for look in range(LOOKS):
            for page in range(SOURCES):
                web[f"/{page}"] = answer(article(" ".join(f"{chance.getrandbits(64):x}" for _ in range(1500))))
            for page in range(SOURCES):
                if (look == 0 and not staggered) or (staggered and page % LOOKS == look):
                    citations.cite(desk, claim, web.url(f"/{page}"))
            asyncio.run(_look(desk, settings))
            clock.now += timedelta(days=1)


def with_alerts(folder: Path, number: int) -> None:
    """Make a desk on which so many quotes were altered."""
    clock, settings = Clock(), settings_for(folder)
    with Web().serve() as web, open_desk(settings, clock) as desk:
        for each in range(number):
            web[f"/{each}"] = answer(article(f"The council counted {each} votes in the hall that day."))
            claim = claims.add_claim(desk, claims.NewClaim(text=f"The council counted {each} votes"))
            citations.cite(desk, claim, web.url(f"/{each}"), quote=f"counted {each} votes in the hall")
        asyncio.run(_look(desk, settings))
        for each in range(number):
            web[f"/{each}"] = answer(article(f"The council counted {each + 1000} votes in the hall that day."))
        for _ in range(2):
            clock.now += timedelta(days=1)
            asyncio.run(_look(desk, settings))
    with closing(sqlite3.connect(folder / "desk.db")) as raw:
        opened = raw.execute("SELECT count(*) FROM alert").fetchone()[0]
    if opened != number:
        raise SystemExit(f"{opened} alerts were opened, not {number}")


def of_revision(folder: Path, revision: str, rows: int) -> None:
    """Make a desk of an older revision, with rows in it."""
    filled(folder, rows)
    with open_engine(str(folder / "desk.db")) as engine:
        config = Config(stdout=io.StringIO(), attributes={"engine": engine})
        config.set_main_option("script_location", str(resources.folder("migrations")))
        command.downgrade(config, revision)
