"""Commands that end an alert, from any screen: the alert under the cursor, or else the newest one of the claim.

New wording that changes the meaning of a quote asks for the stance, by a letter, and then for the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from factcheck.errors import Conflict, FactcheckError
from factcheck.services.text.phrases import claim_name

from ..core.claim_changes import ROW_COLUMNS
from ..core.requests import CommandRequest
from ..ports import ScreenPort

if TYPE_CHECKING:
    from factcheck.services.editing.accepted_wording import NewWording
    from factcheck.services.editing.alerts import Accepted

    from ..desk.operations import Operations

STANCES = {"s": "supports", "r": "refutes", "c": "context"}
"""Letters that answer how the evidence relates to the claim now."""
CURSOR_MOVED = "the cursor is on another alert now: nothing was accepted"


@dataclass(frozen=True, slots=True)
class Resolution:
    """A way to end an alert."""

    operation: "Callable[[Operations, int, str | None], str]"
    """Ends the alert; returns the address that the citation has instead, or nothing."""
    message: str


DISMISSAL = Resolution(lambda operations, alert_id, _: operations.dismiss(alert_id), "alert dismissed")
REPLACEMENT = Resolution(lambda operations, alert_id, url: operations.replace_link(alert_id, url), "link replaced")
WITHDRAWAL = Resolution(lambda operations, alert_id, _: operations.withdraw(alert_id), "citation withdrawn")
REOPENING = Resolution(lambda operations, alert_id, _: operations.reopen(alert_id), "claim reopened")


@dataclass(frozen=True, slots=True)
class Accepting:
    """New wording that a reviewer is accepting."""

    seen: "NewWording"
    others: int
    """The claim's other open alerts."""
    stance: str | None = None


def resolve(screen: ScreenPort, request: CommandRequest, *, resolution: Resolution) -> None:
    """End an alert."""
    if why := screen.resolution_refusal(request):
        screen.refuse(request, why)
    else:
        _store(screen, request, resolution, None)


def replace_link(screen: ScreenPort, request: CommandRequest) -> None:
    """Let the citation rest on the archived copy; where no copy is known, ask for an address."""
    if request.words:
        screen.alert_pending(request)
        _store(screen, request, REPLACEMENT, request.words)
        return
    if why := screen.resolution_refusal(request):
        screen.refuse(request, why)
        return
    reader = screen.desk_app.gateway.reader
    try:
        alerts = reader.alerts([request.alert_id] if request.alert_id else reader.alert_ids(request.claim_id)[:1])
    except FactcheckError as error:
        screen.refuse(request, error.message)
        return
    if not alerts:
        screen.refuse(request, f"claim {request.claim_id} has no open alert")
        return
    request.alert_id = alerts[0].id
    if alerts[0].memento is None:
        screen.ask(request)
    else:
        screen.alert_pending(request)
        _store(screen, request, REPLACEMENT, None)
        screen.desk_app.resume_keys()


def _store(screen: ScreenPort, request: CommandRequest, resolution: Resolution, url: str | None) -> None:
    app, claim_id = screen.desk_app, request.claim_id
    assert claim_id is not None

    def write(operations: "Operations") -> tuple[int, str]:
        alert_id, others = (request.alert_id, 0) if request.alert_id else operations.newest_alert(claim_id)
        return others, resolution.operation(operations, alert_id, url)

    def done(written: tuple[int, str]) -> None:
        others, result = written
        more = f"; {others} more open" if others else ""
        instead = f": {result}" if result else ""
        app.forget_versions()
        app.reload_screens()
        app.show_message(f"claim {claim_id}: {resolution.message}{more} ({app.undo_hint()}){instead}")

    app.write(write, done, partial(_failed, screen, request))


def _failed(screen: ScreenPort, request: CommandRequest, error: FactcheckError) -> None:
    screen.alert_still_open(request)
    screen.desk_app.reload_screens()
    screen.desk_app.show_message(error.message, alarm=True)


def accept(screen: ScreenPort, request: CommandRequest) -> None:
    """Accept the new wording: read it, then ask for the stance, then for the reason."""
    if request.words:
        _accept_because(screen, request, request.words)
    elif why := screen.resolution_refusal(request):
        screen.refuse(request, why)
    elif request.value:
        _take_stance(screen, request)
    else:
        _read_wording(screen, request)


