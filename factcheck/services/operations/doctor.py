"""The diagnosis of a desk: facts about its health, and which of them need a person."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.models import Channel, Claim, Host, Run
from factcheck.notify.channels import redact_url
from factcheck.redaction import redact
from factcheck.services.captures.writer import capture_folder
from factcheck.services.desk import Desk
from factcheck.services.monitoring import run_lock
from factcheck.services.monitoring.run_plan import count_due
from factcheck.services.operations import environment_checks, path_checks
from factcheck.services.text.phrases import NAMES_SHOWN, age, claim_name, counted, join_names
from factcheck.settings import Mark, Settings, displayed, marked
from factcheck.store import schema
from factcheck.store.engine import database_path
from factcheck.store.sessions import DeskSession
from factcheck.vocabulary import Status

WAL_RESET_FIXED = (3, 51, 3)
"""SQLite version without a rare corruption that occurs when two connections checkpoint and commit at the same time."""
QUEUE_LATE_AFTER = timedelta(days=2)
"""If the oldest due source has waited for longer, no timer runs, or it cannot keep up."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the diagnosis."""

    name: str
    value: str
    concern: bool = False
    """A person has to act."""
    warning: bool = False
    """The fact is a risk, but nothing that a person can fix at once."""
    origin: str | None = None
    """The origin of a setting."""


