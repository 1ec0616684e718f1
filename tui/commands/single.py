"""Commands on one claim: change it, note on it, check its sources, undo."""

import asyncio
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from factcheck.errors import Conflict, FactcheckError, InputError
from factcheck.services.text.sanitize import sanitize_text

from ..core.editor import editor_command, text_from_editor
from ..core.requests import CommandRequest
from ..ports import AppPort, ScreenPort

if TYPE_CHECKING:
    from factcheck.services.editing.undo_redo import Undone
    from factcheck.services.pacing import Progress

    from ..desk.operations import Operations


def rate(screen: ScreenPort, request: CommandRequest) -> None:
    """Rate the claim, with the reason."""
    claim_id, rating, why = _claim(request), request.value or "", request.words or ""
    store(
        screen,
        request,
        lambda operations, version: operations.rate(claim_id, rating, why, version),
        f"claim {claim_id} is rated {rating}",
    )


def change(screen: ScreenPort, request: CommandRequest) -> None:
    """Change a field to the value, or to the words."""
    new = request.words or request.value
    _change(screen, request, f"claim {request.claim_id}: {request.command.title} {new}")


def set_status(screen: ScreenPort, request: CommandRequest) -> None:
    """Set the status; a rejection comes with its reason."""
    if request.words:
        _change(screen, request, f"claim {request.claim_id} is {request.value}")
    else:
        change(screen, request)


def assign(screen: ScreenPort, request: CommandRequest) -> None:
    """Assign the claim."""
    given = _changes(screen, request)
    name = given["assignee"]
    _change(screen, request, f"claim {request.claim_id} is {f'assigned to {name}' if name else 'unassigned'}")


def tag(screen: ScreenPort, request: CommandRequest) -> None:
    """Add and remove tags."""
    _change(screen, request, f"claim {request.claim_id}: tags {request.words}")


def note(screen: ScreenPort, request: CommandRequest) -> None:
    """Add a note."""
    _store_note(screen, request, request.words or "")


def write_note(screen: ScreenPort, request: CommandRequest) -> None:
    """Write a long note in the reviewer's editor."""
    claim_id, refused = _claim(request), screen.desk_app.reviewer_state.refused_notes
    try:
        editor_command()
        text = _edited(screen, f"a note on claim {claim_id}", refused.get(claim_id, ""))
    except SuspendNotSupported:
        screen.say("an editor cannot be opened here: add a note of one line instead", alarm=True)
    except InputError as error:
        screen.complain(error)
    else:
        refused.pop(claim_id, None)
        if text:
            _store_note(screen, request, text)
        else:
            screen.say("nothing was written, so no note was added", alarm=True)


def _edited(screen: ScreenPort, subject: str, text: str) -> str:
    """Return what a text becomes in the editor, which has the terminal meanwhile."""
    failure: Exception | None = None
    with screen.app.suspend():
        try:
            text = text_from_editor(subject, text)
        except Exception as error:  # noqa: BLE001  it is raised below: Textual does not resume after an error in here
            failure = error
    if failure is not None:
        raise failure
    return text


def _store_note(screen: ScreenPort, request: CommandRequest, text: str) -> None:
    claim_id, refused = _claim(request), screen.desk_app.reviewer_state.refused_notes

    def write(operations: "Operations", _: int | None) -> None:
        try:
            operations.note(claim_id, text)
        except FactcheckError:
            refused[claim_id] = "\n".join(filter(None, (refused.get(claim_id), text)))
            raise

    store(screen, request, write, f"note added to claim {claim_id}", adds=True)


def _claim(request: CommandRequest) -> int:
    assert request.claim_id is not None
    return request.claim_id


def _changes(screen: ScreenPort, request: CommandRequest) -> dict[str, Any]:
    assert request.command.changes
    return request.command.changes(request.value, request.words, screen.desk_app.actor)


def _change(screen: ScreenPort, request: CommandRequest, message: str) -> None:
    claim_id, given = _claim(request), _changes(screen, request)
    store(screen, request, lambda operations, version: operations.edit(claim_id, version, **given), message)


