"""One source, looked at once: fetch, then judge off the event loop, then what the judgement asks for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from factcheck.verifier.finding import Finding
from factcheck.verifier.http.exchange_log import Exchange, Tape
from factcheck.verifier.http.fetcher import Fetcher, Visit
from factcheck.verifier.http.response import Answer, Capture, Redirect, Unreachable, Validators
from factcheck.verifier.verdict.decide import Selectors, examine, wants_sibling
from factcheck.vocabulary import LinkOutcome

Examiner = Callable[[Answer, Selectors, Answer | None], Awaitable[Finding]]
Taker = Callable[[Finding, list[Exchange]], Awaitable[None]]
"""Takes what went over the wire, the answer that was judged last."""

HOPS = 3
"""Pages that lead on by themselves, followed at most."""
"""Outcomes of a page that was led to which say more than the page that led there."""


class Siblings:
    """What addresses made up beside pages answered: each folder's is asked once, as long as there is room to keep it."""

    def __init__(self, room: int = 16_000_000) -> None:
        self.room = room
        """Bytes of bodies that are kept; the one unused longest goes first."""
        self.asked: dict[str, asyncio.Future[Answer]] = {}

    async def ask(self, fetcher: Fetcher, url: str, visit: Visit) -> Answer:
        """Return what an address answers, or answered before."""
        while (known := self.asked.get(url)) and not known.done():
            await asyncio.wait([known])
        if known:
            self.asked[url] = self.asked.pop(url)
            return known.result()
        asking = self.asked[url] = asyncio.ensure_future(fetcher.fetch(url, visit=visit))
        try:
            answer = await asking
        except BaseException:
            self.asked.pop(url, None)
            raise
        self._tidy(url, answer)
        return answer

    def _tidy(self, url: str, answer: Answer) -> None:
        """Forget an answer that is none, and those there is no room for."""
        if isinstance(answer, Unreachable):
            self.asked.pop(url, None)
        kept = [(each, _weight(future.result())) for each, future in self.asked.items() if future.done()]
        total = sum(weight for _, weight in kept)
        for each, weight in kept:
            if total <= self.room:
                break
            del self.asked[each]
            total -= weight


def _weight(answer: Answer) -> int:
    return 1000 + (len(answer.body) if isinstance(answer, Capture) else 0)


async def in_a_thread(answer: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
    """Return what ``examine`` returns, without holding up the event loop."""
    return await asyncio.to_thread(examine, answer, selectors, sibling)


async def verify(
    fetcher: Fetcher,
    url: str,
    selectors: Selectors,
    validators: Validators | None = None,
    *,
    examiner: Examiner = in_a_thread,
    siblings: Siblings | None = None,
    taker: Taker | None = None,
    languages: Sequence[str] = (),
) -> Finding:
    """Return what one look at a source finds of its link and of each quote.

    ``taker`` is called before the leave to hold a large body is given back: memory stays bounded. ``languages`` are those
    to ask for, the preferred one first.
    """
    tape = Tape() if taker else None
    async with fetcher.visit(tape, languages) as visit:
        answer = await fetcher.fetch(url, validators, visit=visit)
        finding = await examiner(answer, selectors, None)
        if finding.refresh:
            answer, finding = await _led_on(fetcher, visit, answer, finding, selectors, examiner)
        if beside := wants_sibling(answer, finding):
            visit.tape = None
            finding = await examiner(answer, selectors, await (siblings or Siblings()).ask(fetcher, beside, visit))
        if taker and tape:
            await taker(finding, tape.exchanges)
    return finding


async def _led_on(
    fetcher: Fetcher, visit: Visit, first: Answer, found: Finding, selectors: Selectors, examiner: Examiner
) -> tuple[Answer, Finding]:
    """Follow a page that sends its readers on; return the answer that counts, and what it shows.

    A page with words of its own counts where the address it names leads nowhere.
    """
    exchanges = len(visit.tape.exchanges) if visit.tape else 0
    answer, finding, hops = first, found, list[Redirect]()
    for _ in range(HOPS):
        if not finding.refresh:
            break
        hops = [*finding.redirects, Redirect(finding.final_url, 0, finding.refresh)]
        reached = await fetcher.fetch(finding.refresh, visit=visit)
        answer = replace(reached, url=first.url, redirects=(*hops, *reached.redirects))
        finding = await examiner(answer, selectors, None)
    if finding.link.shows_page or finding.link is LinkOutcome.BLOCKED or found.scant:
        return answer, finding
    if visit.tape:
        del visit.tape.exchanges[exchanges:]
    told = f"it sends its readers to {found.refresh}, which leads nowhere: judged as it stands"
    first = replace(first, trace=(*first.trace, told))
    return first, await examiner(first, selectors, None)
