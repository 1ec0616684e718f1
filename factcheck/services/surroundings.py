"""What surrounds a desk and may do it harm: a clock that was set back, a database on a network share."""

from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Event, Run, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.store import ledger, shares

SLACK = timedelta(minutes=2)
"""Clocks of processes that write to one file differ by less."""
WRONG = timedelta(days=1)
"""A look that lies so far ahead was dated by a clock that was wrong."""


def share_of(desk: Desk) -> str | None:
    """Return the kind of the network share that a desk's file lies on."""
    name = desk.engine.url.database
    return None if not name or name == ":memory:" else shares.share_of(Path(name))


def newest(session: Session) -> datetime | None:
    """Return the latest moment that the desk has noted of what was done."""
    last_event = sa.select(col(Event.at)).order_by(col(Event.id).desc()).limit(1)
    last_check = sa.select(col(SourceCheck.at)).order_by(col(SourceCheck.id).desc()).limit(1)
    last_run = sa.select(col(Run.started_at)).order_by(col(Run.id).desc()).limit(1)
    moments = [session.execute(asked).scalar() for asked in (last_event, last_check, last_run)]
    return max((each for each in moments if each), default=None)


def clock_concern(session: Session, now: datetime) -> str | None:
    """Return what is wrong with the clock, as far as the desk's own notes tell."""
    latest = newest(session)
    if latest is None or latest <= now + SLACK:
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


def before_a_run(desk: Desk) -> list[str]:
    """Return what speaks against the surroundings; sources that a wrong clock put off are made due again."""
    now = desk.clock()
    with desk.read() as session:
        concerns = [each for each in (share_concern(desk), clock_concern(session, now)) if each]
        latest = newest(session)
    if latest is not None and latest > now + WRONG:
        put_off = _due_again(desk, now)
        concerns += (
            [f"{put_off} sources were looked at by a clock that was ahead; they are due again"] if put_off else []
        )
    return concerns


def _due_again(desk: Desk, now: datetime) -> int:
    """Make due what was last looked at in the future: its next look would come as much too late."""
    ahead = sa.and_(col(Source.last_checked_at) > now + WRONG, col(Source.next_check_at) > now)
    with desk.write() as session:
        changed = session.execute(sa.update(Source).where(ahead).values(next_check_at=now))
        ledger.finish(session)
        return int(changed.rowcount)  # type: ignore[attr-defined]
