"""Commands that lead to another screen or pane."""

from factcheck.errors import FactcheckError
from factcheck.store.rows import ClaimDetail

from ..core.keymap import PANES
from ..core.requests import CommandRequest
from ..ports import ScreenPort


def open_diff(screen: ScreenPort, request: CommandRequest) -> None:
    """Open the changes of the source under the cursor, else of the newest alert's source, else of the first one."""
    assert request.claim_id is not None
    try:
        pane = screen.desk_app.gateway.reader.pane(request.claim_id)
    except FactcheckError as error:
        screen.refuse(request, error.message)
        return
    citation_id = request.citation_id or default_citation(pane)
    if citation_id is None:
        screen.refuse(request, f"claim {request.claim_id} cites no source: there is nothing to compare")
    else:
        screen.desk_app.open_diff(request.claim_id, citation_id)


def default_citation(pane: ClaimDetail) -> int | None:
    """Return the citation whose changes are shown where none is under the cursor."""
    cited = [each.id for each in pane.citations]
    with_alert = [each.citation_id for each in pane.alerts if each.citation_id in cited]
    return next(iter([*with_alert, *cited]), None)


def open_alerts(screen: ScreenPort, request: CommandRequest) -> None:
    """Open the list of open alerts."""
    screen.desk_app.open_alerts()


def open_help(screen: ScreenPort, request: CommandRequest) -> None:
    """Open the list of keys."""
    screen.desk_app.open_help(screen.keys())


def open_palette(screen: ScreenPort, request: CommandRequest) -> None:
    """Open the list of all commands."""
    screen.desk_app.open_palette(screen.keys())


def open_claim(screen: ScreenPort, request: CommandRequest) -> None:
    """Open the claim."""
    screen.open_claim(request)


def go_back(screen: ScreenPort, request: CommandRequest) -> None:
    """Go back."""
    screen.go_back(request)


def begin_filter(screen: ScreenPort, request: CommandRequest) -> None:
    """Put the keys into the filter."""
    screen.begin_filter(request)


def clear_filter(screen: ScreenPort, request: CommandRequest) -> None:
    """Clear the filter."""
    screen.clear_filter()


def mark_all(screen: ScreenPort, request: CommandRequest) -> None:
    """Mark every claim that the filter finds."""
    screen.mark_all_found()


def use_saved_filter(screen: ScreenPort, request: CommandRequest) -> None:
    """Show a saved filter, save the one in use, or remove one."""
    screen.use_saved_filter(request)


def show_pane(screen: ScreenPort, request: CommandRequest, *, pane: str = "", by: int = 0) -> None:
    """Go to a pane, or to the one so many further."""
    target = pane or PANES[(PANES.index(screen.pane()) + by) % len(PANES)]
    if target != PANES[0] and request.claim_id is None:
        screen.refuse(request, "no claim is under the cursor")
    else:
        screen.show_pane(target, request)


def overwrite(screen: ScreenPort, request: CommandRequest) -> None:
    """Store the reviewer's version of the conflict that is shown."""
    screen.desk_app.conflicts.decide(overwrite=True)


def keep_theirs(screen: ScreenPort, request: CommandRequest) -> None:
    """Keep the other reviewer's version of the conflict that is shown."""
    screen.desk_app.conflicts.decide(overwrite=False)
