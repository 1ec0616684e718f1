"""What surrounds a desk and may do it harm: a clock that was set back, a database on a network share."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Event, Host, Run, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.monitoring.leases import LEASE_MAX
from factcheck.services.monitoring.run_plan import HOST_PAUSE_MAX
from factcheck.store import ledger, network_shares
from factcheck.store.engine import database_path
from factcheck.verifier.scheduling.intervals import INTERVAL_MAX

CLOCK_TOLERANCE = timedelta(minutes=2)
"""Clocks of processes that write to one file differ by less."""
CLOCK_ERROR_MIN = timedelta(days=1)
"""A look that lies so far ahead was dated by a clock that was wrong."""


def share_of(desk: Desk) -> str | None:
    """Return the kind of the network share that a desk's file lies on."""
    path = database_path(desk.engine)
    return network_shares.share_of(path) if path else None


def latest_record(session: Session) -> datetime | None:
    """Return the latest moment that the desk has noted of what was done."""
    last_event = sa.select(col(Event.at)).order_by(col(Event.id).desc()).limit(1)
    last_check = sa.select(col(SourceCheck.at)).order_by(col(SourceCheck.id).desc()).limit(1)
    last_run = sa.select(col(Run.started_at)).order_by(col(Run.id).desc()).limit(1)
    moments = [session.execute(asked).scalar() for asked in (last_event, last_check, last_run)]
    return max((each for each in moments if each), default=None)


def clock_concern(session: Session, now: datetime) -> str | None:
    """Return what is wrong with the clock, as far as the desk's own notes tell."""
    latest = latest_record(session)
    if latest is None or latest <= now + CLOCK_TOLERANCE:
        return None
    return (
        f"the clock says {now:%Y-%m-%d %H:%M}Z, and the desk holds something of {latest:%Y-%m-%d %H:%M}Z:"
        " the clock was set back, or was wrong then"
    )


def share_concern(desk: Desk) -> str | None:
    """Return why the desk's place is no good."""
    kind = share_of(desk)
    return kind and (
        f"{desk.engine.url.database} lies on a network share ({kind}): SQLite's locks do not hold there;"
        " keep it on a local disk, and run the job on one machine only"
    )


def prepare_for_run(desk: Desk) -> list[str]:
    """Return what speaks against the surroundings; sources that a wrong clock put off are made due again."""
    now = desk.clock()
    with desk.read() as session:
        concerns = [each for each in (share_concern(desk), clock_concern(session, now)) if each]
        latest = latest_record(session)
    if latest is not None and latest > now + CLOCK_ERROR_MIN:
        put_off = _due_again(desk, now)
        concerns += (
            [f"{put_off} sources were looked at by a clock that was ahead; they are due again"] if put_off else []
        )
    return [*concerns, *_reset_wrong_dates(desk, now)]


def _due_again(desk: Desk, now: datetime) -> int:
    """Make due what was last looked at in the future: its next look would come as much too late."""
    ahead = sa.and_(col(Source.last_checked_at) > now + CLOCK_ERROR_MIN, col(Source.next_check_at) > now)
    return _update(desk, sa.update(Source).where(ahead).values(next_check_at=now))


def _reset_wrong_dates(desk: Desk, now: datetime) -> list[str]:
    """Undo what a clock that was far ahead wrote down for later; return a sentence for each kind."""
    too_late = col(Source.next_check_at) > now + INTERVAL_MAX
    too_long = col(Host.blocked_until) > now + HOST_PAUSE_MAX
    stuck = col(Host.lease_until) > now + LEASE_MAX
    with desk.read() as session:
        wrong = [
            session.execute(sa.select(col(table.id)).where(condition).limit(1)).first() is not None
            for table, condition in ((Source, too_late), (Host, too_long), (Host, stuck))
        ]
    messages = []
    if wrong[0]:
        count = _update(desk, sa.update(Source).where(too_late).values(next_check_at=now))
        messages.append(f"{count} sources were to be checked later than any interval allows; they are due now")
    if wrong[1]:
        count = _update(desk, sa.update(Host).where(too_long).values(blocked_until=None))
        messages.append(f"{count} hosts were to be left alone for longer than any host may ask; they are asked again")
    if wrong[2]:
        _update(desk, sa.update(Host).where(stuck).values(lease_owner=None, lease_until=None))
    return messages


def _update(desk: Desk, statement: sa.Update) -> int:
    with desk.write() as session:
        changed = session.execute(statement)
        ledger.finish(session)
        return int(changed.rowcount)  # type: ignore[attr-defined]


HOSTS_SHOWN_MAX = 5
"""Hosts that are left alone and named, those that are asked again last first."""


def blocked_hosts(session: Session, now: datetime) -> str | None:
    """Return which hosts are not asked for now, until when and why; None: there are none."""
    left = sa.select(col(Host.name), col(Host.blocked_until)).where(col(Host.blocked_until) > now)
    count = session.execute(sa.select(sa.func.count()).select_from(left.subquery())).scalar_one()
    if not count:
        return None
    latest = left.order_by(col(Host.blocked_until).desc(), col(Host.name)).limit(HOSTS_SHOWN_MAX)
    named = [
        f"{name} until {until:%Y-%m-%d %H:%M}Z"
        + (" (a clock that was wrong wrote this: the next run asks it)" if until > now + HOST_PAUSE_MAX else "")
        for name, until in session.execute(latest)
    ]
    more = f", and {count - len(named):,} more" if count > len(named) else ""
    return f"{count:,} asked to be left alone (Retry-After): {', '.join(named)}{more}"
