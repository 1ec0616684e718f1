"""What the screens look like: our own widgets only, so that a newer framework draws the same."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.vocabulary import Status
from tests.tui.conftest import Front, OpenApp
from tui import FactcheckApp

Snap = Callable[..., bool]


def after(*keys: str, sees: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, FactcheckApp)
        front = Front(pilot.app, pilot)
        await front.type(*keys)
        await front.sees(sees)

    return run


@pytest.fixture
def rated(desk: Desk, filed: list[int]) -> list[int]:
    """Claims of every sort: rated, assigned, urgent, in other scripts."""
    claims.rate_claim(desk, filed[2], "false", "two people were")
    claims.edit_claim(desk, filed[1], claims.ClaimEdit(priority=3, assignee="bob", status=Status.REVIEW))
    claims.add_claim(desk, claims.NewClaim(text="北朝鮮のミサイル 🚀 e\u0301te\u0301", claimant="記者", priority=1))
    claims.add_claim(desk, claims.NewClaim(text="قال الوزير إن الأسعار ارتفعت", priority=1))
    return filed


@pytest.mark.parametrize(
    ("size", "keys", "sees", "desk_settings"),
    [
        pytest.param((120, 40), ("j", "j", "j"), "two people were", {}, id="wide"),
        pytest.param((80, 24), ("v",), "mostly-true", {}, id="narrow"),
        pytest.param(
            (80, 24), ("j", "j", "j", "enter"), "two people were", {"theme": "textual-light"}, id="claim-light"
        ),
        pytest.param((80, 24), ("j",), "CLAIM", {"ascii": True}, id="ascii"),
    ],
)
def test_the_screens_look_as_they_did(
    open_app: OpenApp,
    snap_compare: Snap,
    desk: Desk,
    settings: Settings,
    rated: list[int],
    size: tuple[int, int],
    keys: tuple[str, ...],
    sees: str,
    desk_settings: dict[str, Any],
) -> None:
    shown = settings.model_copy(update={"desk": settings.desk.model_copy(update=desk_settings)})
    app = open_app(desk, shown)

    assert snap_compare(app, terminal_size=size, run_before=after(*keys, sees=sees))


async def test_nothing_is_shown_by_colour_alone_and_ascii_is_enough(
    open_app: OpenApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    plain = settings.model_copy(update={"desk": settings.desk.model_copy(update={"ascii": True})})
    app = open_app(desk, plain)
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j")
        await front.sees("EVIDENCE --")

        assert [line for line in front.seen().splitlines() if not line.isascii()] == []
        assert ">" in front.seen().splitlines()[5]
