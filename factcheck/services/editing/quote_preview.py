"""Looks for somebody who still writes a citation: its address is asked once, the words are judged as they are typed.

Nothing is stored. What is found here is for the writer alone; the look after saving is the one that counts.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Self

from factcheck.errors import InputError
from factcheck.models import Claim
from factcheck.services.desk import Desk
from factcheck.services.editing.citations import refuse_private
from factcheck.services.editing.text_rules import check_quote, pointed_at
from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source
from factcheck.verifier.document import UNREADABLE
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer
from factcheck.verifier.http.urls import canonical_url, host_of, memento_of
from factcheck.verifier.quote_match import Difference
from factcheck.verifier.scheduling.page_workers import page_workers
from factcheck.verifier.source_languages import languages_to_ask
from factcheck.verifier.verdict.decide import REASONS, Selectors
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Region, TextQuoteSelector

LONGEST_WAIT = 30.0
"""Seconds a writer waits at most until a host may be asked again."""
SHOWN = 3
"""Differences that are named in a line."""

Hosts = dict[str, float]
"""When each host may be asked again, by the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that was asked for, held for as long as its citation is written."""

    answer: Answer
    pointed: TextQuoteSelector | None
    """The words a text fragment of the address points at: they are the quote where none is typed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a writer is told of the words as they are typed."""

    text: str
    """One line; foreign text in it is not yet made harmless."""
    state: str = ""
    """The link's outcome or the quote's; none: nothing is known yet."""
    words: str | None = None
    """The page's own words, where they differ from those that are typed."""


