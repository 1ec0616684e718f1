"""The desk of the demo: claims from the seeds, and eleven days of runs in a few seconds, by a clock of its own."""

import tomllib
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from factcheck.clock import now
from factcheck.demo.archive import DemoArchive
from factcheck.demo.web import DemoWeb
from factcheck.resources import folder
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import citations, claims
from factcheck.services.editing.validation import validated
from factcheck.services.monitoring.check_run import CheckRun, verify
from factcheck.services.monitoring.events import RunEvent
from factcheck.services.monitoring.run_lookups import ArchiveLookups
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.text.date_ranges import parse_date_range
from factcheck.settings import ArchiveSettings, CaptureSettings, Settings
from factcheck.vocabulary import Role, Stance


@dataclass(frozen=True, slots=True)
class Stage:
    """A run of the demo."""

    title: str
    later: timedelta
    """Time since the stage before."""
    changed: bool
    """Whether the web shows its changed pages."""


STAGES = (
    Stage("first run", timedelta(0), changed=False),
    Stage("second run, a week later: the web has changed", timedelta(days=7), changed=True),
    Stage("second checks, two hours later", timedelta(hours=2), changed=True),
    Stage("a day later", timedelta(days=1), changed=True),
    Stage("three more days later", timedelta(days=3), changed=True),
)


class DemoClock:
    """A clock that begins in the past and advances stage by stage to the present."""

    def __init__(self) -> None:
        self.behind = sum((stage.later for stage in STAGES), timedelta())

    def __call__(self) -> datetime:
        """Return the time of the demo."""
        return now() - self.behind


@dataclass(slots=True)
class Demo:
    """The desk of the demo, and its web."""

    desk: Desk
    settings: Settings
    web: DemoWeb
    clock: DemoClock
    sources: tuple[int, ...]
    """The sources on the small web. Real addresses are stored too, but never fetched."""

    def run(self, stage: Stage) -> AsyncGenerator[RunEvent, None]:
        """Check the sources at a stage, and look them up in the small archive."""
        self.clock.behind -= stage.later
        self.web.changed = stage.changed
        checks = verify(self.desk, self.settings, Selection(Which.SOURCES, self.sources))
        return CheckRun(checks, [ArchiveLookups(self.desk, self.settings)]).events()


@contextmanager
def open_demo(place: Path, settings: Settings) -> Iterator[Demo]:
    """Create a desk from the seeds in a folder; serve its web and its archive on loopback until the block ends."""
    given = {"allow_private": True, "host_gap": 0.0, "per_host": 4, "retries": 0, "processes": 0}
    asked = {
        "db": str(place / "demo.db"),
        "captures": CaptureSettings(),
        "verify": settings.verify.model_copy(update=given),
    }
    seeds = folder("seeds")
    with (seeds / "claims.toml").open("rb") as file:
        seed = tomllib.load(file)
    clock = DemoClock()
    web = DemoWeb(seeds, [claim["text"] for claim in seed["claim"]])
    archive = DemoArchive()
    with web.serve(), archive.serve():
        _archive(web, archive, clock() - timedelta(days=1))
        archive_settings = ArchiveSettings(enabled=True, gap=0, url=archive.origin)
        demo_settings = settings.model_copy(update={**asked, "archives": archive_settings})
        with open_desk(demo_settings, clock) as desk:
            yield _demo(desk, demo_settings, web, clock, seed)


def _demo(desk: Desk, settings: Settings, web: DemoWeb, clock: DemoClock, filed: dict[str, Any]) -> Demo:
    sources = {source for claim in filed["claim"] for source in _add_claim(desk, web, filed["article"], claim)}
    return Demo(desk, settings, web, clock, tuple(sorted(sources)))


def _archive(web: DemoWeb, archive: DemoArchive, at: datetime) -> None:
    """Put a copy of every page of the small web into the small archive."""
    for path in web.pages:
        status, headers, body = web.answer(path)
        archive.add(web.url(path), at, body, status=status, headers=headers)


def _add_claim(desk: Desk, web: DemoWeb, article: str, seed: dict[str, Any]) -> Iterator[int]:
    """Add the claim of a seed, and yield its sources on the small web."""
    start, end = parse_date_range(seed["claimed"]) if "claimed" in seed else (None, None)
    new = validated(
        claims.NewClaim,
        text=seed["text"],
        standalone=seed["standalone"],
        claimant=seed["claimant"],
        language="fr",
        claimed_from=start,
        claimed_to=end,
        priority=seed.get("priority", 2),
        tags=tuple(seed["tags"]),
        external_id=f"seed:{seed['id']}",
        status="open",
    )
    claim_id = claims.add_claim(desk, new)
    yield citations.cite(desk, claim_id, web.url(article), quote=seed["text"], role=Role.APPEARANCE).source_id
    if note := seed.get("note"):
        claims.add_note(desk, claim_id, f"{seed['id']}: {note}")
    for evidence in seed["evidence"]:
        made = evidence["url"].startswith("/")
        cited = citations.cite(
            desk,
            claim_id,
            web.url(evidence["url"]) if made else evidence["url"],
            quote=evidence["quote"],
            stance=Stance(evidence["stance"]),
            comment=evidence["comment"],
        )
        if made:
            yield cited.source_id
