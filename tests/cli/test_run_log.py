"""The log of a run: its JSON lines are a contract, to the byte."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.cli.run_log import RunLog
from factcheck.errors import DeskError
from factcheck.services.monitoring.events import (
    ChecksCompacted,
    DigestDelivered,
    LookupFinished,
    LookupsEnded,
    RunEvent,
    RunFinished,
    RunStarted,
    SubscriberFailed,
)
from factcheck.vocabulary import LookupResult

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FINISHED = RunFinished(7, NOW, NOW, 3, 2, 1, 0, {"ok": 1, "dead": 1}, stopped=True, deferred=1)
HEAD = '{"time": "2026-03-02T09:00:00Z", '


def a_log(*, as_json: bool = True, quiet: bool = False, results_as_json: bool = False) -> RunLog:
    return RunLog(as_json, quiet, lambda: NOW, results_as_json=results_as_json)


def line_by_hand(level: str, event: str, sentence: str, facts: dict[str, Any]) -> str:
    """Return a line as it was put together before the log went through ``logging``."""
    line = {"time": "2026-03-02T09:00:00Z", "level": level, "event": event}
    said = {"message": sentence} if sentence else {}
    return json.dumps(line | said | facts, ensure_ascii=True, default=str)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    level=st.sampled_from(["info", "warning", "error"]),
    event=st.text(max_size=20),
    sentence=st.text(max_size=40),
    facts=st.dictionaries(st.sampled_from(["alerts", "channel", "status", "seconds", "msg", "name", "args"]), JSON),
)
def test_a_line_equals_one_written_by_hand(
    capsys: pytest.CaptureFixture[str], level: str, event: str, sentence: str, facts: dict[str, Any]
) -> None:
    log = a_log()
    capsys.readouterr()

    getattr(log, level)(event, sentence, **facts)

    assert capsys.readouterr().err == line_by_hand(level, event, sentence, facts) + "\n"


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            RunStarted(7, 3, 2),
            '"level": "info", "event": "run.started", "run_id": 7, "sources": 3, "hosts": 2}',
        ),
        (
            RunStarted(7, 3, 2, ("run-6 was completed",)),
            '"level": "warning", "event": "captures.recovered", "message": "run-6 was completed"}',
        ),
        (
            SubscriberFailed("notify", "webhook: it answers 500; the next run tries again", "webhook"),
            (
                '"level": "warning", "event": "notify.failed", "message": "webhook: it answers 500; the next run tries again",'
                ' "channel": "webhook"}'
            ),
        ),
        (
            SubscriberFailed("lookups", "archive lookups ended early: busy"),
            '"level": "warning", "event": "lookups.failed", "message": "archive lookups ended early: busy"}',
        ),
        (
            DigestDelivered("mail", 2),
            '"level": "info", "event": "notify.delivered", "channel": "mail", "alerts": 2}',
        ),
        (ChecksCompacted(5), '"level": "info", "event": "compact.ended", "checks": 5}'),
        (
            LookupFinished(4, "https://a.example/", LookupResult.NONE, None),
            '"level": "info", "event": "lookup.finished", "source_id": 4, "result": "none", "detail": null}',
        ),
        (
            LookupsEnded(1, 2, "busy"),
            '"level": "info", "event": "lookups.ended", "finished": 1, "waiting": 2, "reason": "busy"}',
        ),
        (
            FINISHED,
            (
                '"level": "info", "event": "run.ended", "message": "2 of 3 sources checked: 1 ok, 1 dead; 1 alert opened,'
                ' 0 resolved; 1 deferred at the request of their hosts", "run_id": 7, "started_at": "2026-03-02T09:00:00Z",'
                ' "ended_at": "2026-03-02T09:00:00Z", "planned": 3, "checked": 2, "links": {"ok": 1, "dead": 1},'
                ' "alerts_opened": 1, "alerts_resolved": 0, "deferred": 1, "stopped": true, "network_down": false}'
            ),
        ),
    ],
)
async def test_each_event_has_its_line(capsys: pytest.CaptureFixture[str], event: RunEvent, line: str) -> None:
    await a_log().on_event(event, lambda _: None)

    assert capsys.readouterr().err.splitlines()[0] == HEAD + line


async def test_people_read_sentences_and_when_quiet_only_problems(capsys: pytest.CaptureFixture[str]) -> None:
    events = (RunStarted(7, 3, 2), SubscriberFailed("lookups", "archive lookups ended early: busy"), FINISHED)
    for event in events:
        await a_log(as_json=False).on_event(event, lambda _: None)
    loud = capsys.readouterr().err
    for event in events:
        await a_log(as_json=False, quiet=True).on_event(event, lambda _: None)

    assert loud.splitlines()[0] == "archive lookups ended early: busy"
    assert loud.splitlines()[1].startswith("2 of 3 sources checked: ")
    assert capsys.readouterr().err == "archive lookups ended early: busy\n"


def test_the_answer_of_a_server_cannot_draw_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    a_log(as_json=False).warning("notify.failed", "webhook: \x1b[31mred\x1b[0m\r\nsecond")

    said = capsys.readouterr().err
    assert "\x1b" not in said and said.count("\n") == 1


def test_an_error_of_stderr_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def write(self, text: str) -> int:
            raise BrokenPipeError

        def flush(self) -> None:
            pass

    log = a_log()
    monkeypatch.setattr(sys, "stderr", Gone())

    with pytest.raises(BrokenPipeError):
        log.info("run.started")


def test_a_failure_is_logged_as_json_and_else_left_to_the_command_line() -> None:
    with pytest.raises(DeskError), a_log(as_json=False).failures("run.failed"):
        raise DeskError("the disk is full")
