"""The trial of a citation while it is written: its page is asked for once, its words are judged as they are typed.

It never holds up the form: what is newest is looked at, what is older is dropped, and nothing waits for either.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.worker import Worker

from factcheck.errors import FactcheckError

from .gateway import Gateway

if TYPE_CHECKING:
    from factcheck.services.editing.quote_preview import Draft, Verdict

    from .background_loop import BackgroundLoop
    from .live_checks import Drafting


SLOW = 0.3
"""Seconds of a judgement after which the one before is no longer shown."""


class QuotePreview:
    """One form's."""

    def __init__(
        self, form: Screen[bool], gateway: Gateway, tell: "Callable[[Verdict | str], None]", claim_id: int
    ) -> None:
        """``tell`` is given what is known, each time that it is something else; a text where that is no verdict."""
        self.form, self.gateway, self.show_verdict = form, gateway, tell
        self.claim_id = claim_id
        """The claim that cites the page: it is asked for in the claim's language."""
        self.url = ""
        """The address that was asked for last."""
        self.words, self.unfinished = "", False
        self.draft: Draft | None = None
        self.background_loop: BackgroundLoop[Drafting] | None = None
        self.asking: Worker[None] | None = None
        self.judging = False
        """A judgement is under way; what is typed meanwhile is judged after it."""
        self.stale = False
        """Something else was typed since that began."""
        self.closed = False

    @property
    def settled(self) -> bool:
        """Whether what was told last is of the newest words."""
        return self.draft is None or not (self.judging or self.stale)

    def ask(self, url: str) -> None:
        """Ask for another address; what was under way for the one before is broken off."""
        if url == self.url:
            return
        self.url, self.draft = url, None
        if self.asking is not None:
            self.asking.cancel()
        self.show_verdict("checking…" if url else "")
        if url:
            self.asking = self.form.run_worker(self._ask(url), group="trial")

    def judge(self, words: str, *, unfinished: bool) -> None:
        """Judge other words."""
        if (words, unfinished) != (self.words, self.unfinished):
            self.words, self.unfinished, self.stale = words, unfinished, True
            self._judge()

    async def close(self) -> None:
        """Break off what is under way: the form is left."""
        self.closed = True
        if self.background_loop is not None:
            await self.background_loop.close()

    async def _ask(self, url: str) -> None:
        try:
            operations = await asyncio.to_thread(self.gateway.operations)
            await asyncio.to_thread(operations.load_network)
            if self.closed:
                return
            self.background_loop = self.background_loop or operations.drafting()
            draft = await self.background_loop.do(lambda drafting: drafting.ask(url, self.claim_id))
        except FactcheckError as error:
            if url == self.url:
                self.show_verdict(error.message)
            return
        if url == self.url:
            self.draft, self.stale = draft, True
            self._judge()

    def _judge(self) -> None:
        if self.draft is not None and not self.judging:
            self.judging = True
            self.form.run_worker(self._judgements(), group="judging")

    def _tell_slow(self, draft: "Draft") -> None:
        if draft is self.draft:
            self.show_verdict("checking…")

    async def _judgements(self) -> None:
        """Judge until nothing newer was typed: one page at a time, so that a slow one piles up no work."""
        try:
            while self.stale and self.draft is not None and self.background_loop is not None:
                self.stale = False
                draft, words, unfinished = self.draft, self.words, self.unfinished
                slow = asyncio.get_running_loop().call_later(SLOW, self._tell_slow, draft)
                try:
                    known: Verdict | str = await self.background_loop.do(
                        lambda drafting: drafting.judge(draft, words, unfinished=unfinished)  # noqa: B023  it is awaited here
                    )
                except FactcheckError as error:
                    known = error.message
                finally:
                    slow.cancel()
                if draft is self.draft:
                    self.show_verdict(known)
        finally:
            self.judging = False
