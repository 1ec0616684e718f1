"""Who judges pages: processes beside the one that fetches, since parsing holds the interpreter's lock, or a thread.

What crosses between the processes is small: the answer's bytes one way; the finding without its text the other, and the
text, packed, only where it is news.
"""

import asyncio
import hashlib
import multiprocessing
import os
import signal
import threading
import zlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from factcheck.verifier.capture import Answer, Capture
from factcheck.verifier.drift import drift
from factcheck.verifier.finding import Finding
from factcheck.verifier.judge import Selectors, examine
from factcheck.vocabulary import LinkOutcome

WORDLESS = f"sha256:{hashlib.sha256().hexdigest()}"
"""The digest of the text of what has none, such as a scan: its bytes are evidence all the same."""
PAGE = (LinkOutcome.OK, LinkOutcome.MOVED)


@dataclass(frozen=True, slots=True)
class Previous:
    """The text of the newest capture, to tell what is news."""

    digest: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Keep:
    """That a look's text is wanted, where it differs from the previous one."""

    previous: Previous | None = None
    newest: str | None = None
    """The digest of the newest capture's text, whatever it shows: what equals it is kept already."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One look, judged, and what is kept of its page."""

    finding: Finding
    """Without its text."""
    packed: bytes | None = None
    """The text, as ``pack`` made it, where it is wanted and news."""
    drift: float | None = None
    """How far the text is from the previous one: 0 the same, 1 nothing in common; None: there is none to compare."""
    preserved: Any = None
    """Where what went over the wire is kept, as ``Preserve`` said; None: it is not."""


class Reader(Protocol):
    """Judges one answer."""

    async def __call__(
        self, answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None
    ) -> Judged: ...


def pack(text: str) -> bytes:
    """Return the text as a capture keeps it: UTF-8, zlib (RFC 1950)."""
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def unpack(packed: bytes) -> str:
    """Return the text of a capture."""
    return zlib.decompress(packed).decode()


def judge(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what a look found, and its text where it is to be kept."""
    finding = examine(answer, selectors, sibling)
    text, bare = finding.text, replace(finding, text=None)
    if keep is None:
        return Judged(bare)
    if not text:
        shows = isinstance(answer, Capture) and answer.body and finding.link in PAGE
        return Judged(bare, pack("")) if shows and keep.newest != WORDLESS else Judged(bare)
    if keep.previous is None:
        return Judged(bare, pack(text))
    if keep.previous.digest == finding.text_digest:
        return Judged(bare, drift=0.0)
    return Judged(bare, pack(text), drift(unpack(keep.previous.packed), text))


async def in_a_thread(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what ``judge`` returns, without holding up the event loop."""
    return await asyncio.to_thread(judge, answer, selectors, sibling, keep)


@asynccontextmanager
async def readers(processes: int) -> AsyncIterator[Reader]:
    """Give what judges pages: so many processes, or a thread for none."""
    if processes == 0:
        yield in_a_thread
        return
    pool = _Pool(processes)
    try:
        yield pool.judge
    finally:
        await pool.close()


class _Pool:
    """Processes that judge. A page that kills its reader is taken for one that broke off, and kills no other look."""

    def __init__(self, processes: int, judge: Callable[..., Judged] = judge) -> None:
        self.processes = processes
        self.work = judge
        self.pool = self._start()
        self.alone = asyncio.Lock()

    def _start(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            self.processes, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_reading
        )
        # Ctrl-C on a terminal reaches every process of its group: the readers are told to end by this one.
        on_main = threading.current_thread() is threading.main_thread()
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if on_main else None
        try:
            pool.submit(os.getpid)
        finally:
            if on_main:
                signal.signal(signal.SIGINT, handler)
        return pool

    async def judge(self, answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
        given = (answer, selectors, sibling, keep)
        pool = self.pool
        try:
            return await asyncio.wrap_future(pool.submit(self.work, *given))
        except BrokenProcessPool:
            pass
        async with self.alone:
            self._renew(pool)
            pool = self.pool
            try:
                return await asyncio.wrap_future(pool.submit(self.work, *given))
            except BrokenProcessPool:
                self._renew(pool)
                return judge(_broken_off(answer), selectors, None, None)

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        if self.pool is broken:
            broken.shutdown(wait=False, cancel_futures=True)
            self.pool = self._start()

    async def close(self) -> None:
        """End the processes."""
        await asyncio.to_thread(self.pool.shutdown, wait=True, cancel_futures=True)


def _broken_off(answer: Answer) -> Answer:
    if isinstance(answer, Capture):
        return replace(answer, body=b"", truncated="encoding", trace=(*answer.trace, "the page kills its reader"))
    return answer


def _begin_reading() -> None:
    """Leave Ctrl-C to the parent, and end when it does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent

    def leave() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=leave, daemon=True).start()