class Drafting:
    """Asks for pages and judges words against them. Use it as an asynchronous context manager."""

    def __init__(self, desk: Desk, settings: VerifySettings, hosts: Hosts) -> None:
        """``hosts`` is kept from one writer to the next: a host is not asked faster because a form was opened anew."""
        self.desk, self.settings, self.hosts = desk, settings, hosts
        self.held = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.fetcher = await self.held.enter_async_context(Fetcher(self.settings, clock=self.desk.clock))
        self.reader = await self.held.enter_async_context(
            page_workers(1)
        )  # a process: a page's cost is never the keys'
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.held.aclose()

    async def ask(self, url: str, claim_id: int | None = None) -> Draft:
        """Return what stands at an address, asked as a look of the desk asks it: in the claim's language.

        Raises InputError for an address that cannot be cited, and for one whose host wants to be left alone.
        """
        address = asked_at(self.desk, url)
        await self._turn(host_of(address))
        last: Answer | None = None

        async def evaluate(answer: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
            nonlocal last
            last = answer
            return (await self.reader(answer, selectors, sibling, None)).finding

        languages = await asyncio.to_thread(self._languages, claim_id) if claim_id is not None else ()
        finding = await check_source(self.fetcher, address, (), evaluate=evaluate, languages=languages)
        assert last
        rest = max(self.settings.host_gap, finding.retry_after or 0.0)
        self.hosts[host_of(address)] = time.monotonic() + rest
        return Draft(last, pointed_at(url))

    def _languages(self, claim_id: int) -> tuple[str, ...]:
        with self.desk.read() as session:
            claim = session.get(Claim, claim_id)
        return languages_to_ask([(None, claim.language)]) if claim else ()

    async def _turn(self, host: str) -> None:
        wait = self.hosts.get(host, 0.0) - time.monotonic()
        if wait > LONGEST_WAIT:
            raise InputError(f"{host} asked to be left alone for {wait:.0f} s: it is looked at after that")
        if wait > 0:
            await asyncio.sleep(wait)

    async def judge(self, draft: Draft, words: str, *, unfinished: bool = False) -> Verdict:
        """Return what becomes of words on the page. ``unfinished``: the last of them may still be being typed.

        Raises InputError for words that cannot be a quote.
        """
        typed = words.strip()
        selector = TextQuoteSelector(typed) if typed else draft.pointed
        if selector is None:
            return told((await self.reader(draft.answer, (), None, None)).finding, None)
        check_quote(selector)
        begun = _without_its_last_word(words) if unfinished else None
        selectors = (selector, TextQuoteSelector(begun)) if begun else (selector,)
        finding = (await self.reader(draft.answer, selectors, None, None)).finding
        quote, *heads = finding.quotes
        goes_on = _goes_on(words, heads[0]) if heads and not _stands(quote) else None
        if goes_on is not None:
            return Verdict(f"stands so far; the page goes on: “{goes_on}”", QuoteOutcome.EXACT)
        return told(finding, _as_far_as(words, quote) if unfinished else quote)


def asked_at(desk: Desk, url: str) -> str:
    """Return the address that a citation of this one looks at. Raises InputError for one that cannot be cited."""
    refuse_private(desk, url)
    archived = memento_of(url)
    return canonical_url(archived.original if archived else url)


def told(finding: Finding, quote: QuoteFinding | None) -> Verdict:
    """Return a finding in one line."""
    if not finding.link.shows_page and not _stands(quote):
        why = f": {finding.error}" if finding.error else ""
        return Verdict(f"cannot be checked: {finding.link} ({finding.reason.removeprefix('wall-')}){why}", finding.link)
    moved = f"; it moved to {finding.final_url}" if finding.link is LinkOutcome.MOVED else ""
    if quote is None:
        title = f": “{finding.title}”" if finding.title else ""
        return Verdict(f"the page is there{title}{moved}", finding.link)
    return Verdict(_fate(quote) + moved, quote.outcome, _own_words(quote))


def _fate(quote: QuoteFinding) -> str:
    match quote.outcome, quote.match:
        case QuoteOutcome.EXACT, _:
            return "stands exactly" if quote.reason == "stands" else f"stands exactly: {REASONS[quote.reason]}"
        case QuoteOutcome.ALTERED, found if found:
            more = len(found.differences) - SHOWN
            named = "; ".join(map(_difference, found.differences[:SHOWN])) + (f"; {more} more" if more > 0 else "")
            return f"{'altered, and a correction tells of it' if quote.reason == 'corrected' else 'altered'}: {named}"
        case QuoteOutcome.DISPLACED, found if found and found.region is not Region.CORRECTION:
            return f"stands elsewhere on the page: {found.region}"
        case QuoteOutcome.DISPLACED, _:
            return "stands only where the page corrects it"
        case QuoteOutcome.MISSING, _:
            return "not on the page"
        case _:
            return f"cannot be checked: {UNREADABLE.get(quote.reason) or REASONS.get(quote.reason, quote.reason)}"


def _difference(difference: Difference) -> str:
    if difference.quoted and difference.found:
        return f"{difference.quoted} → {difference.found}"
    return f"“{difference.quoted}” is gone" if difference.quoted else f"“{difference.found}” was put in"


def _own_words(quote: QuoteFinding) -> str | None:
    return quote.match.text if quote.outcome is QuoteOutcome.ALTERED and quote.match else None


def _stands(quote: QuoteFinding | None) -> bool:
    return quote is not None and quote.outcome is QuoteOutcome.EXACT


def _without_its_last_word(words: str) -> str | None:
    """Return the words before the one that is being typed; none: there are none, or it is ended."""
    before = words.rsplit(maxsplit=1)
    return before[0] if len(before) > 1 and not words[-1].isspace() else None


def _as_far_as(words: str, quote: QuoteFinding | None) -> QuoteFinding | None:
    """Return what is altered without what only the word that is still being typed makes different."""
    if quote is None or quote.match is None or len(quote.match.differences) < 2 or words[-1:].isspace():
        return quote
    *others, last = quote.match.differences
    if last.quoted_end < len(words.strip()) or not last.found.casefold().startswith(last.quoted.casefold()):
        return quote
    return replace(quote, match=replace(quote.match, differences=tuple(others)))


def _goes_on(words: str, begun: QuoteFinding | None) -> str | None:
    """Return how the page goes on where all words but the last stand, and that one has only begun."""
    if begun is None or not _stands(begun) or begun.context is None:
        return None
    rest = begun.context[1].strip()
    return rest if rest.casefold().startswith(words.split()[-1].casefold()) else None
