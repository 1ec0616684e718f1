"""What ends an alert, from any screen: the alert under the cursor, or else the claim's newest."""

from typing import TYPE_CHECKING, Any

from factcheck.errors import FactcheckError

from ..messages import Verb

if TYPE_CHECKING:
    from ..acts import Acts
    from .desk import DeskScreen

TOLD = {
    "accept": "the new wording is accepted",
    "dismiss": "alert dismissed",
    "replace": "link replaced",
    "withdraw": "citation withdrawn",
    "reopen": "taken up again",
}


def resolve(screen: "DeskScreen", verb: Verb) -> None:
    """End an alert; a link for which no archived copy is known asks for an address first."""
    if verb.name != "replace":
        store(screen, verb, None)
        return
    reader = screen.front.back.reader
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
        screen.front.give()


def store(screen: "DeskScreen", verb: Verb, url: str | None) -> None:
    """End the alert in its turn, and tell what became of it."""
    front, claim_id, how = screen.front, verb.claim_id, verb.name
    assert claim_id is not None

    def now(acts: "Acts") -> tuple[int, int, Any]:
        alert_id, others = (verb.alert_id, 0) if verb.alert_id else acts.newest_alert(claim_id)
        return alert_id, others, acts.resolve(how, alert_id, url)

    def done(what: tuple[int, int, Any]) -> None:
        _, others, result = what
        left = f"; {others} more open" if others else ""
        front.forget_versions()
        front.look_again()
        now_there = f": {result}" if result else ""
        front.tell(f"claim {claim_id}: {TOLD[how]}{left} (u undoes it){now_there}")

    def failed(error: FactcheckError) -> None:
        screen.still_open(verb)
        front.look_again()
        front.tell(error.message, alarm=True)

    front.write(now, done, failed)
