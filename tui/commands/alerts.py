"""Verbs that end an alert, from any screen: the alert under the cursor, or else the claim's newest.

New wording that changes what the quote says asks for the stance, by a letter, and then for the reason.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from factcheck.errors import Conflict, FactcheckError
from factcheck.services.text.phrases import claim_name

from ..messages import CommandRequest

if TYPE_CHECKING:
    from factcheck.services.editing.accepted_wording import Acceptance
    from factcheck.services.editing.alerts import Accepted

    from ..desk.operations import Operations
    from ..screens.desk import DeskScreen

TOLD = {
    "dismiss": "alert dismissed",
    "replace": "link replaced",
    "withdraw": "citation withdrawn",
    "reopen": "taken up again",
}
STANCES = {"s": "supports", "r": "refutes", "c": "context"}
"""The letters that answer what the evidence does to the claim now."""


@dataclass(frozen=True, slots=True)
class Accepting:
    """New wording that a reviewer is accepting."""

    seen: "Acceptance"
    others: int
    """The claim's other open alerts."""
    stance: str | None = None


def resolve(screen: "DeskScreen", verb: CommandRequest) -> None:
    """End an alert; a link for which no archived copy is known asks for an address first."""
    if verb.name == "accept":
        _answer_stance(screen, verb) if verb.value else _read_wording(screen, verb)
        return
    if verb.name != "replace":
        store(screen, verb, None)
        return
    reader = screen.desk_app.gateway.reader
    assert verb.claim_id is not None
    try:
        alerts = reader.alerts([verb.alert_id] if verb.alert_id else reader.alert_ids(verb.claim_id)[:1])
    except FactcheckError as error:
        screen.refuse(verb, error.message)
        return
    if not alerts:
        screen.refuse(verb, f"claim {verb.claim_id} has no open alert")
    elif alerts[0].memento is None:
        verb.alert_id = alerts[0].id
        screen.ask(verb)
    else:
        verb.alert_id = alerts[0].id
        screen.under_way(verb)
        store(screen, verb, None)
        screen.desk_app.resume_keys()


def store(screen: "DeskScreen", verb: CommandRequest, url: str | None) -> None:
    """End the alert in its turn, and tell what became of it."""
    app, claim_id, how = screen.desk_app, verb.claim_id, verb.name
    assert claim_id is not None

    def now(operations: "Operations") -> tuple[int, int, Any]:
        alert_id, others = (verb.alert_id, 0) if verb.alert_id else operations.newest_alert(claim_id)
        return alert_id, others, operations.resolve(how, alert_id, url)

    def done(what: tuple[int, int, Any]) -> None:
        _, others, result = what
        left = f"; {others} more open" if others else ""
        app.forget_versions()
        app.reload_screens()
        now_there = f": {result}" if result else ""
        app.show_message(f"claim {claim_id}: {TOLD[how]}{left} ({app.undo_hint()}){now_there}")

    app.write(now, done, partial(_failed, screen, verb))


def _failed(screen: "DeskScreen", verb: CommandRequest, error: FactcheckError) -> None:
    screen.still_open(verb)
    screen.desk_app.reload_screens()
    screen.desk_app.show_message(error.message, alarm=True)


def _read_wording(screen: "DeskScreen", verb: CommandRequest) -> None:
    """Read what the alert offers, after all that was stored before; the keys typed since wait for it."""
    claim_id = verb.claim_id
    assert claim_id is not None

    def done(found: "tuple[Acceptance, int]") -> None:
        accepting = Accepting(*found)
        if not screen.is_attached:
            screen.desk_app.resume_keys()
        elif not accepting.seen.changes:
            _store_wording(screen, verb, accepting, None)
            screen.desk_app.resume_keys()
        else:
            _ask_stance(screen, verb, accepting)

    screen.desk_app.write(
        lambda operations: operations.acceptance(claim_id, verb.alert_id),
        done,
        lambda error: screen.refuse(verb, error.message),
    )


def _ask_stance(screen: "DeskScreen", verb: CommandRequest, accepting: Accepting) -> None:
    """Ask what the evidence does to the claim now that it says something else; an appearance is asked for the reason only."""
    screen.accepting = accepting
    seen = accepting.seen
    if seen.stance is None:
        _ask_reason(screen, verb, accepting)
        return
    letters = "  ".join(f"{letter} {stance}" for letter, stance in STANCES.items())
    screen.say(
        f"{claim_name(seen.claim_id, seen.claim_text)}: {'; '.join(seen.changes)}\n"
        f"accept it how? {letters}  (was {seen.stance}; esc leaves)",
        lines=2,
    )
    verb.origin.pending, verb.origin.letters = verb.name, STANCES
    screen.desk_app.resume_keys(verb.origin)


def _answer_stance(screen: "DeskScreen", verb: CommandRequest) -> None:
    """Take the stance, if the alert that was asked about is still the one that the keys act on."""
    accepting = screen.accepting
    if accepting is None or not _is_of(verb, accepting.seen):
        screen.accepting = None
        screen.refuse(verb, "another alert is under the cursor now: nothing was accepted")
        return
    accepting = screen.accepting = replace(accepting, stance=verb.value)
    verb.value = None  # it is in what is being accepted; the cursor stays
    _ask_reason(screen, verb, accepting)


def _is_of(verb: CommandRequest, seen: "Acceptance") -> bool:
    return verb.alert_id == seen.alert_id if verb.alert_id else verb.claim_id == seen.claim_id


def _ask_reason(screen: "DeskScreen", verb: CommandRequest, accepting: Accepting) -> None:
    screen.say("")
    screen.ask(verb)
    how = f"{accepting.stance} now" if accepting.stance else "accept"
    screen.query_one("#question", Static).update(f"claim {accepting.seen.claim_id}, {how}; why?")


def accept_because(screen: "DeskScreen", verb: CommandRequest, why: str) -> None:
    """Accept the wording that was asked about, with its reason."""
    accepting, screen.accepting = screen.accepting, None
    if accepting is None or not _is_of(verb, accepting.seen):
        screen.refuse(verb, "another alert is under the cursor now: nothing was accepted")
    else:
        _store_wording(screen, verb, accepting, why)


def _store_wording(screen: "DeskScreen", verb: CommandRequest, accepting: Accepting, why: str | None) -> None:
    """Accept the wording in its turn, against the versions the reviewer saw; tell of it, or show both versions."""
    app, seen = screen.desk_app, accepting.seen
    verb.alert_id = seen.alert_id
    screen.under_way(verb)

    def done(taken: "Accepted") -> None:
        app.forget_versions()
        app.reload_screens()
        gateway = f"; back to {taken.status}" if seen.changes and taken.status == "review" else ""
        left = f"; {accepting.others} more open" if accepting.others else ""
        told = f"the new wording is accepted{gateway}{left} ({app.undo_hint()}): {taken.words}"
        app.show_message(f"claim {seen.claim_id}: {told}")

    def failed(error: FactcheckError) -> None:
        if not isinstance(error, Conflict):
            _failed(screen, verb, error)
            return
        screen.still_open(verb)
        app.reload_screens()
        about_claim = "status" in error.mine
        as_it_stands = replace(
            seen,
            claim_version=error.version if about_claim else seen.claim_version,
            citation_version=seen.citation_version if about_claim else error.version,
        )
        again = replace(accepting, seen=as_it_stands)
        overwrite = partial(_store_wording, screen, replace(verb), again, why)
        app.add_conflict(error, overwrite, claim_id=seen.claim_id, wanted="the new wording is accepted")

    app.write(lambda operations: operations.accept(seen, accepting.stance, why), done, failed)
