"""Telling people of new alerts, each way once: a way's mark moves on only when the delivery has arrived.

A way that fails keeps its mark, and the next run tells of what it missed. A process that dies between the delivery and the
mark delivers again, with the same key (Idempotency-Key).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import sleep

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.models import Alert, Channel, Citation, Claim, Source
from factcheck.notify.channels import mail, post
from factcheck.notify.digest import Told, payload, subject, text
from factcheck.services.desk import Desk
from factcheck.services.text.sanitize import plain
from factcheck.settings import NotifySettings
from factcheck.store import ledger

AT_ONCE = 500
"""Alerts in one delivery at most."""
BUSY = timedelta(seconds=90)
"""A delivery takes no longer; another run waits for it, or takes over from a process that died."""
STDOUT, WEBHOOK, MAIL = "stdout", "webhook", "mail"

Send = Callable[[Sequence[Told]], str | None]
"""Delivers alerts; returns what went wrong, or None."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a way."""

    channel: str
    alerts: int
    error: str | None


def ways(
    settings: NotifySettings, printer: Callable[[str], None], run: dict[str, object], log_head: str = ""
) -> dict[str, Send]:
    """Return the ways that are set, by name. Each digest names the log's head."""
    found: dict[str, Send] = {}

    def printed(alerts: Sequence[Told]) -> None:
        printer(text(alerts, log_head))

    if settings.stdout:
        found[STDOUT] = printed
    if url := settings.webhook:
        found[WEBHOOK] = lambda alerts: post(
            url, payload(alerts, run, log_head), key=_key(alerts), timeout=settings.timeout
        )
    if settings.mail_to:
        found[MAIL] = lambda alerts: mail(
            subject(alerts),
            text(alerts, log_head),
            to=settings.mail_to,
            sender=settings.mail_from,
            sendmail=settings.sendmail,
            timeout=settings.timeout,
        )
    return found


def enrol(desk: Desk, names: Sequence[str]) -> None:
    """Begin to keep a mark for ways that are new: they are told of what is opened from now on."""
    with desk.read() as session:
        known = set(session.exec(select(Channel.name)))
    if set(names) <= known:
        return
    with desk.write() as session:
        newest = session.execute(sa.select(sa.func.coalesce(sa.func.max(col(Alert.id)), 0))).scalar_one()
        known = set(session.exec(select(Channel.name)))
        session.add_all(Channel(name=name, last_alert_id=newest) for name in names if name not in known)
        ledger.finish(session)


def deliver(desk: Desk, name: str, send: Send, *, patience: float = 30) -> Delivered:
    """Tell one way of what it has not been told."""
    for _ in range(max(1, round(patience * 2))):
        if _occupy(desk, name):
            break
        sleep(0.5)
    else:
        return Delivered(name, 0, "another run is at it; the next run looks again")
    told, error = 0, None
    try:
        while error is None and (alerts := _untold(desk, name)):
            error = send(alerts)
            told += 0 if error else len(alerts)
            _mark(desk, name, alerts, error)
    finally:
        _give_back(desk, name)
    return Delivered(name, told, error)


def _untold(desk: Desk, name: str) -> list[Told]:
    with desk.read() as session:
        mark = session.exec(select(Channel.last_alert_id).where(Channel.name == name)).one()
        asked = (
            select(Alert, Claim, Source.url)
            .join(Claim, col(Claim.id) == Alert.claim_id)
            .join(Citation, col(Citation.id) == Alert.citation_id)
            .join(Source, col(Source.id) == Citation.source_id)
            .where(col(Alert.id) > mark)
            .order_by(col(Alert.id))
            .limit(AT_ONCE)
        )
        return [_told(alert, claim, url) for alert, claim, url in session.exec(asked)]


def _told(alert: Alert, claim: Claim, url: str) -> Told:
    quoted, found = alert.detail.get("quoted"), alert.detail.get("found")
    return Told(
        alert_id=alert.id,
        claim_id=claim.id,
        claim=plain(claim.standalone or claim.text),
        citation_id=alert.citation_id,
        url=plain(url),
        kind=str(alert.kind),
        before=alert.state_before,
        after=alert.state_after,
        rule=alert.rule,
        quoted=plain(quoted) if quoted else None,
        found=plain(found) if found else None,
        opened_at=alert.opened_at.isoformat(timespec="seconds"),
        settled=alert.resolved_at is not None,
    )


def _occupy(desk: Desk, name: str) -> bool:
    with desk.write() as session:
        now = desk.clock()
        free = sa.or_(col(Channel.busy_until).is_(None), col(Channel.busy_until) <= now)
        ahead = col(Channel.busy_until) > now + 2 * BUSY  # noted by a clock that was wrong
        taken = session.execute(
            sa.update(Channel).where(col(Channel.name) == name, sa.or_(free, ahead)).values(busy_until=now + BUSY)
        )
        ledger.finish(session)
        return bool(taken.rowcount)  # type: ignore[attr-defined]


def _mark(desk: Desk, name: str, alerts: Sequence[Told], error: str | None) -> None:
    now = desk.clock()
    with desk.write() as session:
        channel = _channel(session, name)
        if error is None:
            channel.last_alert_id, channel.told_at = alerts[-1].alert_id, now
            channel.failing_since = channel.error = None
        else:
            channel.failing_since, channel.error = channel.failing_since or now, error
        channel.busy_until = now + BUSY
        ledger.finish(session)


def _give_back(desk: Desk, name: str) -> None:
    with desk.write() as session:
        _channel(session, name).busy_until = None
        ledger.finish(session)


def _channel(session: Session, name: str) -> Channel:
    return session.exec(select(Channel).where(Channel.name == name)).one()


def _key(alerts: Sequence[Told]) -> str:
    return f"factcheck-{alerts[0].alert_id}-{alerts[-1].alert_id}-{alerts[0].opened_at}"
