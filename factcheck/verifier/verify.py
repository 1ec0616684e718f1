"""One source, looked at once: fetch, then judge off the event loop, then what the judgement asks for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from factcheck.verifier.capture import Answer, Redirect, Validators
from factcheck.verifier.fetch import Fetcher
from factcheck.verifier.finding import Finding
from factcheck.verifier.judge import Selectors, examine, wants_sibling

Examiner = Callable[[Answer, Selectors, Answer | None], Awaitable[Finding]]

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
) -> Finding:
    """Return what one look at a source finds of its link and of each quote."""
    async with fetcher.visit() as visit:
        answer = await fetcher.fetch(url, validators, visit=visit)
        finding = await examiner(answer, selectors, None)
        hops: tuple[Redirect, ...] = ()
        while finding.refresh and len(hops) < HOPS:
            hops = (*hops, *finding.redirects, Redirect(finding.final_url, 0, finding.refresh))
            answer = replace(await fetcher.fetch(finding.refresh, visit=visit), url=url)
            finding = await examiner(answer, selectors, None)
        if beside := wants_sibling(answer, finding):
            finding = await examiner(answer, selectors, await fetcher.fetch(beside, visit=visit))
    return replace(finding, redirects=(*hops, *finding.redirects)) if hops else finding