def examine_desk(desk: Desk, settings: Settings, origins: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the facts about a desk's health, and its settings."""
    old = sqlite3.sqlite_version_info < WAL_RESET_FIXED
    note = " (below 3.51.3: rare corruption if processes checkpoint and commit at the same time; make backups)"
    yield Fact("SQLite", sqlite3.sqlite_version + (note if old else ""), warning=old)
    yield Fact("database", f"{desk.engine.url.database} at revision {schema.revision(desk.engine)}")
    share = environment_checks.share_concern(desk)
    yield Fact("place", share or "a local disk", share is not None)
    yield from _disk(desk, settings)
    yield from _modes(desk, settings, origins)
    with desk.read() as session:
        (mode,) = session.execute(sa.text("PRAGMA journal_mode")).one()
        if path_checks.is_immutable(session):
            yield Fact(
                "journal", "none: the desk is read-only, because nothing can be written in its folder", warning=True
            )
        else:
            yield Fact("journal", mode, mode != "wal")
        wrong = environment_checks.clock_concern(session, desk.clock())
        yield Fact("clock", wrong or f"{desk.clock():%Y-%m-%d %H:%M:%S}Z", wrong is not None)
        yield from _lock(desk, session)
        yield from _queue(desk, session)
        yield _published(session)
        yield from _channels(session)
    anonymous = "example.org" in settings.verify.contact
    fix = " (set verify.contact to a page of yours)" if anonymous else ""
    yield Fact("contact", settings.verify.contact + fix, anonymous)
    for name, value in displayed(settings):
        is_secret_address = name in marked(Mark.SECRET) and "://" in value
        shown = redact_url(value) if is_secret_address else redact(value)
        yield Fact(name, shown, origin=origins.get(name, "default"))


def _disk(desk: Desk, settings: Settings) -> Iterator[Fact]:
    path = database_path(desk.engine)
    if path is None:
        return
    folder = path.resolve().parent
    free = shutil.disk_usage(folder).free
    yield Fact("disk", f"{free // 1_000_000:,} MB free", free < settings.desk.min_free_bytes)
    captures = capture_folder(desk.engine, settings.captures)
    if captures is not None and captures.is_dir():
        files = [path for path in captures.iterdir() if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        yield Fact("captures", f"{counted(len(files), 'file')}, {size // 1_000_000:,} MB in {captures}")

    if (missing := path_checks.missing_captures(desk, settings)) is not None:
        yield Fact("capture files", missing, concern=True)


def _modes(desk: Desk, settings: Settings, origins: Mapping[str, str]) -> Iterator[Fact]:
    exposed = path_checks.exposed_paths(desk, settings)
    yield Fact("privacy", exposed or "only this account and its group can read the desk", warning=bool(exposed))
    if secrets := path_checks.exposed_secrets(settings, origins):
        yield Fact("secrets", secrets, concern=True)


def _lock(desk: Desk, session: Session) -> Iterator[Fact]:
    path = run_lock.lock_path(desk.engine)
    if path is None:
        yield Fact("lock", "none: the database is not a file")
        return
    processes, held, complaint = run_lock.lock_holders(desk.engine)
    names = ", ".join(map(str, processes))
    if complaint:
        yield Fact("lock", complaint, concern=True)
    elif held:
        at_work = ", ".join(map(str, run_lock.running_processes(processes))) or "unknown"
        yield Fact("lock", f"{path}, held by process {at_work}")
    elif not path.exists():
        yield Fact("lock", f"{path} (never taken)")
    elif processes:
        ending = "which has ended" if not run_lock.running_processes(processes) else "which has released it"
        yield Fact("lock", f"{path}, free (last taken by process {names}, {ending})")
    else:
        yield Fact("lock", f"{path}, free")
    leased = session.exec(select(Host.lease_until).where(col(Host.lease_owner).is_not(None))).all()
    if leased:
        over = sum(until is None or until <= desk.clock() for until in leased)
        yield Fact(
            "leases", f"{counted(len(leased), 'host')}, {over} left by runs that were killed: the next run takes them"
        )


def _queue(desk: Desk, session: DeskSession) -> Iterator[Fact]:
    now = desk.clock()
    if alone := environment_checks.blocked_hosts(session, now):
        yield Fact("hosts left alone", alone)
    due = count_due(session, now)
    since = due.oldest
    late = since is not None and now - since > QUEUE_LATE_AFTER
    text = counted(due.sources, "source") + (f", the oldest since {since:%Y-%m-%d %H:%M}Z" if since else "")
    yield Fact("due", text + (": no timer runs, or it cannot keep up" if late else ""), late)
    run = session.exec(select(Run).order_by(col(Run.id).desc()).limit(1)).first()
    if run is None:
        yield Fact("last run", "none yet: run factcheck verify")
        return
    progress = f"{run.checked:,} of {counted(run.planned, 'source')}"
    if run.ended_at is None:
        held = run_lock.lock_holders(desk.engine).is_taken
        text = f"{progress}, {'at work' if held else 'did not end: it was killed'} (began {age(run.started_at, now)})"
        yield Fact("last run", text, not held)
    else:
        down = ", the network was down" if run.network_down else ""
        yield Fact("last run", f"{progress}, ended {run.ended_at:%Y-%m-%d %H:%M}Z{down}", run.network_down)


def _published(session: Session) -> Fact:
    """Return the number of published claims without a rating, with the names of the first."""
    unrated = (Claim.status == Status.PUBLISHED, col(Claim.rating).is_(None), col(Claim.withdrawn_at).is_(None))
    count = session.exec(select(sa.func.count()).select_from(Claim).where(*unrated)).one()
    if not count:
        return Fact("published", "every published claim has a rating")
    first = session.execute(
        select(Claim.id, Claim.standalone, Claim.text).where(*unrated).order_by(col(Claim.id)).limit(NAMES_SHOWN)
    )
    names = join_names([claim_name(number, standalone or text) for number, standalone, text in first], count)
    fix = "rate them, or move them back to review (factcheck list status:published rating:none)"
    return Fact("published", f"{count:,} without a rating: {names}; {fix}", concern=True)


def _channels(session: Session) -> Iterator[Fact]:
    for channel in session.exec(select(Channel).order_by(col(Channel.id))):
        if channel.failing_since:
            text = f"failing since {channel.failing_since:%Y-%m-%d %H:%M}Z: {channel.error}"
        else:
            text = f"last delivery {channel.told_at:%Y-%m-%d %H:%M}Z" if channel.told_at else "nothing delivered yet"
        yield Fact(f"told by {channel.name}", text, channel.failing_since is not None)
