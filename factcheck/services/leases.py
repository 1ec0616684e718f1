"""Runs that share a desk: each takes hosts for a while, looks at what is due there, and gives them back.

A host is one run's alone until its lease ends: it is never asked by two at the same moment. The lease of a run that died
ends by itself, and what it did not record is due as before. What a run records after another has looked is dropped (the
token of a source changes with every look that is recorded).
"""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from factcheck.models import Host, Source
from factcheck.services.desk import Desk
from factcheck.services.planning import cited
from factcheck.store import ledger

SHARE = 4
"""A run takes one of so many of the free hosts at a time: little is left to wait for at the end."""
MOST = 200
"""Hosts that one run holds at most."""


def take(desk: Desk, owner: str, seconds: float) -> list[int]:
    """Lease hosts with due sources that nobody holds, those with the longest queues first; return their numbers."""
    with desk.write() as session:
        now = desk.clock()
        free = sa.or_(col(Host.lease_until).is_(None), col(Host.lease_until) <= now)
        may_be_asked = sa.or_(col(Host.blocked_until).is_(None), col(Host.blocked_until) <= now)
        waiting = (
            sa.select(col(Host.id))
            .join(Source, col(Source.host_id) == Host.id)
            .where(cited(), col(Source.next_check_at) <= now, free, may_be_asked)
            .group_by(col(Host.id))
            .order_by(sa.func.count().desc(), col(Host.id))
        )
        hosts = list(session.execute(waiting).scalars())
        hosts = hosts[: min(-(-len(hosts) // SHARE), MOST)]
        until = now + timedelta(seconds=seconds)
        session.execute(
            sa.update(Host).where(col(Host.id).in_(hosts)).values(lease_owner=owner, lease_until=until),
        )
        ledger.finish(session)
        return hosts


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
        held = sa.exists().where(col(Host.id) == col(Source.host_id), col(Host.lease_until) > now)
        asked = sa.select(col(Source.id)).where(cited(), col(Source.next_check_at) <= now, held).limit(1)
        return session.execute(asked).first() is not None


def _give_back(desk: Desk, whose: sa.ColumnElement[bool]) -> None:
    with desk.read() as session:
        if session.execute(sa.select(col(Host.id)).where(whose).limit(1)).first() is None:
            return
    with desk.write() as session:
        session.execute(sa.update(Host).where(whose).values(lease_owner=None, lease_until=None))
        ledger.finish(session)
