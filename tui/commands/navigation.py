"""Verbs that lead to another screen, or to another pane of this one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from factcheck.errors import FactcheckError
from factcheck.store.fast_reader import Pane

from ..core.keymap import PANES
from ..messages import CommandRequest

if TYPE_CHECKING:
    from ..screens.desk import DeskScreen


def open_diff(screen: "DeskScreen", verb: CommandRequest) -> None:
    """Show what changed in the source under the cursor, or else in that of the newest alert, or else in the first."""
    from ..screens.diff import DiffScreen

    if verb.claim_id is None:
        screen.refuse(verb, "no claim is under the cursor")
        return
    try:
        pane = screen.desk_app.gateway.reader.pane(verb.claim_id)
    except FactcheckError as error:
        screen.refuse(verb, error.message)
        return
    citation_id = verb.citation_id or meant(pane)
    if citation_id is None:
        screen.refuse(verb, f"claim {verb.claim_id} cites nothing: there is nothing to compare")
    else:
        screen.app.push_screen(DiffScreen(verb.claim_id, citation_id))


def meant(pane: Pane) -> int | None:
    """Return the citation whose source is looked at where none is under the cursor."""
    cited = [each.id for each in pane.citations]
    alarmed = [each.citation_id for each in pane.alerts if each.citation_id in cited]
    return next(iter([*alarmed, *cited]), None)


def open_alerts(screen: "DeskScreen", _verb: CommandRequest) -> None:
    """Show all open alerts."""
    from ..screens.alerts import AlertsScreen

    screen.app.push_screen(AlertsScreen())


def turn(screen: "DeskScreen", verb: CommandRequest) -> None:
    """Go to the pane a verb names, or to the one before or after."""
    part = verb.name.removeprefix("pane_")
    if part not in PANES:
        step = 1 if verb.name == "next_pane" else -1
        part = PANES[(PANES.index(screen.part()) + step) % len(PANES)]
    if part != "queue" and verb.claim_id is None:
        screen.refuse(verb, "no claim is under the cursor")
    else:
        screen.turn(part, verb)


def decide(screen: "DeskScreen", verb: CommandRequest) -> None:
    """Decide the conflict in sight."""
    screen.desk_app.conflicts.decide(overwrite=verb.name == "overwrite")


def refuse_step(screen: "DeskScreen", verb: CommandRequest) -> None:
    """Say that there is nothing to step to here."""
    screen.refuse(verb, "there is nothing to step to here: 3 goes to the claim's evidence")


VERBS: "dict[str, Callable[[DeskScreen, CommandRequest], None]]" = {
    "diff": open_diff,
    "alerts": open_alerts,
    "overwrite": decide,
    "theirs": decide,
    **dict.fromkeys(("next_pane", "previous_pane", *(f"pane_{each}" for each in PANES)), turn),
    **dict.fromkeys(("next_claim", "previous_claim", "next_evidence", "previous_evidence"), refuse_step),
}
"""What leads elsewhere, by verb."""