def _read_wording(screen: ScreenPort, request: CommandRequest) -> None:
    """Read what the alert offers, after everything that was stored before; the keys typed since wait for it."""
    claim_id = request.claim_id
    assert claim_id is not None

    def done(found: "tuple[NewWording, int]") -> None:
        accepting = Accepting(*found)
        if not screen.is_attached:
            screen.desk_app.resume_keys()
        elif not accepting.seen.changes:
            _store_wording(screen, request, accepting, None)
            screen.desk_app.resume_keys()
        else:
            _ask_stance(screen, request, accepting)

    screen.desk_app.write(
        lambda operations: operations.acceptance(claim_id, request.alert_id),
        done,
        lambda error: screen.refuse(request, error.message),
    )


def _ask_stance(screen: ScreenPort, request: CommandRequest, accepting: Accepting) -> None:
    """Ask how the evidence relates to the claim now; an appearance has no stance, only a reason."""
    screen.accepting = accepting
    seen = accepting.seen
    if seen.stance is None:
        _ask_reason(screen, request, accepting)
        return
    letters = "  ".join(f"{letter} {stance}" for letter, stance in STANCES.items())
    screen.say(
        f"{claim_name(seen.claim_id, seen.claim_text)}: {'; '.join(seen.changes)}\n"
        f"new stance? {letters}  (was {seen.stance}; esc cancels)",
        lines=2,
    )
    request.origin.pending, request.origin.letters = request.command, STANCES
    screen.desk_app.resume_keys(request.origin)


def _take_stance(screen: ScreenPort, request: CommandRequest) -> None:
    """Take the stance, if the cursor is still on the alert that was asked about."""
    accepting = screen.accepting
    if accepting is None or not _is_about(request, accepting.seen):
        screen.accepting = None
        screen.refuse(request, CURSOR_MOVED)
        return
    accepting = screen.accepting = replace(accepting, stance=request.value)
    request.value = None  # it is kept in what is being accepted
    _ask_reason(screen, request, accepting)


def _is_about(request: CommandRequest, seen: "NewWording") -> bool:
    return request.alert_id == seen.alert_id if request.alert_id else request.claim_id == seen.claim_id


def _ask_reason(screen: ScreenPort, request: CommandRequest, accepting: Accepting) -> None:
    screen.say("")
    how = f"it {accepting.stance} the claim now" if accepting.stance else "accept the new wording"
    screen.ask(request, f"claim {accepting.seen.claim_id}, {how}; why?")


def _accept_because(screen: ScreenPort, request: CommandRequest, why: str) -> None:
    accepting, screen.accepting = screen.accepting, None
    if accepting is None or not _is_about(request, accepting.seen):
        screen.refuse(request, CURSOR_MOVED)
    else:
        _store_wording(screen, request, accepting, why)


def _store_wording(screen: ScreenPort, request: CommandRequest, accepting: Accepting, why: str | None) -> None:
    """Accept the wording against the versions the reviewer saw; then show the result, or both versions."""
    app, seen = screen.desk_app, accepting.seen
    request.alert_id = seen.alert_id
    screen.alert_pending(request)

    def done(accepted: "Accepted") -> None:
        app.forget_versions()
        app.reload_screens()
        status = f"; back to {accepted.status}" if seen.changes and accepted.status == "review" else ""
        more = f"; {accepting.others} more open" if accepting.others else ""
        message = f"the new wording is accepted{status}{more} ({app.undo_hint()}): {accepted.words}"
        app.show_message(f"claim {seen.claim_id}: {message}")

    def failed(error: FactcheckError) -> None:
        if not isinstance(error, Conflict):
            _failed(screen, request, error)
            return
        screen.alert_still_open(request)
        app.reload_screens()
        about_claim = bool(error.mine.keys() & ROW_COLUMNS)
        newest = replace(
            seen,
            claim_version=error.version if about_claim else seen.claim_version,
            citation_version=seen.citation_version if about_claim else error.version,
        )
        again = replace(accepting, seen=newest)
        overwrite = partial(_store_wording, screen, replace(request), again, why)
        app.add_conflict(error, overwrite, claim_id=seen.claim_id, wanted="the new wording is accepted")

    app.write(lambda operations: operations.accept(seen, accepting.stance, why), done, failed)
