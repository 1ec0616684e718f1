"""Commands on many marked claims: one action, with claims that another reviewer changed left marked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from factcheck.errors import FactcheckError
from factcheck.services.text.phrases import counted, join_names

from ..core.claim_changes import BY_NAME
from ..core.requests import CommandRequest
from ..core.selection import Marked
from ..ports import ScreenPort

if TYPE_CHECKING:
    from factcheck.services.editing.bulk_edit import BulkResult
    from factcheck.services.pacing import Progress

    from ..desk.operations import Operations

Store = Callable[["Operations", "Progress"], "BulkResult"]


def rate(screen: ScreenPort, request: CommandRequest, marked: Marked) -> None:
    """Rate the marked claims alike."""
    value, words = request.value or "", request.words or ""
    _store(screen, request, lambda operations, progress: operations.rate_many(marked, value, words, progress))


def note(screen: ScreenPort, request: CommandRequest, marked: Marked) -> None:
    """Add a note to the marked claims."""
    words = request.words or ""
    _store(screen, request, lambda operations, progress: operations.note_many(marked, words, progress))


def edit(screen: ScreenPort, request: CommandRequest, marked: Marked) -> None:
    """Change the marked claims alike."""
    assert request.command.changes
    given = request.command.changes(request.value, request.words, screen.desk_app.actor)
    _store(screen, request, lambda operations, progress: operations.edit_many(marked, progress, **given))


def check_sources(screen: ScreenPort, request: CommandRequest, marked: Marked) -> None:
    """Check the sources of the marked claims."""
    screen.check_sources("CLAIMS", tuple(marked.ids), counted(len(marked.ids), "claim"))


def _store(screen: ScreenPort, request: CommandRequest, action: Store) -> None:
    app = screen.desk_app
    value = request.words if request.value == BY_NAME else request.value
    title = f"{request.command.name} {value or ''}".strip()

    def done(result: "BulkResult") -> None:
        app.forget_versions()
        keep = [*result.conflicts, *result.unrated, *result.left]
        if keep:
            app.keep_marked(keep)
        app.show_message(outcome(title, result, app.undo_hint()), alarm=bool(result.conflicts or result.unrated))
        app.reload_screens()

    def failed(error: FactcheckError) -> None:
        app.show_message(error.message, alarm=True)
        app.reload_screens()

    app.write_many(title, action, done, failed)


def outcome(title: str, result: "BulkResult", undo_hint: str) -> str:
    """Return the result of a bulk change in a line; ``undo_hint`` names the key of undo."""
    if not (result.conflicts or result.unrated or result.gone or result.left):
        return f"{title}: {counted(result.done, 'claim')} ({undo_hint})"
    line = f"{title}: {result.done:,} of {result.wanted:,}"
    if result.conflicts:
        who = sorted(set(result.conflicts.values()))
        names = who[0] if len(who) == 1 else f"{who[0]} and others"
        line += f"; still marked, changed by {names} meanwhile: {len(result.conflicts):,}"
    if result.left:
        line += f"; stopped, still marked: {len(result.left):,}"
    if result.unrated:
        line += f"; no rating, still marked: {join_names(list(result.unrated.values()))}"
    if result.gone:
        line += f"; withdrawn meanwhile: {result.gone:,}"
    return f"{line} ({undo_hint})" if result.changed else line
