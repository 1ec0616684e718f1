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
from factcheck.verifier.scheduling.process_pool import ProcessPool, WorkerCrashed
from factcheck.verifier.text_diff.similarity import drift
from factcheck.verifier.verdict.decide import Selectors, examine
from factcheck.verifier.verdict.stubs import doubt, is_in_question
from factcheck.vocabulary import LinkOutcome

EMPTY_TEXT_DIGEST = f"sha256:{hashlib.sha256().hexdigest()}"
"""The digest of the text of what has none, such as a scan: its bytes are evidence all the same."""
PAGE_OUTCOMES = (LinkOutcome.OK, LinkOutcome.MOVED)

LARGE_BODY_MIN_BYTES = 1_000_000
"""Bytes of a body from which on one process alone reads it: reading takes many times the memory of the page."""
CPU_MAX_SECONDS = 8.0
"""Seconds of the processor's time after which a page costs too much: what we read ourselves is bounded far below."""


@dataclass(frozen=True, slots=True)
class PreviousText:
    """The text of the newest capture, to tell what is news."""

    digest: str
    compressed_text: bytes


@dataclass(frozen=True, slots=True)
class TextRetention:
    """That a look's text is wanted, where it differs from the previous one."""

    previous: PreviousText | None = None
    newest: str | None = None
    """The digest of the newest capture's text, whatever it shows: what equals it is kept already."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One look, judged, and what is kept of its page."""

    finding: Finding
    """Without its text."""
    compressed_text: bytes | None = None
    """The text, as ``compress_text`` made it, where it is wanted and news."""
    drift: float | None = None
    """How far the article is from the previous one: 0 the same, 1 nothing in common; None: there is none to compare."""
    preserved: Any = None
    """Where what went over the wire is kept, as ``Preserve`` said; None: it is not."""
    host_retry_after: float | None = None
    """Seconds that the whole host is to be left alone; None: its other pages may be asked."""


class PageWorker(Protocol):
    """Judges one answer."""

    async def __call__(
        self, answer: Answer, selectors: Selectors, sibling: Answer | None, retention: TextRetention | None
    ) -> CheckResult: ...


def compress_text(text: str, article: Spans = ()) -> bytes:
    """Return the text as a capture keeps it: UTF-8, zlib (RFC 1950), and behind it where the article stands, as JSON.

    ``article``: places in the text, from–to; none: all of it.
    """
    places = json.dumps(article).encode() if article else b""
    return zlib.compress(text.encode("utf-8", "replace"), 1) + places


def decompress_text(compressed_text: bytes) -> str:
    """Return the text of a capture."""
    return _decompressed(compressed_text)[0]


def decompress_article(compressed_text: bytes) -> str:
    """Return the article of a capture; where it is not told from the rest of the page, all its text."""
    text, article = _decompressed(compressed_text)
    places: Spans = json.loads(article) if article else ()
    return "".join(text[start:end] for start, end in places) or text


def _decompressed(compressed_text: bytes) -> tuple[str, bytes]:
    machine = zlib.decompressobj()
    text = machine.decompress(compressed_text).decode()
    if not machine.eof:
        raise zlib.error("it ends too soon")
    return text, machine.unused_data


def check_answer(
    answer: Answer, selectors: Selectors, sibling: Answer | None, retention: TextRetention | None
) -> CheckResult:
    """Return what a look found, and its text where it is to be kept."""
    finding = _with_doubt(examine(answer, selectors, sibling), retention)
    text, bare = finding.text, replace(finding, text=None, article=())
    if retention is None:
        return CheckResult(bare)
    if not text:
        shows = isinstance(answer, Capture) and answer.body and finding.link in PAGE_OUTCOMES
        return (
            CheckResult(bare, compress_text(""))
            if shows and retention.newest != EMPTY_TEXT_DIGEST
            else CheckResult(bare)
        )
    if retention.previous and retention.previous.digest == finding.text_digest:
        return CheckResult(bare, drift=0.0)
    compressed_text = compress_text(text, finding.article)
    moved = (
        drift(decompress_article(retention.previous.compressed_text), decompress_article(compressed_text))
        if retention.previous
        else None
    )
    return CheckResult(bare, compressed_text, moved)


def _with_doubt(finding: Finding, retention: TextRetention | None) -> Finding:
    """Return the finding, with its quotes in doubt where the page is a stub of the previous capture."""
    if retention is None or retention.previous is None or not is_in_question(finding):
        return finding
    return doubt(finding, decompress_article(retention.previous.compressed_text))


async def check_in_thread(
    answer: Answer, selectors: Selectors, sibling: Answer | None, retention: TextRetention | None
) -> CheckResult:
    """Return what ``check_answer`` returns, without holding up the event loop."""
    return await asyncio.to_thread(check_answer, answer, selectors, sibling, retention)


@asynccontextmanager
async def page_workers(
    processes: int, work: Callable[..., CheckResult] = check_answer, cpu_seconds: float = CPU_MAX_SECONDS
) -> AsyncIterator[PageWorker]:
    """Give what judges pages: so many processes, or a thread for none, beside a process for PDF files where there are any.

    A page that kills its reader, or takes too much of the processor, is not read, and harms no other look.
    """
    async with AsyncExitStack() as stack:
        pool: ProcessPool | None = None
        starting = asyncio.Lock()

        async def started() -> ProcessPool:
            nonlocal pool
            async with starting:
                if pool is None:
                    pool = await stack.enter_async_context(
                        ProcessPool(processes or 1, partial(with_cpu_limit, work, cpu_seconds))
                    )
            return pool

        async def check(
            answer: Answer, selectors: Selectors, sibling: Answer | None, retention: TextRetention | None
        ) -> CheckResult:
            try:
                if not processes and not _has_pdf(answer, sibling):
                    return await check_in_thread(answer, selectors, sibling, retention)
                own = await started()
                given: CheckResult = await own.run(answer, selectors, sibling, retention, exclusive=_is_large(answer))
            except WorkerCrashed:
                return check_answer(_too_costly(answer), selectors, None, None)
            except MemoryError as error:
                raise Exhausted(MEMORY) from error
            return given

        if processes:
            await started()

        yield check


def _is_large(answer: Answer) -> bool:
    return isinstance(answer, Capture) and len(answer.body) > LARGE_BODY_MIN_BYTES


def _too_costly(answer: Answer) -> Answer:
    if isinstance(answer, Capture):
        return replace(answer, truncated="cost", trace=(*answer.trace, "the page kills its reader"))
    return answer


def with_cpu_limit(work: Callable[..., CheckResult], cpu_seconds: float, *given: object) -> CheckResult:
    """Do the work; a page that takes too much of the processor's time for it ends this process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        return work(*given)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _has_pdf(*answers: Answer | None) -> bool:
    """Return whether a PDF is among them: what reads those cannot be broken off otherwise."""
    return any(isinstance(each, Capture) and b"%PDF-" in each.body[:1024] for each in answers)
