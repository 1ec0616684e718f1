"""Fetching of articles: every page that is requested is kept with its exchanges, so that a run can check and capture it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from factcheck.services.articles.values import FetchedPage, UnreadableArticle
from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source, examine_in_thread
from factcheck.verifier.finding import Finding, Selectors
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Capture, RequestOptions, Validators
from factcheck.verifier.http.visit import Visit
from factcheck.verifier.verdict.decide import REASONS
from factcheck.vocabulary import LinkOutcome


class RecordingFetcher(Fetcher):
    """A fetcher that keeps what it fetched, and gives pages that are at hand without fetching them again."""

    def __init__(
        self,
        settings: VerifySettings,
        *,
        clock: Callable[[], datetime],
        at_hand: Mapping[str, FetchedPage] | None = None,
    ) -> None:
        super().__init__(settings, clock=clock)
        self.at_hand = dict(at_hand or {})
        """Pages by address; each is given once."""
        self.fetched: dict[str, FetchedPage] = {}

    async def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        visit: Visit | None = None,
        options: RequestOptions | None = None,
    ) -> Answer:
        """Return the page at hand, with its exchanges in the log of the visit; or else fetch it."""
        log = visit.exchange_log if visit else None
        page = self.at_hand.pop(url, None)
        if page is not None:
            if log is not None:
                log.exchanges.extend(page.exchanges)
            return page.answer
        before = len(log.exchanges) if log else 0
        answer = await super().fetch(url, validators, visit=visit, options=options)
        self.fetched[url] = FetchedPage(answer, tuple(log.exchanges[before:]) if log else ())
        return answer


async def fetch_article(fetcher: Fetcher, url: str, languages: Sequence[str] = ()) -> Capture:
    """Return the page at an address. Raises UnreadableArticle, with the link's outcome, where it shows no page."""
    answers: list[Answer] = []

    async def evaluate(answer: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
        answers.append(answer)
        return await examine_in_thread(answer, selectors, sibling)

    async def record(_: Finding, __: list[Exchange]) -> None:
        """Let the exchanges be recorded."""

    finding = await check_source(fetcher, url, (None,), evaluate=evaluate, on_exchanges=record, languages=languages)
    page = answers[-1]
    if not finding.link.shows_page or not isinstance(page, Capture):
        detail = f": {finding.error}" if finding.error else ""
        raise UnreadableArticle(f"{url} cannot be read: link {finding.link} ({finding.reason}){detail}")
    return page


async def refuse_walls(capture: Capture, name: str) -> None:
    """Raise UnreadableArticle for a stored page that shows a wall or an error in the place of its article."""
    finding = await examine_in_thread(capture, (None,), None)
    if finding.link in {LinkOutcome.BLOCKED, LinkOutcome.SOFT404}:
        raise UnreadableArticle(
            f"{name} cannot be read: {REASONS.get(finding.reason, finding.reason)} ({finding.reason})"
        )
