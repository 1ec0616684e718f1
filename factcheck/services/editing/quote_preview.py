"""A preview of a citation while it is being typed: its page is fetched once, and the words are compared with it at each key.

Nothing is stored. Only the check after saving counts.
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
from factcheck.services.editing.text_rules import check_quote, fragment_quote
from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source
from factcheck.verifier.document import UNREADABLE_REASONS
from factcheck.verifier.finding import Finding, QuoteFinding, Selectors
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer
from factcheck.verifier.http.urls import canonical_url, host_of, memento_of
from factcheck.verifier.quote_match import Difference
from factcheck.verifier.scheduling.page_workers import page_workers
from factcheck.verifier.source_languages import languages_to_ask
from factcheck.verifier.verdict.decide import REASONS
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Region, TextQuoteSelector

HOST_WAIT_MAX_SECONDS = 30.0
"""Longest wait until a host may be fetched from again."""
DIFFERENCES_SHOWN = 3
"""Differences that are named in one line."""

Hosts = dict[str, float]
"""The monotonic time from which each host may be fetched from again."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A fetched page, for as long as its citation is being typed."""

    answer: Answer
    pointed: TextQuoteSelector | None
    """The quote in the text fragment of the URL, used while no quote is typed."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The result of comparing the typed words with the page."""

    text: str
    """One line. Text of the page in it is not sanitized."""
    state: str = ""
    """The outcome of the link or of the quote; empty while nothing is known."""
    words: str | None = None
    """The wording of the page if it differs from the typed words, or None."""


class QuotePreviewer:
    """Fetches pages and compares words with them. Use it as an asynchronous context manager."""

    def __init__(self, desk: Desk, settings: VerifySettings, hosts: Hosts) -> None:
        """Use the same ``hosts`` for every form, so that a host is not fetched from more often when a form is reopened."""
        self.desk, self.settings, self.hosts = desk, settings, hosts
        self.held = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.fetcher = await self.held.enter_async_context(Fetcher(self.settings, clock=self.desk.clock))
        self.reader = await self.held.enter_async_context(
            page_workers(1, at_once=True)
        )  # a process of its own, so that parsing never delays a key
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.held.aclose()

    async def ask(self, url: str, claim_id: int | None = None) -> FetchedPage:
        """Return the page of a URL, fetched as a check fetches it: in the language of the claim.

        Raises InputError for a URL that cannot be cited, and for a host that is in back-off.
        """
        address = fetched_url(self.desk, url)
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
        return FetchedPage(last, fragment_quote(url))

    def _languages(self, claim_id: int) -> tuple[str, ...]:
        with self.desk.read() as session:
            claim = session.get(Claim, claim_id)
        return languages_to_ask([(None, claim.language)]) if claim else ()

    async def _turn(self, host: str) -> None:
        wait = self.hosts.get(host, 0.0) - time.monotonic()
        if wait > HOST_WAIT_MAX_SECONDS:
            raise InputError(f"{host} asked for a pause of {wait:.0f} s; the page is fetched after that")
        if wait > 0:
            await asyncio.sleep(wait)

    async def judge(self, draft: FetchedPage, words: str, *, unfinished: bool = False) -> Preview:
        """Return how the words compare with the page. ``unfinished`` says that the last word may be incomplete.

        Raises InputError for words that cannot be a quote.
        """
        typed = words.strip()
        selector = TextQuoteSelector(typed) if typed else draft.pointed
        if selector is None:
            return preview_of((await self.reader(draft.answer, (), None, None)).finding, None)
        check_quote(selector)
        begun = _without_its_last_word(words) if unfinished else None
        selectors = (selector, TextQuoteSelector(begun)) if begun else (selector,)
        finding = (await self.reader(draft.answer, selectors, None, None)).finding
        quote, *heads = finding.quotes
        goes_on = _continuation(words, heads[0]) if heads and not _is_exact(quote) else None
        if goes_on is not None:
            return Preview(f"found so far; the page continues: “{goes_on}”", QuoteOutcome.EXACT)
        return preview_of(finding, _without_unfinished_word(words, quote) if unfinished else quote)


