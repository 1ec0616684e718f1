"""Runs that share a desk: each takes hosts for a while, looks at what is due there, and gives them back.

A host is one run's alone until its lease ends: it is never asked by two at the same moment. The lease of a run that died
ends by itself, and what it did not record is due as before. What a run records after another has looked is dropped (the
token of a source changes with every look that is recorded).

Hosts are chosen in a read, which holds up nobody, and taken by one short statement, which takes only those still free.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Host, Source
from factcheck.services.desk import Desk
from factcheck.services.monitoring.run_plan import cited, is_away
from factcheck.store import ledger

SHARE = 4
"""A run takes one of so many of the free hosts at a time: little is left to wait for at the end."""
MOST = 200
"""Hosts that one run holds at most."""
LEASE_MAX = timedelta(hours=1, minutes=2)
"""The longest lease that can be set, and what two clocks may differ by: one that ends later was written by a wrong clock."""


def take(desk: Desk, owner: str, seconds: float) -> list[int]:
    """Lease hosts with due sources that nobody holds, those with the longest queues first; return their numbers."""
    while True:
        with desk.read() as session:
            chosen = _choose(session, desk.clock())
        if not chosen:
            return []
        taken = _lease(desk, owner, chosen, seconds)
        if taken:
            return [host for host in chosen if host in taken]
        # Another run has taken all of them since: choose among the others.


def renew(desk: Desk, owner: str, hosts: Collection[int], seconds: float) -> bool:
    """Hold the hosts for longer; return whether all of them were still the owner's."""
    with desk.write() as session:
        mine = sa.update(Host).where(col(Host.id).in_(hosts), col(Host.lease_owner) == owner)
        renewed = session.execute(mine.values(lease_until=desk.clock() + timedelta(seconds=seconds)))
        ledger.finish(session)
        return bool(renewed.rowcount == len(hosts))  # type: ignore[attr-defined]


def release(desk: Desk, owner: str) -> None:
    """Give back whatever the owner holds."""
    _give_back(desk, col(Host.lease_owner) == owner)


def clear(desk: Desk) -> None:
    """Give back every lease: whoever calls this holds the lock, so that those who took them are dead."""
    _give_back(desk, col(Host.lease_owner).is_not(None))


def held_elsewhere(desk: Desk) -> bool:
    """Return whether something is due on hosts that somebody else holds."""
    with desk.read() as session:
        now = desk.clock()
        waiting = sa.exists().where(cited(), col(Source.host_id) == col(Host.id), col(Source.next_check_at) <= now)
        asked = sa.select(col(Host.id)).where(_is_held(now), ~_away(now), waiting).limit(1)
        return session.execute(asked).first() is not None


def _choose(session: Session, now: datetime) -> list[int]:
    """Return free hosts with due sources, those with the longest queues first.

    Queues are counted in an index alone. Whether a claim still cites what is due is asked of the hosts that are chosen.
    """
    barred = set(session.execute(sa.select(col(Host.id)).where(sa.or_(_is_held(now), _away(now)))).scalars())
    longest = (
        sa.select(col(Source.host_id))
        .where(col(Source.next_check_at) <= now)
        .group_by(col(Source.host_id))
        .order_by(sa.func.count().desc(), col(Source.host_id))
    )
    free = [host for host in session.execute(longest).scalars() if host not in barred]
    chosen: list[int] = []
    for start in range(0, len(free), MOST):
        some = free[start : start + MOST]
        waiting = set(session.execute(_with_cited(some, now)).scalars())
        chosen += [host for host in some if host in waiting]
        if len(chosen) >= MOST:
            break
    among = len(chosen) if len(free) <= MOST else len(free)
    return chosen[: min(-(-among // SHARE), MOST)]


def _with_cited(hosts: Collection[int], now: datetime) -> sa.Select[Any]:
    """Return the query for those of the hosts at which something is due that a claim cites."""
    waiting = sa.exists().where(cited(), col(Source.host_id) == col(Host.id), col(Source.next_check_at) <= now)
    return sa.select(col(Host.id)).where(col(Host.id).in_(hosts), waiting)


def _lease(desk: Desk, owner: str, hosts: Collection[int], seconds: float) -> set[int]:
    """Write that the hosts that are still free are the owner's; return them."""
    with desk.write() as session:
        now = desk.clock()
        take_them = (
            sa.update(Host)
            .where(col(Host.id).in_(hosts), ~_is_held(now), ~_away(now))
            .values(lease_owner=owner, lease_until=now + timedelta(seconds=seconds))
            .returning(col(Host.id))
        )
        taken = set(session.execute(take_them).scalars())
        ledger.finish(session)
        return taken


def _is_held(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a run holds a host."""
    until = col(Host.lease_until)
    return sa.and_(until.is_not(None), until > now, until <= now + LEASE_MAX)


def _away(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a host asked to be left alone; never null."""
    return sa.and_(col(Host.blocked_until).is_not(None), is_away(now))


def _give_back(desk: Desk, whose: sa.ColumnElement[bool]) -> None:
    with desk.read() as session:
        if session.execute(sa.select(col(Host.id)).where(whose).limit(1)).first() is None:
            return
    with desk.write() as session:
        session.execute(sa.update(Host).where(whose).values(lease_owner=None, lease_until=None))
        ledger.finish(session)
