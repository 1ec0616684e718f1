"""That the job is alive: what a health check and a monitoring system are told of a run."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col, select

from factcheck.models import Alert, Channel, Run
from factcheck.notify import channels, metrics
from factcheck.notify.metrics import Metric, Values, metric
from factcheck.services.desk import Desk
from factcheck.services.monitoring.run_plan import due
from factcheck.services.monitoring.run_state import RunEnded
from factcheck.settings import Settings
from factcheck.store import ledger
from factcheck.store.engine import database_path


def ping(settings: Settings, step: str, words: str = "") -> str | None:
    """Tell the health check, if there is one; return what went wrong."""
    url = settings.job.ping
    return channels.ping(url, step, words, timeout=settings.notify.timeout) if url else None


def write_figures(desk: Desk, settings: Settings, ended: RunEnded | None) -> str | None:
    """Write the textfile, if one is wanted; return what went wrong. ``ended`` is None for a run that failed."""
    path = settings.job.textfile
    return metrics.write(path, figures(desk, ended)) if path else None


def figures(desk: Desk, ended: RunEnded | None) -> list[Metric]:
    """Return what a monitoring system watches."""
    now = desk.clock()
    with desk.read() as session:
        waiting, oldest = due(session, now)
        well = sa.select(sa.func.max(col(Run.ended_at))).where(col(Run.network_down).is_(False))
        last_good = session.execute(well).scalar_one()
        open_alerts = session.execute(
            sa.select(sa.func.count()).select_from(Alert).where(col(Alert.resolved_at).is_(None))
        ).scalar_one()
        channels = session.exec(select(Channel)).all()
        head = ledger.head_hash(session)
    found = [
        metric("run_success", "Whether the last run could be done.", ended is not None),
        metric("run_finished_timestamp_seconds", "When the last run ended.", now.timestamp()),
        metric("due_sources", "Sources that wait for a look.", waiting),
        metric("due_oldest_seconds", "How long the oldest of them waits.", max((now - oldest).total_seconds(), 0))
        if oldest
        else metric("due_oldest_seconds", "How long the oldest of them waits.", 0),
        metric("alerts_open", "Alerts that want a person.", open_alerts),
        Metric("log_info", "The head of the log: its newest line's hash.", {(("head", head),): 1.0}),
        metric("database_bytes", "The size of the database and its log.", _bytes(desk)),
    ]
    if last_good:
        found.append(metric("run_last_success_timestamp_seconds", "When a run last ended well.", last_good.timestamp()))
    if channels:
        failing: Values = {(("channel", each.name),): float(each.failing_since is not None) for each in channels}
        found.append(Metric("notify_failing", "Whether the last digest could not be delivered.", failing))
    if ended:
        seconds = (ended.ended_at - ended.started_at).total_seconds()
        checks: Values = {(("link", link),): float(count) for link, count in ended.links.items()}
        found += [
            metric("run_duration_seconds", "How long the last run took.", seconds),
            metric("run_stopped", "Whether it ended before all was looked at.", ended.stopped),
            metric("run_alerts_opened", "Alerts that it opened.", ended.alerts_opened),
            Metric("run_checks", "Looks of the last run, by what was found of the link.", checks),
        ]
    return found


def _bytes(desk: Desk) -> int:
    path = database_path(desk.engine)
    files = [Path(f"{path}{suffix}") for suffix in ("", "-wal")] if path else []
    return sum(path.stat().st_size for path in files if path.is_file())
