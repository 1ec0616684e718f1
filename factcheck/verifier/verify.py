"""One source, looked at once: fetch, then judge off the event loop, then what the judgement asks for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from factcheck.verifier.capture import Answer, Redirect, Validators
from factcheck.verifier.fetch import Fetcher
from factcheck.verifier.finding import Finding
from factcheck.verifier.judge import Selectors, examine, wants_sibling
from factcheck.verifier.tape import Exchange, Tape

Examiner = Callable[[Answer, Selectors, Answer | None], Awaitable[Finding]]
Taker = Callable[[Finding, list[Exchange]], Awaitable[None]]
"""Takes what went over the wire, the answer that was judged last."""

HOPS = 3
"""Pages that lead on by themselves, followed at most."""


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
    taker: Taker | None = None,
) -> Finding:
    """Return what one look at a source finds of its link and of each quote.

    ``taker`` is called before the leave to hold a large body is given back: memory stays bounded.
    """
    tape = Tape() if taker else None
    async with fetcher.visit(tape) as visit:
        answer = await fetcher.fetch(url, validators, visit=visit)
        finding = await examiner(answer, selectors, None)
        hops: tuple[Redirect, ...] = ()
        while finding.refresh and len(hops) < HOPS:
            hops = (*hops, *finding.redirects, Redirect(finding.final_url, 0, finding.refresh))
            answer = replace(await fetcher.fetch(finding.refresh, visit=visit), url=url)
            finding = await examiner(answer, selectors, None)
        if beside := wants_sibling(answer, finding):
            visit.tape = None
            finding = await examiner(answer, selectors, await fetcher.fetch(beside, visit=visit))
        if taker and tape:
            await taker(finding, tape.exchanges)
    return replace(finding, redirects=(*hops, *finding.redirects)) if hops else finding
