"""Leases on hosts, for runs that share a desk: a run takes some hosts, checks what is due there, and releases them.

A host belongs to one run until its lease ends, so two runs never fetch from it at the same time. The lease of a run that
died ends by itself, and what it did not record stays due. A check that is recorded after another run has checked the same
source is dropped: the lease token of a source changes with every recorded check.

Hosts are chosen in a read, which blocks nobody, and taken by one short statement, which takes only those still free.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Citation, Claim, Host, Source
from factcheck.services.desk import Desk
from factcheck.services.monitoring.run_plan import HOST_PAUSE_MAX
from factcheck.store import ledger

LEASE_HOSTS_DIVISOR = 4
"""A run takes one free host in this many at a time, so that no run waits long for another at the end."""
LEASE_MAX_HOSTS = 200
LEASE_MAX = timedelta(hours=1, minutes=2)
"""The longest lease that can be set, plus a tolerance between two clocks. A later end was written by a wrong clock."""


def lease_hosts(desk: Desk, owner: str, seconds: float) -> list[int]:
    """Lease free hosts with due sources, those with the longest queues first; return their ids."""
    while True:
        with desk.read() as session:
            chosen = _choose(session, desk.clock())
        if not chosen:
            return []
        taken = _lease(desk, owner, chosen, seconds)
        if taken:
            return [host for host in chosen if host in taken]
        # Another run has taken all of them meanwhile: choose among the others.


def renew(desk: Desk, owner: str, hosts: Collection[int], seconds: float) -> bool:
    """Extend the leases of hosts; return whether all of them still belonged to the owner."""
    with desk.write() as session:
        owned = sa.update(Host).where(col(Host.id).in_(hosts), col(Host.lease_owner) == owner)
        renewed = session.execute(owned.values(lease_until=desk.clock() + timedelta(seconds=seconds)))
        ledger.finish(session)
        return bool(renewed.rowcount == len(hosts))  # type: ignore[attr-defined]


def release(desk: Desk, owner: str) -> None:
    """Release every host of the owner."""
    _release(desk, col(Host.lease_owner) == owner)


def clear(desk: Desk) -> None:
    """Release every host. The caller has the run lock alone, so the runs that leased them are dead."""
    _release(desk, col(Host.lease_owner).is_not(None))


def are_due_elsewhere(desk: Desk) -> bool:
    """Return whether sources are due on hosts that other runs have leased."""
    with desk.read() as session:
        now = desk.clock()
        leased = sa.select(col(Host.id)).where(_is_leased(now), ~_is_paused(now), _has_due_sources(now)).limit(1)
        return session.execute(leased).first() is not None


def _choose(session: Session, now: datetime) -> list[int]:
    """Return free hosts with due sources, those with the longest queues first.

    Queues are counted in an index alone. Whether a claim still cites what is due is checked for the chosen hosts only.
    """
    unavailable = sa.select(col(Host.id)).where(sa.or_(_is_leased(now), _is_paused(now)))
    skipped = set(session.execute(unavailable).scalars())
    longest = (
        sa.select(col(Source.host_id))
        .where(col(Source.next_check_at) <= now)
        .group_by(col(Source.host_id))
        .order_by(sa.func.count().desc(), col(Source.host_id))
    )
    free = [host for host in session.execute(longest).scalars() if host not in skipped]
    chosen: list[int] = []
    for start in range(0, len(free), LEASE_MAX_HOSTS):
        some = free[start : start + LEASE_MAX_HOSTS]
        due = sa.select(col(Host.id)).where(col(Host.id).in_(some), _has_due_sources(now))
        with_due_sources = set(session.execute(due).scalars())
        chosen += [host for host in some if host in with_due_sources]
        if len(chosen) >= LEASE_MAX_HOSTS:
            break
    available = len(chosen) if len(free) <= LEASE_MAX_HOSTS else len(free)
    return chosen[: min(-(-available // LEASE_HOSTS_DIVISOR), LEASE_MAX_HOSTS)]


def _has_due_sources(now: datetime) -> sa.Exists:
    """Return the condition that a host has due sources that a claim cites."""
    return sa.exists().where(_is_cited(), col(Source.host_id) == col(Host.id), col(Source.next_check_at) <= now)


def _is_cited() -> sa.Exists:
    """Return the condition that some claim cites a source."""
    return sa.exists().where(
        col(Citation.source_id) == col(Source.id),
        col(Citation.withdrawn_at).is_(None),
        col(Claim.id) == col(Citation.claim_id),
        col(Claim.withdrawn_at).is_(None),
    )


def _lease(desk: Desk, owner: str, hosts: Collection[int], seconds: float) -> set[int]:
    """Lease the hosts that are still free; return them."""
    with desk.write() as session:
        now = desk.clock()
        take_free = (
            sa.update(Host)
            .where(col(Host.id).in_(hosts), ~_is_leased(now), ~_is_paused(now))
            .values(lease_owner=owner, lease_until=now + timedelta(seconds=seconds))
            .returning(col(Host.id))
        )
        taken = set(session.execute(take_free).scalars())
        ledger.finish(session)
        return taken


def _is_leased(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a run has leased a host."""
    until = col(Host.lease_until)
    return sa.and_(until.is_not(None), until > now, until <= now + LEASE_MAX)


def _is_paused(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a host asked for a pause that is not over. It is never null."""
    until = col(Host.blocked_until)
    return sa.and_(until.is_not(None), until > now, until <= now + HOST_PAUSE_MAX)


def _release(desk: Desk, leased: sa.ColumnElement[bool]) -> None:
    with desk.read() as session:
        if session.execute(sa.select(col(Host.id)).where(leased).limit(1)).first() is None:
            return
    with desk.write() as session:
        session.execute(sa.update(Host).where(leased).values(lease_owner=None, lease_until=None))
        ledger.finish(session)
