"""The log of a run on stderr: sentences for people, or JSON Lines (``--log-json``) for machines.

The records go through the standard library's ``logging``, under the logger ``factcheck.run``.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from factcheck.cli.exit_statuses import Reported
from factcheck.cli.json_output import instant
from factcheck.cli.run_results import run_json, totals_sentence
from factcheck.errors import FactcheckError
from factcheck.services.monitoring.events import (
    ChecksCompacted,
    DigestDelivered,
    Emit,
    LookupFinished,
    LookupsEnded,
    RunEvent,
    RunFinished,
    RunStarted,
    SourceChecked,
    Subscriber,
    SubscriberFailed,
)
from factcheck.services.text.sanitize import sanitize_text

LOGGER = logging.getLogger("factcheck.run")


class _StderrHandler(logging.Handler):
    """Prints each record that its formatter gives a line for. An error of stderr is raised, as that of any print is."""

    def emit(self, record: logging.LogRecord) -> None:
        if line := self.format(record):
            print(line, file=sys.stderr, flush=True)


class _JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object: time, level, event, the sentence if there is one, and the event's facts."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.clock = clock

    def format(self, record: logging.LogRecord) -> str:
        sentence, facts = _content(record)
        line: dict[str, Any] = {
            "time": instant(self.clock()),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        message = {"message": sentence} if sentence else {}
        return json.dumps(line | message | facts, ensure_ascii=True, default=str)


class _SentenceFormatter(logging.Formatter):
    """Formats a record as its sentence. A record without one is not for people."""

    def format(self, record: logging.LogRecord) -> str:
        sentence, _ = _content(record)
        return sanitize_text(sentence)


def _content(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    return getattr(record, "sentence", ""), getattr(record, "facts", {})


class RunLog(Subscriber):
    """Logs the events of a run."""

    def __init__(self, as_json: bool, quiet: bool, clock: Callable[[], datetime], *, results_as_json: bool) -> None:
        """``quiet`` leaves out sentences that say what went well; ``results_as_json`` means that stdout has the totals."""
        self.as_json, self.quiet, self.results_as_json = as_json, quiet, results_as_json
        handler = _StderrHandler()
        handler.setFormatter(_JsonFormatter(clock) if as_json else _SentenceFormatter())
        LOGGER.handlers[:] = [handler]
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False

    def info(self, event: str, sentence: str = "", **facts: Any) -> None:
        """Log what happened. People see it where there is a sentence."""
        self._log(logging.INFO, event, "" if self.quiet else sentence, facts)

    def warning(self, event: str, sentence: str, **facts: Any) -> None:
        """Log a problem that does not end the run."""
        self._log(logging.WARNING, event, sentence, facts)

    def error(self, event: str, sentence: str, **facts: Any) -> None:
        """Log why the run ended with an error."""
        self._log(logging.ERROR, event, sentence, facts)

    def on_signal(self, signal_name: str) -> None:
        """Log that a signal has come. The sentence is for terminals alone."""
        sentence = f"{signal_name}: finishing the checks in flight; send it again to stop at once"
        self.info("run.stopping", sentence if sys.stderr.isatty() else "", signal=signal_name)

    @contextmanager
    def failures(self, event: str) -> Iterator[None]:
        """Log an error of the block as JSON, where the log is JSON; else leave it to the command line."""
        try:
            yield
        except FactcheckError as error:
            if not self.as_json:
                raise
            self.error(event, error.message, status=error.exit_status)
            raise Reported(error.exit_status) from None

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Log an event."""
        match event:
            case RunStarted():
                for sentence in event.recovered:
                    self.warning("captures.recovered", sentence)
                self.info("run.started", run_id=event.run_id, sources=event.sources, hosts=event.hosts)
            case SourceChecked(opened=opened) if opened:
                self.info("alerts.opened", source_id=event.source_id, alerts=list(opened))
            case LookupFinished():
                self.info("lookup.finished", source_id=event.source_id, result=event.result, detail=event.detail)
            case LookupsEnded():
                self.info("lookups.ended", finished=event.finished, waiting=event.waiting, reason=event.reason)
            case DigestDelivered():
                self.info("notify.delivered", channel=event.channel, alerts=event.alerts)
            case ChecksCompacted():
                self.info("compact.ended", checks=event.checks)
            case SubscriberFailed():
                channel = {} if event.channel is None else {"channel": event.channel}
                self.warning(f"{event.subscriber}.failed", event.message, **channel)
            case RunFinished():
                sentence = "" if self.results_as_json else totals_sentence(event)
                self.info("run.ended", sentence, **run_json(event))

    def _log(self, level: int, event: str, sentence: str, facts: dict[str, Any]) -> None:
        LOGGER.log(level, event, extra={"sentence": sentence, "facts": facts})
