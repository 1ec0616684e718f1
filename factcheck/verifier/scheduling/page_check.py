"""Evaluation of one response, with the parts of its page that are stored.

Worker processes load this module, and nothing that fetches or waits.
"""

import hashlib
import json
import signal
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from factcheck.verifier.finding import Finding, Selectors, TextRanges
from factcheck.verifier.http.response import Answer, Capture
from factcheck.verifier.text_diff.similarity import drift
from factcheck.verifier.verdict.reuse import StoredEvaluation, evaluation_of, reused_finding
from factcheck.verifier.verdict.stubs import doubt, is_in_question

Result = TypeVar("Result")
EMPTY_TEXT_DIGEST = f"sha256:{hashlib.sha256().hexdigest()}"
"""Digest of an empty text, as of a scanned page: its bytes are evidence all the same."""


@dataclass(frozen=True, slots=True)
class PreviousText:
    """The text of the newest capture, to detect new text."""

    digest: str
    compressed_text: bytes


@dataclass(frozen=True, slots=True)
class TextRetention:
    """A request for the text of a check, if it differs from the previous one."""

    previous: PreviousText | None = None
    newest: str | None = None
    """Digest of the newest capture's text, whatever its outcome: the same text is stored already."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check, with the parts of its page that are stored."""

    finding: Finding
    """The finding without its text."""
    compressed_text: bytes | None = None
    """The text as ``compress_text`` returns it, if it was requested and is new."""
    drift: float | None = None
    """Distance of the article from the previous one: 0 the same, 1 nothing in common; None: there is none to compare with."""
    preserved: Any = None
    """Location of the stored exchanges, as ``Preserve`` returned it; None: they are not stored."""
    evaluation: StoredEvaluation | None = None
    """The evaluation, if a later check of the same page may reuse it."""
    host_retry_after: float | None = None
    """Seconds to wait for the whole host; None: its other pages may be requested."""


def compress_text(text: str, article: TextRanges = ()) -> bytes:
    """Return the text as a capture stores it: UTF-8 in zlib (RFC 1950), followed by the article's spans as JSON.

    ``article`` has those spans; none: all of the text.
    """
    places = json.dumps(article).encode() if article else b""
    return zlib.compress(text.encode("utf-8", "replace"), 1) + places


def decompress_text(compressed_text: bytes) -> str:
    """Return the text of a capture."""
    return _decompressed(compressed_text)[0]


def decompress_article(compressed_text: bytes) -> str:
    """Return the article of a capture; all its text if the article is not separate."""
    text, article = _decompressed(compressed_text)
    places: TextRanges = json.loads(article) if article else ()
    return "".join(text[start:end] for start, end in places) or text


def _decompressed(compressed_text: bytes) -> tuple[str, bytes]:
    machine = zlib.decompressobj()
    text = machine.decompress(compressed_text).decode()
    if not machine.eof:
        raise zlib.error("it ends too soon")
    return text, machine.unused_data


def reused_result(
    answer: Answer, selectors: Selectors, retention: TextRetention | None, earlier: StoredEvaluation
) -> CheckResult | None:
    """Return the result of checking a response that is the same as at an earlier evaluation; None: it must be evaluated.

    It must be evaluated, too, where its text is not the newest capture's, because then the text is stored.
    """
    finding = reused_finding(earlier, answer, selectors)
    if finding is None or (retention and retention.newest != (finding.text_digest or EMPTY_TEXT_DIGEST)):
        return None
    previous = retention.previous if retention and finding.text_digest else None
    if previous and previous.digest != finding.text_digest:
        return None
    return CheckResult(finding, drift=0.0 if previous else None)


def check_answer(
    answer: Answer,
    selectors: Selectors,
    sibling: Answer | None,
    retention: TextRetention | None,
    earlier: StoredEvaluation | None = None,
) -> CheckResult:
    """Evaluate a response; return the result, with the text and the evaluation if they must be stored."""
    from factcheck.verifier.verdict.decide import examine  # it loads slowly, and a worker process calls this

    finding = _with_doubt(examine(answer, selectors, sibling, earlier), retention)
    result = _with_new_text(answer, finding, retention)
    if retention is None or sibling is not None:
        return result
    return replace(result, evaluation=evaluation_of(answer, finding))


def _with_new_text(answer: Answer, finding: Finding, retention: TextRetention | None) -> CheckResult:
    """Return the result of a check, with the text of its page if it must be stored."""
    text, bare = finding.text, replace(finding, text=None, article=())
    if retention is None:
        return CheckResult(bare)
    if not text:
        shows = isinstance(answer, Capture) and answer.body and finding.link.shows_page
        return (
            CheckResult(bare, compress_text(""))
            if shows and retention.newest != EMPTY_TEXT_DIGEST
            else CheckResult(bare)
        )
    if retention.previous and retention.previous.digest == finding.text_digest:
        return CheckResult(bare, drift=0.0)
    compressed_text = compress_text(text, finding.article)
    moved = (
        drift(decompress_article(retention.previous.compressed_text), decompress_article(compressed_text))
        if retention.previous
        else None
    )
    return CheckResult(bare, compressed_text, moved)


def _with_doubt(finding: Finding, retention: TextRetention | None) -> Finding:
    """Return the finding, with its quotes in doubt if the page is a stub of the previous capture."""
    if retention is None or retention.previous is None or not is_in_question(finding):
        return finding
    return doubt(finding, decompress_article(retention.previous.compressed_text))


def with_cpu_limit(work: Callable[..., Result], cpu_seconds: float, *given: object) -> Result:
    """Call a function in this process, which ends if the call takes too much CPU time."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        return work(*given)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
