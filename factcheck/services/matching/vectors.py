"""The job that makes the vectors of claims. It can be ended at any moment, and goes on where it ended.

A batch is encoded before its transaction begins, so that nobody waits for the encoder. One process of a desk makes vectors at
a time; another one leaves the work to it.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from factcheck.errors import DeskError
from factcheck.matching.encoders import OFF
from factcheck.services.desk import Desk
from factcheck.store import ledger
from factcheck.store.claim_vectors import LackingClaim, lacking_among, lacking_claims, store_vectors
from factcheck.store.connections import database_path
from factcheck.store.pid_lock import open_lock_file, try_lock

BATCH_CLAIMS = 16
"""Claims of one transaction: half a second of encoding."""
ADDED_MAX_SECONDS = 2.0
"""Time for the vectors of claims that were just added; ``factcheck db vectors`` makes those of the others."""


class VectorProgress(NamedTuple):
    """The progress of the job."""

    made: int
    """Vectors that were stored."""
    reached: int
    """The last claim that was examined."""


def make_vectors(desk: Desk, stopped: Callable[[], bool] = lambda: False) -> Iterator[VectorProgress]:
    """Make the vectors of all claims that lack one, and yield after each transaction.

    Nothing is made where no encoder is usable, which ``desk.encoding`` says. Raises DeskError where another process of this
    desk makes them, or where they cannot be stored.
    """
    model = desk.encoding.model
    if model is None:
        return
    with _only_one(desk) as is_taken:
        if not is_taken:
            raise DeskError("another process makes the vectors of this desk; wait until it ends")
        made, after = 0, 0
        while True:
            with desk.read() as session:
                claims, last = lacking_claims(session, model, after)
            for some in _batches(claims):
                if stopped() or not _make(desk, model, some):
                    return
                made += len(some)
                yield VectorProgress(made, some[-1].id)
            if not last:
                return
            after = last
            yield VectorProgress(made, after)


def make_vectors_of(
    desk: Desk, claims: Collection[int], seconds: float = ADDED_MAX_SECONDS, now: Callable[[], float] = time.monotonic
) -> int:
    """Make the vectors of claims that were just added, for about so many seconds, and return how many still lack one.

    They are left to another process of this desk that makes vectors. Nothing is done where there is no encoder. A vector that
    cannot be stored is no error here, because the claims are stored, and their words find them.
    """
    if desk.encoding.wanted == OFF or not claims or (model := desk.encoding.model) is None:
        return 0
    until, left = now() + seconds, len(claims)
    with suppress(DeskError), _only_one(desk) as is_taken:
        if not is_taken:
            return 0
        with desk.read() as session:
            lacking = lacking_among(session, model, claims)
        left = len(lacking)
        for some in _batches(lacking):
            if now() >= until or not _make(desk, model, some):
                break
            left -= len(some)
    return left


def _make(desk: Desk, model: str, claims: Sequence[LackingClaim]) -> bool:
    """Store the vectors of some claims, and return whether the encoder made them."""
    found = desk.encoding.vectors([each.encoded for each in claims])
    if found is None:
        return False
    stored = [(claim, row.tobytes()) for claim, row in zip(claims, found.astype("<f2"), strict=True)]
    with desk.bulk().write() as session:
        store_vectors(session, model, stored)
        ledger.finish(session)
    return True


def _batches(claims: Sequence[LackingClaim]) -> Iterator[Sequence[LackingClaim]]:
    for start in range(0, len(claims), BATCH_CLAIMS):
        yield claims[start : start + BATCH_CLAIMS]


@contextmanager
def _only_one(desk: Desk) -> Iterator[bool]:
    """Yield whether this process may make the desk's vectors. The system drops the lock when its holder dies."""
    path = database_path(desk.engine)
    if path is None:
        yield True
        return
    try:
        file = open_lock_file(Path(f"{path}.vectors.lock"))
    except OSError as error:
        raise DeskError(f"the lock {path}.vectors.lock cannot be opened: {error.strerror}") from None
    with file:
        yield try_lock(file)
