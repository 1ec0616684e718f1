"""Checks of the environment of a desk: a clock that was set back, a database on a network share."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Host, Source
from factcheck.services.desk import Desk
from factcheck.services.monitoring.leases import LEASE_MAX
from factcheck.services.monitoring.run_plan import CLOCK_ERROR_MIN, HOST_PAUSE_MAX
from factcheck.services.text.phrases import counted
from factcheck.store import ledger, network_shares
from factcheck.store.engine import database_path
from factcheck.store.read_model import dates
from factcheck.store.row_source import RowSource
from factcheck.verifier.scheduling.intervals import INTERVAL_MAX

CLOCK_TOLERANCE = timedelta(minutes=2)
"""Difference between the clocks of processes that write to one file that is not reported."""
HOSTS_SHOWN_MAX = 5
"""Hosts with a back-off that are named, the longest back-off first."""


def share_of(desk: Desk) -> str | None:
    """Return the kind of network share that the desk's file is on. None: it is on a local disk."""
    path = database_path(desk.engine)
    return network_shares.share_of(path) if path else None


def clock_concern(source: RowSource, now: datetime) -> str | None:
    """Return what is wrong with the clock, compared with the times that the desk has recorded."""
    latest = dates.latest_record(source)
    if latest is None or latest <= now + CLOCK_TOLERANCE:
        return None
    return (
        f"the clock says {now:%Y-%m-%d %H:%M}Z, but the newest record of the desk is from {latest:%Y-%m-%d %H:%M}Z:"
        " the clock was set back, or was wrong then"
    )


def share_concern(desk: Desk) -> str | None:
    """Return why the location of the desk's file is unsafe. None: it is safe."""
    kind = share_of(desk)
    return kind and (
        f"{desk.engine.url.database} is on a network share ({kind}), where SQLite's locks do not work;"
        " move it to a local disk, and run the job on one machine only"
    )


def prepare_for_run(desk: Desk) -> list[str]:
    """Return the problems of the environment. Sources that a wrong clock postponed become due again."""
    now = desk.clock()
    with desk.read() as session:
        concerns = [each for each in (share_concern(desk), clock_concern(session, now)) if each]
        latest = dates.latest_record(session)
    if latest is not None and latest > now + CLOCK_ERROR_MIN:
        put_off = _due_again(desk, now)
        made_due = f"made {counted(put_off, 'source')} due again, because the clock was ahead at the last check"
        concerns += [made_due] if put_off else []
    return [*concerns, *_reset_wrong_dates(desk, now)]


def _due_again(desk: Desk, now: datetime) -> int:
    """Make sources due that were last checked in the future; return how many. Their next checks would come too late."""
    ahead = sa.and_(col(Source.last_checked_at) > now + CLOCK_ERROR_MIN, col(Source.next_check_at) > now)
    return _update(desk, sa.update(Source).where(ahead).values(next_check_at=now))


def _reset_wrong_dates(desk: Desk, now: datetime) -> list[str]:
    """Reset the dates that a clock far ahead has set; return a sentence for each kind."""
    too_late = col(Source.next_check_at) > now + INTERVAL_MAX
    too_long = col(Host.blocked_until) > now + HOST_PAUSE_MAX
    stuck = col(Host.lease_until) > now + LEASE_MAX
    with desk.read() as session:
        wrong = (
            dates.is_scheduled_after(session, now + INTERVAL_MAX),
            dates.is_paused_after(session, now + HOST_PAUSE_MAX),
            dates.is_leased_after(session, now + LEASE_MAX),
        )
    messages = []
    if wrong[0]:
        count = _update(desk, sa.update(Source).where(too_late).values(next_check_at=now))
        messages.append(
            f"made {counted(count, 'source')} due now, because the next check was later than any interval allows"
        )
    if wrong[1]:
        count = _update(desk, sa.update(Host).where(too_long).values(blocked_until=None))
        messages.append(
            f"ended the back-off of {counted(count, 'host')}, because it was longer than any host may ask for"
        )
    if wrong[2]:
        _update(desk, sa.update(Host).where(stuck).values(lease_owner=None, lease_until=None))
    return messages


def _update(desk: Desk, statement: sa.Update) -> int:
    with desk.write() as session:
        changed = session.execute(statement)
        ledger.finish(session)
        return int(changed.rowcount)  # type: ignore[attr-defined]


def blocked_hosts(session: Session, now: datetime) -> str | None:
    """Return the hosts with a back-off, as text. None: no host has one."""
    left = sa.select(col(Host.name), col(Host.blocked_until)).where(col(Host.blocked_until) > now)
    count = session.execute(sa.select(sa.func.count()).select_from(left.subquery())).scalar_one()
    if not count:
        return None
    latest = left.order_by(col(Host.blocked_until).desc(), col(Host.name)).limit(HOSTS_SHOWN_MAX)
    named = [
        f"{name} until {until:%Y-%m-%d %H:%M}Z"
        + (" (set by a wrong clock: the next run contacts it)" if until > now + HOST_PAUSE_MAX else "")
        for name, until in session.execute(latest)
    ]
    more = f", and {count - len(named):,} more" if count > len(named) else ""
    return f"{count:,} asked for a back-off (Retry-After): {', '.join(named)}{more}"