def store(
    screen: ScreenPort,
    request: CommandRequest,
    action: "Callable[[Operations, int | None], Any]",
    message: str,
    *,
    adds: bool = False,
) -> None:
    """Store a change against the version the reviewer saw; then show the message, or both versions."""
    app, claim_id = screen.desk_app, _claim(request)

    def write(operations: "Operations") -> Any:
        try:
            return action(operations, app.seen(claim_id, request.version))
        except Conflict as error:
            if operations.is_others(claim_id, request.last_event):
                raise
            return action(operations, error.version)  # the reviewer's own bulk change or undo was first

    def done(version: Any) -> None:
        if request.painted:
            app.reviewer_state.saved(claim_id)
        if version is not None:
            app.saved(claim_id, version)
        app.show_message(f"{message} ({app.undo_hint()}) · {app.claim_words(claim_id)}")
        app.reload_screens()

    def failed(error: FactcheckError) -> None:
        if request.painted:
            app.reviewer_state.saved(claim_id)
            app.repaint()
        if isinstance(error, Conflict):
            again = replace(request, version=error.version, painted=False)
            overwrite = partial(store, screen, again, action, message)
            app.add_conflict(error, overwrite, claim_id=claim_id, wanted=message)
        else:
            where = f"claim {claim_id}"
            text = error.message if where in error.message else f"{where}: {error.message}"
            screen.say(f"{text} · {app.claim_words(claim_id)}", alarm=True)

    app.write(write, done, failed, adds=adds)


def undo(screen: ScreenPort, request: CommandRequest) -> None:
    """Undo the reviewer's last action."""
    _history(screen, request, lambda operations, progress: operations.undo(progress))


def redo(screen: ScreenPort, request: CommandRequest) -> None:
    """Redo the action that was undone last."""
    _history(screen, request, lambda operations, progress: operations.redo(progress))


def _history(screen: ScreenPort, request: CommandRequest, action: "Callable[[Operations, Progress], Undone]") -> None:
    """Undo or redo. In triage the cursor goes to the changed claim, and the keys typed since act on that one."""
    app = screen.desk_app
    keys_wait = app.reviewer_state.triage

    def done(undone: "Undone") -> None:
        words = app.claim_words(undone.claim_id) if undone.count == 1 else ""
        app.show_message(f"{undone.summary} · {words}" if words else undone.summary)
        app.forget_versions()
        if keys_wait and words and undone.claim_id is not None and app.gateway.reader.has(undone.claim_id):
            screen.keys().bring(undone.claim_id)
        app.reload_screens()
        if keys_wait:
            app.resume_keys()

    def failed(error: FactcheckError) -> None:
        screen.complain(error)
        if keys_wait:
            app.resume_keys()

    app.write_many(request.command.name, action, done, failed)


def open_source(screen: ScreenPort, request: CommandRequest) -> None:
    """Open a source in the reviewer's browser."""
    assert request.value
    if webbrowser.open(request.value):
        screen.say(f"opened {request.value}")
    else:
        screen.say(f"no browser can be started here: set BROWSER. The address is {request.value}", alarm=True)


def copy_source(screen: ScreenPort, request: CommandRequest) -> None:
    """Copy the address of a source; the screen of changes copies the new words instead."""
    screen.copy_source(request)


def copy_claim(screen: ScreenPort, request: CommandRequest) -> None:
    """Copy the words of the claim."""
    try:
        rows = screen.desk_app.gateway.reader.rows([_claim(request)])
    except FactcheckError as error:
        screen.complain(error)
        return
    if rows:
        copy_text(screen, rows[0].text, f"claim {request.claim_id}: ")


def copy_text(screen: ScreenPort, text: str, what: str) -> None:
    """Copy through the terminal's clipboard (OSC 52). A terminal without it stays silent, so the message shows the text."""
    harmless = sanitize_text(text, lines=True)
    screen.app.copy_to_clipboard(harmless)
    screen.say(f"sent to the terminal's clipboard: {what}{harmless}")


def recheck(screen: ScreenPort, request: CommandRequest) -> None:
    """Check the sources of the claim now."""
    claim_id = _claim(request)
    screen.check_sources("CLAIMS", (claim_id,), f"claim {claim_id}", screen.desk_app.claim_words(claim_id))


async def check_sources(app: AppPort, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> None:
    """Check sources while the reviewer goes on; the messages name the claim by its first words."""
    suffix = f" · {words}" if words else ""
    try:
        operations = await asyncio.to_thread(app.gateway.operations)
        await asyncio.to_thread(operations.load_network)
        async for progress in operations.check_sources(which, numbers, name):
            if progress.recorded:
                app.reload_screens()
            app.show_message(progress.text + suffix)
    except FactcheckError as error:
        app.show_message(error.message, alarm=True)
    except asyncio.CancelledError:
        app.show_message(f"{name}: stopped; the checks made so far are stored")
        raise


def edit(screen: ScreenPort, request: CommandRequest) -> None:
    """Edit the claim in a form."""
    try:
        pane = screen.desk_app.gateway.reader.pane(_claim(request))
    except FactcheckError as error:
        screen.refuse(request, error.message)
        return
    screen.desk_app.open_claim_form(pane.row)


def add(screen: ScreenPort, request: CommandRequest) -> None:
    """Add a claim in a form."""
    screen.desk_app.open_claim_form(None)


def cite(screen: ScreenPort, request: CommandRequest) -> None:
    """Cite a source in a form."""
    screen.desk_app.open_citation_form(_claim(request))
