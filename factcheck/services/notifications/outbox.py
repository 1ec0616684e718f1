"""Delivers each new alert once per channel; a channel's cursor advances only after the delivery succeeded.

A channel that fails keeps its cursor, and the next run delivers what it missed. A process that dies between the delivery
and the update of the cursor delivers again, with the same key (Idempotency-Key).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import sleep

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.models import Alert, Channel, Citation, Claim, Source
from factcheck.notify.channels import mail, post
from factcheck.notify.digest import DigestEntry, payload, subject, text
from factcheck.services.desk import Desk
from factcheck.services.text.sanitize import sanitize_text
from factcheck.settings import NotifySettings
from factcheck.store import ledger

DELIVERY_MAX_ALERTS = 500
DELIVERY_MAX = timedelta(seconds=90)
"""The longest time of a delivery. After it, another run takes over from a process that died."""
RESERVE_PAUSE_SECONDS = 0.5
STDOUT, WEBHOOK, MAIL = "stdout", "webhook", "mail"

Send = Callable[[Sequence[DigestEntry]], str | None]
"""Delivers alerts; returns the error, or None."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The result of a delivery to one channel."""

    channel: str
    alerts: int
    error: str | None


def channels(
    settings: NotifySettings, print_digest: Callable[[str], None], run: dict[str, object], log_head: str = ""
) -> dict[str, Send]:
    """Return the configured channels by name. Each digest names the head of the audit log."""
    configured: dict[str, Send] = {}

    def send_to_stdout(alerts: Sequence[DigestEntry]) -> None:
        print_digest(text(alerts, log_head))

    if settings.stdout:
        configured[STDOUT] = send_to_stdout
    if url := settings.webhook:
        configured[WEBHOOK] = lambda alerts: post(
            url, payload(alerts, run, log_head), key=_idempotency_key(alerts), timeout=settings.timeout
        )
    if settings.mail_to:
        configured[MAIL] = lambda alerts: mail(
            subject(alerts),
            text(alerts, log_head),
            to=settings.mail_to,
            sender=settings.mail_from,
            sendmail=settings.sendmail,
            timeout=settings.timeout,
        )
    return configured


def enrol(desk: Desk, names: Sequence[str]) -> None:
    """Create cursors for new channels: they receive the alerts that open from now on."""
    with desk.read() as session:
        known = set(session.exec(select(Channel.name)))
    if set(names) <= known:
        return
    with desk.write() as session:
        newest = session.execute(sa.select(sa.func.coalesce(sa.func.max(col(Alert.id)), 0))).scalar_one()
        known = set(session.exec(select(Channel.name)))
        session.add_all(Channel(name=name, last_alert_id=newest) for name in names if name not in known)
        ledger.finish(session)


def deliver(desk: Desk, name: str, send: Send, *, patience: float = 30) -> Delivery:
    """Deliver to a channel all alerts behind its cursor. Another run's delivery is waited for ``patience`` seconds."""
    for _ in range(max(1, round(patience / RESERVE_PAUSE_SECONDS))):
        if _reserve(desk, name):
            break
        sleep(RESERVE_PAUSE_SECONDS)
    else:
        return Delivery(name, 0, "another run is delivering")
    delivered, error = 0, None
    try:
        while error is None and (alerts := _undelivered(desk, name)):
            error = send(alerts)
            delivered += 0 if error else len(alerts)
            _update_cursor(desk, name, alerts, error)
    finally:
        _release(desk, name)
    return Delivery(name, delivered, error)


def _undelivered(desk: Desk, name: str) -> list[DigestEntry]:
    with desk.read() as session:
        cursor = session.exec(select(Channel.last_alert_id).where(Channel.name == name)).one()
        newer = (
            select(Alert, Claim, Source.url)
            .join(Claim, col(Claim.id) == Alert.claim_id)
            .join(Citation, col(Citation.id) == Alert.citation_id)
            .join(Source, col(Source.id) == Citation.source_id)
            .where(col(Alert.id) > cursor)
            .order_by(col(Alert.id))
            .limit(DELIVERY_MAX_ALERTS)
        )
        return [_digest_entry(alert, claim, url) for alert, claim, url in session.exec(newer)]


def _digest_entry(alert: Alert, claim: Claim, url: str) -> DigestEntry:
    quoted, found = alert.detail.get("quoted"), alert.detail.get("found")
    return DigestEntry(
        alert_id=alert.id,
        claim_id=claim.id,
        claim=sanitize_text(claim.standalone or claim.text),
        citation_id=alert.citation_id,
        url=sanitize_text(url),
        kind=str(alert.kind),
        before=alert.state_before,
        after=alert.state_after,
        rule=alert.rule,
        quoted=sanitize_text(quoted) if quoted else None,
        found=sanitize_text(found) if found else None,
        opened_at=alert.opened_at.isoformat(timespec="seconds"),
        resolved=alert.resolved_at is not None,
    )


def _reserve(desk: Desk, name: str) -> bool:
    """Reserve a channel for this process; return whether it was free."""
    with desk.write() as session:
        now = desk.clock()
        free = sa.or_(col(Channel.busy_until).is_(None), col(Channel.busy_until) <= now)
        by_wrong_clock = col(Channel.busy_until) > now + 2 * DELIVERY_MAX
        reserved = session.execute(
            sa.update(Channel)
            .where(col(Channel.name) == name, sa.or_(free, by_wrong_clock))
            .values(busy_until=now + DELIVERY_MAX)
        )
        ledger.finish(session)
        return bool(reserved.rowcount)  # type: ignore[attr-defined]


def _update_cursor(desk: Desk, name: str, alerts: Sequence[DigestEntry], error: str | None) -> None:
    """Advance the cursor past delivered alerts, or record why they were not delivered."""
    now = desk.clock()
    with desk.write() as session:
        channel = _channel(session, name)
        if error is None:
            channel.last_alert_id, channel.told_at = alerts[-1].alert_id, now
            channel.failing_since = channel.error = None
        else:
            channel.failing_since, channel.error = channel.failing_since or now, error
        channel.busy_until = now + DELIVERY_MAX
        ledger.finish(session)


def _release(desk: Desk, name: str) -> None:
    with desk.write() as session:
        _channel(session, name).busy_until = None
        ledger.finish(session)


def _channel(session: Session, name: str) -> Channel:
    return session.exec(select(Channel).where(Channel.name == name)).one()


def _idempotency_key(alerts: Sequence[DigestEntry]) -> str:
    return f"factcheck-{alerts[0].alert_id}-{alerts[-1].alert_id}-{alerts[0].opened_at}"
