"""Reports the health of the scheduled job to a health check and to a monitoring system."""

import sqlalchemy as sa
from sqlmodel import col, select

from factcheck.models import Alert, Channel, Run
from factcheck.notify import channels, metrics
from factcheck.notify.metrics import Metric, Values, metric
from factcheck.services.desk import Desk
from factcheck.services.monitoring.events import RunFinished
from factcheck.services.monitoring.run_plan import count_due
from factcheck.settings import Settings
from factcheck.store import ledger
from factcheck.store.engine import database_bytes


def ping(settings: Settings, step: str, message: str = "") -> str | None:
    """Ping the configured health check; return the error, or None."""
    url = settings.job.ping
    return channels.ping(url, step, message, timeout=settings.notify.timeout) if url else None


def write_metrics(desk: Desk, settings: Settings, finished: RunFinished | None) -> str | None:
    """Write the configured metrics file; return the error, or None. ``finished`` is None for a run that failed."""
    path = settings.job.textfile
    return metrics.write(path, run_metrics(desk, finished)) if path else None


def run_metrics(desk: Desk, finished: RunFinished | None) -> list[Metric]:
    """Return the metrics of the desk and of its last run."""
    now = desk.clock()
    with desk.read() as session:
        due = count_due(session, now)
        ended_well = sa.select(sa.func.max(col(Run.ended_at))).where(col(Run.network_down).is_(False))
        last_success = session.execute(ended_well).scalar_one()
        open_alerts = session.execute(
            sa.select(sa.func.count()).select_from(Alert).where(col(Alert.resolved_at).is_(None))
        ).scalar_one()
        cursors = session.exec(select(Channel)).all()
        head = ledger.head_hash(session)
    overdue_seconds = max((now - due.oldest).total_seconds(), 0) if due.oldest else 0
    found = [
        metric("run_success", "Whether the last run succeeded.", finished is not None),
        metric("run_finished_timestamp_seconds", "When the last run ended.", now.timestamp()),
        metric("due_sources", "Sources that are due for a check.", due.sources),
        metric("due_oldest_seconds", "How long the oldest of them has been due.", overdue_seconds),
        metric("alerts_open", "Alerts that need review.", open_alerts),
        Metric("log_info", "The head of the audit log: the hash of its newest line.", {(("head", head),): 1.0}),
        metric("database_bytes", "The size of the database and its write-ahead log.", database_bytes(desk.engine)),
    ]
    if last_success:
        timestamp = last_success.timestamp()
        found.append(metric("run_last_success_timestamp_seconds", "When a run last succeeded.", timestamp))
    if cursors:
        failing: Values = {(("channel", each.name),): float(each.failing_since is not None) for each in cursors}
        found.append(Metric("notify_failing", "Whether the last digest could not be delivered.", failing))
    if finished:
        seconds = (finished.ended_at - finished.started_at).total_seconds()
        checks: Values = {(("link", link),): float(count) for link, count in finished.links.items()}
        found += [
            metric("run_duration_seconds", "The duration of the last run.", seconds),
            metric("run_stopped", "Whether it ended before every source was checked.", finished.stopped),
            metric("run_alerts_opened", "Alerts that it opened.", finished.alerts_opened),
            Metric("run_checks", "Checks of the last run, by link outcome.", checks),
        ]
    return found
