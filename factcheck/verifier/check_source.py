"""The check of one source: fetch it, evaluate it outside the event loop, then fetch whatever else the evaluation needs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from factcheck.verifier.finding import Finding, Selectors
from factcheck.verifier.http.exchange_log import Exchange, ExchangeLog
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Capture, Redirect, Unreachable, Validators
from factcheck.verifier.http.visit import Visit
from factcheck.verifier.verdict.sibling import sibling_address
from factcheck.vocabulary import LinkOutcome

Evaluator = Callable[[Answer, Selectors, Answer | None], Awaitable[Finding]]
ExchangesHandler = Callable[[Finding, list[Exchange]], Awaitable[None]]
"""Receives the final finding and the HTTP exchanges that led to it."""

REFRESH_MAX_HOPS = 3
"""Maximum number of page refreshes that a check follows."""


class SiblingCache:
    """Responses of made-up sibling addresses: each folder's is fetched once, as long as its response is in the cache."""

    def __init__(self, max_bytes: int = 16_000_000) -> None:
        self.max_bytes = max_bytes
        """Maximum size of the cached bodies in bytes; the response unused longest is dropped first."""
        self.answers: dict[str, asyncio.Future[Answer]] = {}

    async def fetch(self, fetcher: Fetcher, url: str, visit: Visit) -> Answer:
        """Return the response of an address, from the cache if it is there."""
        while (known := self.answers.get(url)) and not known.done():
            await asyncio.wait([known])
        if known:
            self.answers[url] = self.answers.pop(url)
            return known.result()
        asking = self.answers[url] = asyncio.ensure_future(fetcher.fetch(url, visit=visit))
        try:
            answer = await asking
        except BaseException:
            self.answers.pop(url, None)
            raise
        self._evict(url, answer)
        return answer

    def _evict(self, url: str, answer: Answer) -> None:
        """Drop a failed response, and those beyond the size limit."""
        if isinstance(answer, Unreachable):
            self.answers.pop(url, None)
        cached = [(each, _size_bytes(future.result())) for each, future in self.answers.items() if future.done()]
        total = sum(weight for _, weight in cached)
        for each, weight in cached:
            if total <= self.max_bytes:
                break
            del self.answers[each]
            total -= weight


def _size_bytes(answer: Answer) -> int:
    return 1000 + (len(answer.body) if isinstance(answer, Capture) else 0)


async def examine_in_thread(answer: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
    """Return the result of ``examine``, run in a thread."""
    from factcheck.verifier.verdict.decide import examine  # it loads slowly, and runs evaluate pages in other processes

    return await asyncio.to_thread(examine, answer, selectors, sibling)


async def check_source(
    fetcher: Fetcher,
    url: str,
    selectors: Selectors,
    validators: Validators | None = None,
    *,
    evaluate: Evaluator = examine_in_thread,
    siblings: SiblingCache | None = None,
    on_exchanges: ExchangesHandler | None = None,
    languages: Sequence[str] = (),
) -> Finding:
    """Check one source and return the finding for its link and each quote.

    ``on_exchanges`` is called while a large-body slot is still taken, so that memory stays limited. ``languages`` are
    the languages to request, the preferred one first.
    """
    exchange_log = ExchangeLog() if on_exchanges else None
    async with fetcher.visit(exchange_log, languages) as visit:
        answer = await fetcher.fetch(url, validators, visit=visit)
        finding = await evaluate(answer, selectors, None)
        if finding.refresh:
            answer, finding = await _follow_refreshes(fetcher, visit, answer, finding, selectors, evaluate)
        if beside := sibling_address(answer, finding):
            visit.exchange_log = None
            finding = await evaluate(
                answer, selectors, await (siblings or SiblingCache()).fetch(fetcher, beside, visit)
            )
        if on_exchanges and exchange_log:
            await on_exchanges(finding, exchange_log.exchanges)
    return finding


async def _follow_refreshes(
    fetcher: Fetcher, visit: Visit, first: Answer, found: Finding, selectors: Selectors, evaluate: Evaluator
) -> tuple[Answer, Finding]:
    """Follow the refreshes of a page; return the response that counts and its finding.

    If the target cannot be reached, a page with text of its own counts.
    """
    exchanges = len(visit.exchange_log.exchanges) if visit.exchange_log else 0
    answer, finding, hops = first, found, list[Redirect]()
    for _ in range(REFRESH_MAX_HOPS):
        if not finding.refresh:
            break
        hops = [*finding.redirects, Redirect(finding.final_url, 0, finding.refresh)]
        reached = await fetcher.fetch(finding.refresh, visit=visit)
        answer = replace(reached, url=first.url, redirects=(*hops, *reached.redirects))
        finding = await evaluate(answer, selectors, None)
    if finding.link.shows_page or finding.link is LinkOutcome.BLOCKED or found.scant:
        return answer, finding
    if visit.exchange_log:
        del visit.exchange_log.exchanges[exchanges:]
    step = f"its refresh to {found.refresh} has no usable target: the page itself is evaluated"
    first = replace(first, trace=(*first.trace, step))
    return first, await evaluate(first, selectors, None)
