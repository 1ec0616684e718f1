"""The preview of a citation while it is written: its page is fetched once, its quote is checked as it is typed.

The preview never delays the form: only the newest input is checked, and nothing waits for the result.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.worker import Worker

from factcheck.errors import FactcheckError

from .gateway import Gateway

if TYPE_CHECKING:
    from factcheck.services.editing.quote_preview import FetchedPage, Preview

    from .background_loop import BackgroundLoop
    from .live_checks import QuotePreviewer


SLOW_SECONDS = 0.3
"""A check that takes longer replaces the old result by a notice."""


class QuotePreview:
    """The preview of one form."""

    def __init__(
        self, form: Screen[bool], gateway: Gateway, show: "Callable[[Preview | str], None]", claim_id: int
    ) -> None:
        """Call ``show`` with each new verdict, or with a text where there is no verdict."""
        self.form, self.gateway, self.show = form, gateway, show
        self.claim_id = claim_id
        """The claim that cites the page, which is fetched in the claim's language."""
        self.url = ""
        """The address that was last fetched."""
        self.words, self.unfinished = "", False
        self.draft: FetchedPage | None = None
        self.background_loop: BackgroundLoop[QuotePreviewer] | None = None
        self.asking: Worker[None] | None = None
        self.judging = False
        """A check is under way; what is typed meanwhile is checked after it."""
        self.stale = False
        """Something else was typed since the check began."""
        self.closed = False

    @property
    def settled(self) -> bool:
        """Whether the shown verdict is about the newest words."""
        return self.draft is None or not (self.judging or self.stale)

    def ask(self, url: str) -> None:
        """Fetch another address; the fetch of the one before is cancelled."""
        if url == self.url:
            return
        self.url, self.draft = url, None
        if self.asking is not None:
            self.asking.cancel()
        self.show("checking…" if url else "")
        if url:
            self.asking = self.form.run_worker(self._ask(url), group="preview")

    def judge(self, words: str, *, unfinished: bool) -> None:
        """Check other words."""
        if (words, unfinished) != (self.words, self.unfinished):
            self.words, self.unfinished, self.stale = words, unfinished, True
            self._judge()

    async def close(self) -> None:
        """Cancel everything: the form is closed."""
        self.closed = True
        if self.background_loop is not None:
            await self.background_loop.close()

    async def _ask(self, url: str) -> None:
        try:
            operations = await asyncio.to_thread(self.gateway.operations)
            await asyncio.to_thread(operations.load_network)
            if self.closed:
                return
            self.background_loop = self.background_loop or operations.quote_preview()
            draft = await self.background_loop.do(lambda drafting: drafting.ask(url, self.claim_id))
        except FactcheckError as error:
            if url == self.url:
                self.show(error.message)
            return
        if url == self.url:
            self.draft, self.stale = draft, True
            self._judge()

    def _judge(self) -> None:
        if self.draft is not None and not self.judging:
            self.judging = True
            self.form.run_worker(self._judgements(), group="judging")

    def _show_slow(self, draft: "FetchedPage") -> None:
        if draft is self.draft:
            self.show("checking…")

    async def _judgements(self) -> None:
        """Check until nothing newer was typed: one page at a time, so that no work piles up behind a slow one."""
        try:
            while self.stale and self.draft is not None and self.background_loop is not None:
                self.stale = False
                draft, words, unfinished = self.draft, self.words, self.unfinished
                slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._show_slow, draft)
                try:
                    known: Preview | str = await self.background_loop.do(
                        lambda drafting: drafting.judge(draft, words, unfinished=unfinished)  # noqa: B023  it is awaited here
                    )
                except FactcheckError as error:
                    known = error.message
                finally:
                    slow.cancel()
                if draft is self.draft:
                    self.show(known)
        finally:
            self.judging = False
