"""Who judges pages: processes beside the one that fetches, since parsing holds the interpreter's lock, or a thread.

What crosses between the processes is small: the answer's bytes one way; the finding without its text the other, and the
text, packed, only where it is news.
"""

import asyncio
import json
import multiprocessing
import os
import signal
import threading
import zlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from factcheck.verifier.capture import Answer, Capture
from factcheck.verifier.drift import drift
from factcheck.verifier.finding import Finding, Spans
from factcheck.verifier.judge import Selectors, examine

LARGE = 1_000_000
"""Bytes of a body that are handed to a reader only when it is free."""
PATIENCE = 8.0
"""Seconds of the processor's time after which a page costs too much: what we read ourselves is bounded far below."""


@dataclass(frozen=True, slots=True)
class Previous:
    """The text of the newest capture, to tell what is news."""

    digest: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Keep:
    """That a look's text is wanted, where it differs from the previous one."""

    previous: Previous | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One look, judged, and what is kept of its page."""

    finding: Finding
    """Without its text."""
    packed: bytes | None = None
    """The text, as ``pack`` made it, where it is wanted and news."""
    drift: float | None = None
    """How far the article is from the previous one: 0 the same, 1 nothing in common; None: there is none to compare."""


class Reader(Protocol):
    """Judges one answer."""

    async def __call__(
        self, answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None
    ) -> Judged: ...


def pack(text: str, article: Spans = ()) -> bytes:
    """Return the text as a capture keeps it: UTF-8, zlib (RFC 1950), and behind it where the article stands, as JSON.

    ``article``: places in the text, from–to; none: all of it.
    """
    places = json.dumps(article).encode() if article else b""
    return zlib.compress(text.encode("utf-8", "replace"), 1) + places


def unpack(packed: bytes) -> str:
    """Return the text of a capture."""
    return zlib.decompressobj().decompress(packed).decode()


def unpack_article(packed: bytes) -> str:
    """Return the article of a capture; where it is not told from the rest of the page, all its text."""
    machine = zlib.decompressobj()
    text = machine.decompress(packed).decode()
    places: Spans = json.loads(machine.unused_data) if machine.unused_data else ()
    return "".join(text[start:end] for start, end in places) or text


def judge(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what a look found, and its text where it is to be kept."""
    finding = examine(answer, selectors, sibling)
    text, bare = finding.text, replace(finding, text=None, article=())
    if keep is None or not text:
        return Judged(bare)
    if keep.previous and keep.previous.digest == finding.text_digest:
        return Judged(bare, drift=0.0)
    packed = pack(text, finding.article)
    moved = drift(unpack_article(keep.previous.packed), unpack_article(packed)) if keep.previous else None
    return Judged(bare, packed, moved)


async def in_a_thread(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what ``judge`` returns, without holding up the event loop."""
    return await asyncio.to_thread(judge, answer, selectors, sibling, keep)


@asynccontextmanager
async def readers(processes: int) -> AsyncIterator[Reader]:
    """Give what judges pages: so many processes, or a thread for none."""
    pool = _Pool(processes) if processes else _Threads()
    try:
        yield pool.judge
    finally:
        await pool.close()


class _Threads:
    """A thread that judges, and a process for the PDF files: what PDFium does cannot be broken off otherwise."""

    def __init__(self) -> None:
        self.pool: _Pool | None = None

    async def judge(self, answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
        if not any(isinstance(each, Capture) and b"%PDF-" in each.body[:1024] for each in (answer, sibling)):
            return await in_a_thread(answer, selectors, sibling, keep)
        self.pool = self.pool or _Pool(1)
        return await self.pool.judge(answer, selectors, sibling, keep)

    async def close(self) -> None:
        """End the process."""
        if self.pool:
            await self.pool.close()


class _Pool:
    """Processes that judge. A page that kills its reader is not read, and kills no other look."""

    def __init__(self, processes: int, work: Callable[..., Judged] = judge, patience: float = PATIENCE) -> None:
        self.processes = processes
        self.work = partial(_bounded, work, patience)
        self.pool = self._start()
        self.alone = asyncio.Lock()
        self.large = asyncio.Semaphore(processes)
        """Leave to hand a large body over: it is copied on the way, and those that wait would be copied too."""

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
        async with self.large if _is_large(answer) else nullcontext():
            return await self._judged(answer, selectors, sibling, keep)

    async def _judged(self, answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
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
                return judge(_too_costly(answer), selectors, None, None)

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        if self.pool is broken:
            broken.shutdown(wait=False, cancel_futures=True)
            self.pool = self._start()

    async def close(self) -> None:
        """End the processes."""
        await asyncio.to_thread(self.pool.shutdown, wait=True, cancel_futures=True)


def _is_large(answer: Answer) -> bool:
    return isinstance(answer, Capture) and len(answer.body) > LARGE


def _too_costly(answer: Answer) -> Answer:
    if isinstance(answer, Capture):
        return replace(answer, truncated="cost", trace=(*answer.trace, "the page kills its reader"))
    return answer


def _bounded(work: Callable[..., Judged], patience: float, *given: object) -> Judged:
    """Do the work; a page that takes too much of the processor's time for it ends this process."""
    signal.setitimer(signal.ITIMER_PROF, patience)
    try:
        return work(*given)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _begin_reading() -> None:
    """Leave Ctrl-C to the parent, and end when it does, however it ends, or when a page costs too much."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    assert parent

    def leave() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=leave, daemon=True).start()
