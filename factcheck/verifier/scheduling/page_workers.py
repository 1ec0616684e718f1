"""Who judges pages: processes beside the one that fetches, since parsing holds the interpreter's lock, or a thread.

What crosses between the processes is small: the answer's bytes one way; the finding without its text the other, and the
text, packed, only where it is news.
"""

import asyncio
import hashlib
import json
import signal
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from factcheck.limits import MEMORY, Exhausted
from factcheck.verifier.finding import Finding, Spans
from factcheck.verifier.http.response import Answer, Capture
from factcheck.verifier.scheduling.process_pool import Killed, Processes
from factcheck.verifier.text_diff.similarity import drift
from factcheck.verifier.verdict.decide import Selectors, examine
from factcheck.verifier.verdict.stubs import doubt, is_in_question

WORDLESS = f"sha256:{hashlib.sha256().hexdigest()}"
"""The digest of the text of what has none, such as a scan: its bytes are evidence all the same."""

LARGE = 1_000_000
"""Bytes of a body from which on one process alone reads it: reading takes many times the memory of the page."""
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
    """How far the article is from the previous one: 0 the same, 1 nothing in common; None: there is none to compare."""
    preserved: Any = None
    """Where what went over the wire is kept, as ``Preserve`` said; None: it is not."""
    host_away: float | None = None
    """Seconds that the whole host is to be left alone; None: its other pages may be asked."""


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
    return _unpacked(packed)[0]


def unpack_article(packed: bytes) -> str:
    """Return the article of a capture; where it is not told from the rest of the page, all its text."""
    text, article = _unpacked(packed)
    places: Spans = json.loads(article) if article else ()
    return "".join(text[start:end] for start, end in places) or text


def _unpacked(packed: bytes) -> tuple[str, bytes]:
    machine = zlib.decompressobj()
    text = machine.decompress(packed).decode()
    if not machine.eof:
        raise zlib.error("it ends too soon")
    return text, machine.unused_data


def judge(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what a look found, and its text where it is to be kept."""
    finding = _with_doubt(examine(answer, selectors, sibling), keep)
    text, bare = finding.text, replace(finding, text=None, article=())
    if keep is None:
        return Judged(bare)
    if not text:
        shows = isinstance(answer, Capture) and answer.body and finding.link.shows_page
        return Judged(bare, pack("")) if shows and keep.newest != WORDLESS else Judged(bare)
    if keep.previous and keep.previous.digest == finding.text_digest:
        return Judged(bare, drift=0.0)
    packed = pack(text, finding.article)
    moved = drift(unpack_article(keep.previous.packed), unpack_article(packed)) if keep.previous else None
    return Judged(bare, packed, moved)


def _with_doubt(finding: Finding, keep: Keep | None) -> Finding:
    """Return the finding, with its quotes in doubt where the page is a stub of the previous capture."""
    if keep is None or keep.previous is None or not is_in_question(finding):
        return finding
    return doubt(finding, unpack_article(keep.previous.packed))


async def in_a_thread(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what ``judge`` returns, without holding up the event loop."""
    return await asyncio.to_thread(judge, answer, selectors, sibling, keep)


@asynccontextmanager
async def readers(
    processes: int, work: Callable[..., Judged] = judge, patience: float = PATIENCE
) -> AsyncIterator[Reader]:
    """Give what judges pages: so many processes, or a thread for none, beside a process for PDF files where there are any.

    A page that kills its reader, or takes too much of the processor, is not read, and harms no other look.
    """
    async with AsyncExitStack() as stack:
        pool: Processes | None = None
        starting = asyncio.Lock()

        async def started() -> Processes:
            nonlocal pool
            async with starting:
                if pool is None:
                    pool = await stack.enter_async_context(Processes(processes or 1, partial(bounded, work, patience)))
            return pool

        async def judged(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
            try:
                if not processes and not _needs_a_process(answer, sibling):
                    return await in_a_thread(answer, selectors, sibling, keep)
                own = await started()
                given: Judged = await own.do(answer, selectors, sibling, keep, heavy=_is_large(answer))
            except Killed:
                return judge(_too_costly(answer), selectors, None, None)
            except MemoryError as error:
                raise Exhausted(MEMORY) from error
            return given

        if processes:
            await started()

        yield judged


def _is_large(answer: Answer) -> bool:
    return isinstance(answer, Capture) and len(answer.body) > LARGE


def _too_costly(answer: Answer) -> Answer:
    if isinstance(answer, Capture):
        return replace(answer, truncated="cost", trace=(*answer.trace, "the page kills its reader"))
    return answer


def bounded(work: Callable[..., Judged], patience: float, *given: object) -> Judged:
    """Do the work; a page that takes too much of the processor's time for it ends this process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, patience)
    try:
        return work(*given)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _needs_a_process(*answers: Answer | None) -> bool:
    """Return whether a PDF is among them: what reads those cannot be broken off otherwise."""
    return any(isinstance(each, Capture) and b"%PDF-" in each.body[:1024] for each in answers)