def fetched_url(desk: Desk, url: str) -> str:
    """Return the URL that a citation of this URL checks. Raises InputError if it cannot be cited."""
    refuse_private(desk, url)
    archived = memento_of(url)
    return canonical_url(archived.original if archived else url)


def preview_of(finding: Finding, quote: QuoteFinding | None) -> Preview:
    """Return a finding as one line."""
    if not finding.link.shows_page and not _is_exact(quote):
        why = f": {finding.error}" if finding.error else ""
        return Preview(f"cannot be checked: {finding.link} ({finding.reason.removeprefix('wall-')}){why}", finding.link)
    moved = f"; it moved to {finding.final_url}" if finding.link is LinkOutcome.MOVED else ""
    if quote is None:
        title = f": “{finding.title}”" if finding.title else ""
        return Preview(f"the page is there{title}{moved}", finding.link)
    return Preview(_quote_line(quote) + moved, quote.outcome, _page_wording(quote))


def _quote_line(quote: QuoteFinding) -> str:
    match quote.outcome, quote.match:
        case QuoteOutcome.EXACT, _:
            return "found exactly" if quote.reason == "stands" else f"found exactly: {REASONS[quote.reason]}"
        case QuoteOutcome.ALTERED, found if found:
            more = len(found.differences) - DIFFERENCES_SHOWN
            named = "; ".join(map(_difference, found.differences[:DIFFERENCES_SHOWN])) + (
                f"; {more} more" if more > 0 else ""
            )
            return f"{'altered, and a correction says so' if quote.reason == 'corrected' else 'altered'}: {named}"
        case QuoteOutcome.DISPLACED, found if found and found.region is not Region.CORRECTION:
            return f"found elsewhere on the page: {found.region}"
        case QuoteOutcome.DISPLACED, _:
            return "found only in a correction"
        case QuoteOutcome.MISSING, _:
            return "not on the page"
        case _:
            return (
                f"cannot be checked: {UNREADABLE_REASONS.get(quote.reason) or REASONS.get(quote.reason, quote.reason)}"
            )


def _difference(difference: Difference) -> str:
    if difference.quoted and difference.found:
        return f"{difference.quoted} → {difference.found}"
    return f"“{difference.quoted}” was removed" if difference.quoted else f"“{difference.found}” was inserted"


def _page_wording(quote: QuoteFinding) -> str | None:
    return quote.match.text if quote.outcome is QuoteOutcome.ALTERED and quote.match else None


def _is_exact(quote: QuoteFinding | None) -> bool:
    return quote is not None and quote.outcome is QuoteOutcome.EXACT


def _without_its_last_word(words: str) -> str | None:
    """Return the words before the unfinished last one; None if there are none, or if the last word is finished."""
    before = words.rsplit(maxsplit=1)
    return before[0] if len(before) > 1 and not words[-1].isspace() else None


def _without_unfinished_word(words: str, quote: QuoteFinding | None) -> QuoteFinding | None:
    """Return the finding without a difference that exists only because the last word is unfinished."""
    if quote is None or quote.match is None or len(quote.match.differences) < 2 or words[-1:].isspace():
        return quote
    *others, last = quote.match.differences
    if last.quoted_end < len(words.strip()) or not last.found.casefold().startswith(last.quoted.casefold()):
        return quote
    return replace(quote, match=replace(quote.match, differences=tuple(others)))


def _continuation(words: str, begun: QuoteFinding | None) -> str | None:
    """Return how the page continues if all words but the last are found, and the last is the beginning of the next word."""
    if begun is None or not _is_exact(begun) or begun.context is None:
        return None
    rest = begun.context[1].strip()
    return rest if rest.casefold().startswith(words.split()[-1].casefold()) else None
