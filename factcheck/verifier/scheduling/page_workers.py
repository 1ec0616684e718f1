"""Evaluation of pages in worker processes, or in a thread for small batches.

Parsing holds the interpreter lock, so that it would block fetching. Little data crosses between the processes: the
response's bytes one way; the finding without its text the other way, and the compressed text only if it is new.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Protocol

from factcheck.limits import MEMORY_MESSAGE, Exhausted
from factcheck.verifier.finding import Selectors
from factcheck.verifier.http.response import Answer, Capture
from factcheck.verifier.scheduling.page_check import CheckResult, TextRetention, check_answer, with_cpu_limit
from factcheck.verifier.scheduling.process_pool import ProcessPool, WorkerCrashed
from factcheck.verifier.verdict.reuse import StoredEvaluation

EXCLUSIVE_BODY_MIN_BYTES = 1_000_000
"""Body size in bytes from which one process alone reads it: reading takes many times the memory of the page."""
CPU_MAX_SECONDS = 8.0
"""Maximum CPU time for a page in seconds; our own parsers have far lower limits."""


class PageWorker(Protocol):
    """Evaluates one response."""

    async def __call__(
        self,
        answer: Answer,
        selectors: Selectors,
        sibling: Answer | None,
        retention: TextRetention | None,
        earlier: StoredEvaluation | None = None,
    ) -> CheckResult:
        """Return the result of checking a response. ``sibling`` is the answer to a made-up address in the same folder."""


async def check_in_thread(
    answer: Answer,
    selectors: Selectors,
    sibling: Answer | None,
    retention: TextRetention | None,
    earlier: StoredEvaluation | None = None,
) -> CheckResult:
    """Return the result of ``check_answer``, run in a thread."""
    return await asyncio.to_thread(check_answer, answer, selectors, sibling, retention, earlier)


@asynccontextmanager
async def page_workers(
    processes: int,
    work: Callable[..., CheckResult] = check_answer,
    cpu_seconds: float = CPU_MAX_SECONDS,
    *,
    at_once: bool = False,
) -> AsyncIterator[PageWorker]:
    """Yield the evaluator of pages: worker processes, or a thread if their number is 0.

    The processes start with the first page, or ``at_once``; a response without a body needs none. With a thread, PDF
    files still get a process. A page that crashes its process or takes too much CPU time is not read, and does not affect
    other checks.
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
            answer: Answer,
            selectors: Selectors,
            sibling: Answer | None,
            retention: TextRetention | None,
            earlier: StoredEvaluation | None = None,
        ) -> CheckResult:
            try:
                if not _has_page(answer, sibling) or not (processes or _has_pdf(answer, sibling)):
                    return await check_in_thread(answer, selectors, sibling, retention, earlier)
                own = await started()
                given: CheckResult = await own.run(
                    answer, selectors, sibling, retention, earlier, exclusive=_is_exclusive(answer)
                )
            except WorkerCrashed:
                return check_answer(_too_costly(answer), selectors, None, None)
            except MemoryError as error:
                raise Exhausted(MEMORY_MESSAGE) from error
            return given

        if processes and at_once:
            await started()

        yield check


def _is_exclusive(answer: Answer) -> bool:
    return isinstance(answer, Capture) and len(answer.body) > EXCLUSIVE_BODY_MIN_BYTES


def _too_costly(answer: Answer) -> Answer:
    if isinstance(answer, Capture):
        return replace(answer, truncated="cost", trace=(*answer.trace, "the page crashes the process that reads it"))
    return answer


def _has_page(*answers: Answer | None) -> bool:
    """Return whether one of the responses has a body to read."""
    return any(isinstance(each, Capture) and each.body for each in answers)


def _has_pdf(*answers: Answer | None) -> bool:
    """Return whether one of the responses is a PDF: the PDF library cannot be interrupted in any other way."""
    return any(isinstance(each, Capture) and b"%PDF-" in each.body[:1024] for each in answers)
