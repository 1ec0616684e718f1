"""The reports of a run: the health check gets one beginning and one end."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import pytest
import respx

from factcheck.errors import DeskError
from factcheck.services.monitoring.check_run import CheckRun
from factcheck.services.monitoring.events import Emit, RunEvent, RunFinished, Subscriber
from factcheck.services.notifications.run_reports import HealthCheck
from factcheck.settings import JobSettings, Settings

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PING = "https://ping.example/u"
FINISHED: dict[str, Any] = {
    "run_id": 1, "started_at": AT, "ended_at": AT, "checked": 1, "alerts_resolved": 0, "links": {"ok": 1}, "stopped": False,
}  # fmt: skip


class Failing(Subscriber):
    """Fails when the run has finished."""

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        if isinstance(event, RunFinished):
            raise DeskError("the disk is full")


def pinged(settings: Settings) -> HealthCheck:
    with_ping = settings.model_copy(update={"job": JobSettings(ping=PING)})
    return HealthCheck(with_ping, is_stopping=lambda: False)


async def checks(planned: int, opened: int) -> AsyncGenerator[RunFinished, None]:
    yield RunFinished(planned=planned, alerts_opened=opened, **FINISHED)


@pytest.mark.parametrize(
    ("planned", "opened", "message"),
    [(1, 1, b"1 of 1 source checked, 1 alert opened"), (1200, 0, b"1 of 1,200 sources checked, 0 alerts opened")],
)
@respx.mock
async def test_the_end_of_a_run_is_reported_with_its_counts(
    settings: Settings, planned: int, opened: int, message: bytes
) -> None:
    route = respx.post(url__startswith=PING).respond(200)

    await CheckRun(checks(planned, opened), [pinged(settings)]).run()

    assert [call.request.content for call in route.calls] == [b"", message]


@pytest.mark.parametrize(("first", "ends"), [(True, [PING]), (False, [f"{PING}/fail"])], ids=["after", "before"])
@respx.mock
async def test_a_failure_after_the_reported_end_is_not_a_second_end(
    settings: Settings, first: bool, ends: list[str]
) -> None:
    route = respx.post(url__startswith=PING).respond(200)
    health = pinged(settings)

    with pytest.raises(DeskError):
        await CheckRun(checks(1, 0), [health, Failing()] if first else [Failing(), health]).run()

    assert [str(call.request.url) for call in route.calls] == [f"{PING}/start", *ends]
