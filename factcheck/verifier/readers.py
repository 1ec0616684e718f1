"""Who judges pages: processes beside the one that fetches, since parsing holds the interpreter's lock, or a thread.

What crosses between the processes is small: the answer's bytes one way; the finding without its text the other, and the
text, packed, only where it is news.
"""

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from factcheck.verifier.capture import Answer, Capture
from factcheck.verifier.drift import drift
from factcheck.verifier.finding import Finding
from factcheck.verifier.judge import Selectors, examine
from factcheck.verifier.processes import Killed, Processes
from factcheck.vocabulary import LinkOutcome

WORDLESS = f"sha256:{hashlib.sha256().hexdigest()}"
"""The digest of the text of what has none, such as a scan: its bytes are evidence all the same."""
PAGE = (LinkOutcome.OK, LinkOutcome.MOVED)


@dataclass(frozen=True, slots=True)
class Previous:
    """The text of the newest capture, to tell what is news."""

    digest: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Keep:
    """That a look's text is wanted, where it differs from the previous one."""

    previous: Previous | None = None
    newest: str | None = None
    """The digest of the newest capture's text, whatever it shows: what equals it is kept already."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One look, judged, and what is kept of its page."""

    finding: Finding
    """Without its text."""
    packed: bytes | None = None
    """The text, as ``pack`` made it, where it is wanted and news."""
    drift: float | None = None
    """How far the text is from the previous one: 0 the same, 1 nothing in common; None: there is none to compare."""
    preserved: Any = None
    """Where what went over the wire is kept, as ``Preserve`` said; None: it is not."""


HEAVY = 1_000_000
"""Bytes of a body from which on it is read by one process only: reading takes many times the memory of the page."""


class Reader(Protocol):
    """Judges one answer."""

    async def __call__(
        self, answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None
    ) -> Judged: ...


def pack(text: str) -> bytes:
    """Return the text as a capture keeps it: UTF-8, zlib (RFC 1950)."""
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def unpack(packed: bytes) -> str:
    """Return the text of a capture."""
    return zlib.decompress(packed).decode()


def judge(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what a look found, and its text where it is to be kept."""
    finding = examine(answer, selectors, sibling)
    text, bare = finding.text, replace(finding, text=None)
    if keep is None:
        return Judged(bare)
    if not text:
        shows = isinstance(answer, Capture) and answer.body and finding.link in PAGE
        return Judged(bare, pack("")) if shows and keep.newest != WORDLESS else Judged(bare)
    if keep.previous is None:
        return Judged(bare, pack(text))
    if keep.previous.digest == finding.text_digest:
        return Judged(bare, drift=0.0)
    return Judged(bare, pack(text), drift(unpack(keep.previous.packed), text))


async def in_a_thread(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
    """Return what ``judge`` returns, without holding up the event loop."""
    return await asyncio.to_thread(judge, answer, selectors, sibling, keep)


@asynccontextmanager
async def readers(processes: int, work: Callable[..., Judged] = judge) -> AsyncIterator[Reader]:
    """Give what judges pages: so many processes, or a thread for none.

    A page that kills its reader is taken for one that broke off, and kills no other look.
    """
    if processes == 0:
        yield in_a_thread
        return
    async with Processes(processes, work) as pool:

        async def judged(answer: Answer, selectors: Selectors, sibling: Answer | None, keep: Keep | None) -> Judged:
            try:
                given: Judged = await pool.do(answer, selectors, sibling, keep, heavy=_weight(answer) > HEAVY)
            except Killed:
                return judge(_broken_off(answer), selectors, None, None)
            return given

        yield judged


def _weight(answer: Answer) -> int:
    return len(answer.body) if isinstance(answer, Capture) else 0


def _broken_off(answer: Answer) -> Answer:
    if isinstance(answer, Capture):
        return replace(answer, body=b"", truncated="encoding", trace=(*answer.trace, "the page kills its reader"))
    return answer
