"""A verb on many marked claims: one action, told of as it goes, with what somebody else changed left marked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from factcheck.errors import FactcheckError
from factcheck.services.text.phrases import listed

from ..core.keymap import BY_NAME, ME, NOBODY, PRIORITIES
from ..core.selection import Marked
from ..messages import CommandRequest

if TYPE_CHECKING:
    from factcheck.services.editing.bulk_edit import Stroke
    from factcheck.services.pacing import Progress

    from ..desk.operations import Operations
    from ..screens.desk import DeskScreen

SHOWN = frozenset({"rate", "status", "assign", "priority"})
"""Verbs whose change a list shows at once, before it is stored."""
PAINTED = frozenset({"status", "priority", "assignee", "rating"})
"""The columns it shows."""


def tags_of(text: str) -> dict[str, tuple[str, ...]]:
    """Return the tags that words put on and take off."""
    words = text.replace(",", " ").split()
    add = tuple(word.removeprefix("+") for word in words if not word.startswith("-"))
    return {"add_tags": add, "remove_tags": tuple(word[1:] for word in words if word.startswith("-"))}


def given_by(verb: CommandRequest, actor: str) -> dict[str, Any]:
    """Return the fields that a verb with its value, and its words, gives a claim."""
    value, words = verb.value, verb.words
    match verb.name:
        case "status":
            return {"status": value} | ({"status_why": words} if value == "rejected" else {})
        case "priority":
            return {"priority": next(int(figure) for figure, word in PRIORITIES.items() if word == value)}
        case "assign":
            return {"assignee": words if value == BY_NAME else {ME: actor, NOBODY: None}[value or NOBODY]}
        case "tag":
            return tags_of(words or "")
    raise AssertionError(f"{verb.name} gives a claim no field")


def shown_of(verb: CommandRequest, actor: str) -> dict[str, Any]:
    """Return what a list shows of a verb at once."""
    given = {"rating": verb.value} if verb.name == "rate" else given_by(verb, actor)
    return {name: value for name, value in given.items() if name in PAINTED}


def strike(screen: "DeskScreen", verb: CommandRequest, marked: Marked) -> None:
    """Act on marked claims."""
    app, count = screen.desk_app, len(marked.ids)
    value = verb.words if verb.value == BY_NAME else verb.value
    what = f"{verb.name} {value or ''}".strip()
    if verb.name == "recheck":
        screen.check_sources("CLAIMS", tuple(marked.ids), f"{count:,} claims")
        return

    def done(stroke: "Stroke") -> None:
        app.forget_versions()
        keep = [*stroke.conflicts, *stroke.unrated, *stroke.left]
        if keep and (queue := app.queue()):
            queue.claim_list.keep_marked(keep)
        app.show_message(outcome(what, stroke, app.undo_hint()), alarm=bool(stroke.conflicts or stroke.unrated))
        app.reload_screens()

    def failed(error: FactcheckError) -> None:
        app.show_message(error.message, alarm=True)
        app.reload_screens()

    app.write_many(what, _act(verb, marked, app.actor), done, failed)


def _act(verb: CommandRequest, marked: Marked, actor: str) -> "Callable[[Operations, Progress], Stroke]":
    words = verb.words or ""
    match verb.name:
        case "rate":
            return lambda operations, progress: operations.rate_many(marked, verb.value or "", words, progress)
        case "note":
            return lambda operations, progress: operations.note_many(marked, words, progress)
    given = given_by(verb, actor)
    return lambda operations, progress: operations.edit_many(marked, progress, **given)


def outcome(what: str, stroke: "Stroke", undoes: str) -> str:
    """Return what became of a stroke, in a line; ``undoes`` names the key of undo."""
    if not (stroke.conflicts or stroke.unrated or stroke.gone or stroke.left):
        return f"{what}: {stroke.done:,} claims ({undoes})"
    line = f"{what}: {stroke.done:,} of {stroke.wanted:,}"
    if stroke.conflicts:
        who = sorted(set(stroke.conflicts.values()))
        names = who[0] if len(who) == 1 else f"{who[0]} and others"
        line += f"; {len(stroke.conflicts):,} changed by {names} meanwhile stay marked"
    if stroke.left:
        line += f"; stopped, and {len(stroke.left):,} stay marked"
    if stroke.unrated:
        line += f"; no rating, still marked: {listed(list(stroke.unrated.values()))}"
    if stroke.gone:
        line += f"; {stroke.gone:,} were withdrawn"
    return f"{line} ({undoes})" if stroke.changed else line
