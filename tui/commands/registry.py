"""Every command of the interface, one row each: its key, its help, its values, its effects and the function that runs it.

Help, palette, hints, prompts and dispatch are made from these rows. To add a command, add a row and its function.
"""

from functools import partial

from factcheck.vocabulary import Status

from ..core import claim_changes
from ..core.claim_changes import ASSIGNEES, BY_NAME, PRIORITIES, STATUSES
from ..core.command import Command, Scope, on_public_status
from ..core.keymap import Keymap
from ..core.triage import FIRST_READING
from ..text.alert_text import accept_refusal, reopen_refusal
from . import alerts, articles, bulk, duplicates, navigation, single

NO_SOURCE = "the claim cites no source yet"

# Claims

RATE = Command(
    "rate", "v", "rate the claim, and give the reason",
    handler=single.rate, hinted=True, values=lambda source: source.ratings,
    prompt="why {value}?", answer_keys="ctrl+s keeps the reason  esc cancels", keeps_reason=True,
    changes=claim_changes.rating, optimistic=True, bulk=bulk.rate, repeatable=True,
)  # fmt: skip
STATUS = Command(
    "status", "s", "set the status",
    handler=single.set_status, hinted=True, values=lambda _: STATUSES,
    prompt="why {value}?", prompt_values=frozenset({Status.REJECTED.value}),
    changes=claim_changes.status, optimistic=True, bulk=bulk.edit, repeatable=True, confirm_when=on_public_status,
)  # fmt: skip
ASSIGN = Command(
    "assign", "a", "assign the claim: m me, x nobody, n by name",
    handler=single.assign, hinted=True, values=lambda _: ASSIGNEES,
    prompt="to whom?", prompt_values=frozenset({BY_NAME}),
    changes=claim_changes.assignee, optimistic=True, bulk=bulk.edit, repeatable=True,
)  # fmt: skip
PRIORITY = Command(
    "priority", "p", "set the priority",
    handler=single.change, values=lambda _: PRIORITIES,
    changes=claim_changes.priority, optimistic=True, bulk=bulk.edit, repeatable=True,
)  # fmt: skip
NOTE = Command(
    "note", "n", "add a note",
    handler=single.note, hinted=True, prompt="note:", takes_keys=True, bulk=bulk.note, repeatable=True,
)  # fmt: skip
WRITE = Command("write", "N", "write a long note in your editor (VISUAL, EDITOR)", handler=single.write_note)
TAG = Command(
    "tag", "T", "add tags; a minus before a tag removes it",
    handler=single.tag, prompt="tags (-tag removes one):", takes_keys=True,
    changes=claim_changes.tags, bulk=bulk.edit, repeatable=True,
)  # fmt: skip
EDIT = Command("edit", "E", "edit the claim", handler=single.edit, hinted=True, takes_keys=True)
ADD = Command("add", "i", "add a claim", scope=Scope.DESK, handler=single.add, hinted=True, takes_keys=True)
INGEST = Command(
    "ingest", "I", "read an article, and file its statements as claims",
    scope=Scope.DESK, handler=articles.ingest, takes_keys=True,
)  # fmt: skip
CITE = Command(
    "cite", "e", "cite a source; pasting an address opens this form, too",
    handler=single.cite, hinted=True, takes_keys=True,
)  # fmt: skip
MERGE = Command(
    "merge", "m", "find claims that say the same, and merge the claim into one of them",
    handler=duplicates.merge, takes_keys=True,
)  # fmt: skip
SPLIT = Command(
    "split", "S", "split a claim from the one under the cursor that it was merged into",
    handler=duplicates.split, values=lambda source: source.merged_claims(), skips_single_value=True,
    no_value="no claim was merged into this one",
)  # fmt: skip
RECHECK = Command(
    "recheck", "c", "check the sources of the claim now",
    handler=single.recheck, hinted=True, label="check", bulk=bulk.check_sources,
)  # fmt: skip
OPEN = Command(
    "open", "o", "open a source in the browser (BROWSER)",
    handler=single.open_source, values=lambda source: source.sources(), skips_single_value=True, no_value=NO_SOURCE,
    needs_services=False,
)  # fmt: skip
COPY = Command(
    "copy", "y", "copy the address of a source",
    handler=single.copy_source, values=lambda source: source.sources(), skips_single_value=True, no_value=NO_SOURCE,
    needs_services=False,
)  # fmt: skip
COPY_CLAIM = Command(
    "copy_claim", "Y", "copy the words of the claim", handler=single.copy_claim, needs_services=False
)  # fmt: skip

# Marks, repetition, triage

MARK = Command(
    "mark", "x", "mark the claim or unmark it, and move on; also space",
    scope=Scope.DESK, in_widget=lambda source: source.toggle_mark(), hinted=True, also=("space", " "),
    needs_services=False,
)  # fmt: skip
RANGE = Command(
    "range", "V", "begin or end a range of marks; shift+↓ ↑ mark one by one",
    scope=Scope.DESK, in_widget=lambda source: source.toggle_range(), needs_services=False,
)  # fmt: skip
ALL = Command(
    "all", "*", "mark every claim that the filter finds; again: unmark them",
    scope=Scope.DESK, handler=navigation.mark_all, in_widget=lambda source: source.toggle_all(),
    takes_keys=True, needs_services=False,
)  # fmt: skip
REPEAT = Command(
    "repeat", ".", "repeat the last command, with its value and its words",
    scope=Scope.DESK, in_widget=lambda source: source.repeat(),
)  # fmt: skip
TRIAGE = Command(
    "triage", "t", "triage: rate with one letter and one reason; esc ends it",
    scope=Scope.DESK, hinted=True, takes_keys=True,
    prompt="triage: reason for each rating?", suggestion=FIRST_READING,
    take_words=lambda source, words: source.keep_reason(words, triage=True),
)  # fmt: skip
VIEWS = Command(
    "views", "f", "saved filters: built-in ones and your own",
    scope=Scope.DESK, handler=navigation.use_saved_filter, values=lambda source: source.saved_filters(),
    value_menu=True, prompt="{value}: its name?", prompt_values=frozenset(), takes_keys=True,
)  # fmt: skip

# Alerts

DIFF = Command(
    "diff", "d", "show what changed in the source, or its stored version",
    handler=navigation.open_diff, hinted=True, takes_keys=True,
)  # fmt: skip
ALERTS = Command(
    "alerts", "!", "list all open alerts",
    scope=Scope.DESK, handler=navigation.open_alerts, hinted=True, takes_keys=True, needs_services=False,
)  # fmt: skip
ACCEPT = Command(
    "accept", "A", "alert: accept the new wording as the quote",
    handler=alerts.accept, prompt="accept: why?", prompt_values=frozenset(), takes_keys=True,
    ends_alert=True, refusal=accept_refusal,
)  # fmt: skip
DISMISS = Command(
    "dismiss", "D", "alert: dismiss it as a false alarm",
    handler=partial(alerts.resolve, resolution=alerts.DISMISSAL), ends_alert=True,
)  # fmt: skip
REPLACE = Command(
    "replace", "L", "alert: cite the archived copy or another address instead",
    handler=alerts.replace_link, prompt="no archived copy is known; the address to cite instead:",
    prompt_values=frozenset(), answer_keys="enter replaces  esc cancels", takes_keys=True, ends_alert=True,
)  # fmt: skip
WITHDRAW = Command(
    "withdraw", "W", "alert: withdraw the citation",
    handler=partial(alerts.resolve, resolution=alerts.WITHDRAWAL), ends_alert=True,
)  # fmt: skip
REOPEN = Command(
    "reopen", "O", "alert: reopen the claim",
    handler=partial(alerts.resolve, resolution=alerts.REOPENING), ends_alert=True, refusal=reopen_refusal,
)  # fmt: skip

# Other claims, evidence and panes

NEXT_CLAIM = Command(
    "next_claim", "J", "the next claim; also inside a claim",
    scope=Scope.DESK, in_widget=lambda source: source.step_claim(1),
)  # fmt: skip
PREVIOUS_CLAIM = Command(
    "previous_claim", "K", "the previous claim", scope=Scope.DESK, in_widget=lambda source: source.step_claim(-1)
)
NEXT_EVIDENCE = Command(
    "next_evidence", "]", "the next evidence of the claim; in a diff: the next change",
    scope=Scope.DESK, in_widget=lambda source: source.step_evidence(1),
)  # fmt: skip
PREVIOUS_EVIDENCE = Command(
    "previous_evidence", "[", "the previous evidence; in a diff: the previous change",
    scope=Scope.DESK, in_widget=lambda source: source.step_evidence(-1),
)  # fmt: skip


def _pane(name: str, key: str, help: str, pane: str = "", by: int = 0) -> Command:  # noqa: A002
    handler = partial(navigation.show_pane, pane=pane, by=by)
    return Command(name, key, help, scope=Scope.DESK, handler=handler, takes_keys=True, needs_services=False)


PANE_QUEUE = _pane("pane_queue", "1", "go to the queue; tab goes through the panes", "queue")
PANE_CLAIM = _pane("pane_claim", "2", "go to the claim", "claim")
PANE_EVIDENCE = _pane(
    "pane_evidence", "3", "go to the evidence: open, copy and diff act on the selected one", "evidence"
)  # fmt: skip
PANE_HISTORY = _pane("pane_history", "4", "go to the history of the claim", "history")
NEXT_PANE = _pane("next_pane", "", "", by=1)
PREVIOUS_PANE = _pane("previous_pane", "", "", by=-1)
SHOW = Command(
    "show", scope=Scope.DESK, handler=navigation.open_claim, takes_keys=True, needs_services=False
)  # fmt: skip

# The desk

OVERWRITE = Command(
    "overwrite", "ctrl+o", "in a conflict: store your version over theirs",
    scope=Scope.DESK, handler=navigation.overwrite, needs_services=False,
)  # fmt: skip
THEIRS = Command(
    "theirs", "r", "in a conflict: keep their version; also esc",
    scope=Scope.DESK, handler=navigation.keep_theirs, needs_services=False,
)  # fmt: skip
UNDO = Command(
    "undo", "u", "undo your last action",
    scope=Scope.DESK, handler=single.undo, hinted=True, waits_in_triage=True, everywhere=True,
)  # fmt: skip
REDO = Command(
    "redo", "U", "redo what you undid; also ctrl+r",
    scope=Scope.DESK, handler=single.redo, also=("ctrl+r",), waits_in_triage=True, everywhere=True,
)  # fmt: skip
FILTER = Command(
    "filter", "/", "filter and search as you type; tab completes a word",
    scope=Scope.DESK, handler=navigation.begin_filter, hinted=True, takes_keys=True,
)  # fmt: skip
UNFILTER = Command("unfilter", scope=Scope.DESK, handler=navigation.clear_filter, needs_services=False)
HELP = Command(
    "help", "?", "show these keys",
    scope=Scope.DESK, handler=navigation.open_help, hinted=True, label="keys", listed=False, takes_keys=True,
    needs_services=False, everywhere=True,
)  # fmt: skip
PALETTE = Command(
    "palette", ":", "find every command and value by name; also ctrl+p",
    scope=Scope.DESK, handler=navigation.open_palette, listed=False, also=("ctrl+p",), takes_keys=True,
    needs_services=False, everywhere=True,
)  # fmt: skip
BACK = Command(
    "back", "q", "go back; from the queue: quit",
    scope=Scope.DESK, handler=navigation.go_back, takes_keys=True, needs_services=False, everywhere=True,
)  # fmt: skip

# Moves

DOWN = Command("down", "j", "down; also ↓", scope=Scope.MOVE, also=("down",), move=lambda page, lines: 1)
UP = Command("up", "k", "up; also ↑", scope=Scope.MOVE, also=("up",), move=lambda page, lines: -1)
HALF_DOWN = Command(
    "half_down", "ctrl+d", "half a page down; pgdn: a page",
    scope=Scope.MOVE, move=lambda page, lines: max(page // 2, 1),
)  # fmt: skip
HALF_UP = Command(
    "half_up", "ctrl+u", "half a page up; pgup: a page",
    scope=Scope.MOVE, move=lambda page, lines: -max(page // 2, 1),
)  # fmt: skip
FIRST = Command(
    "first", "g", "to the top; also home", scope=Scope.MOVE, also=("home",), move=lambda page, lines: -lines
)
LAST = Command("last", "G", "to the end; also end", scope=Scope.MOVE, also=("end",), move=lambda page, lines: lines)
PAGE_DOWN = Command("page_down", scope=Scope.MOVE, also=("pagedown",), move=lambda page, lines: page)
PAGE_UP = Command("page_up", scope=Scope.MOVE, also=("pageup",), move=lambda page, lines: -page)

COMMANDS = (
    RATE, STATUS, ASSIGN, PRIORITY, NOTE, WRITE, TAG, EDIT, ADD, INGEST, CITE, MERGE, SPLIT, RECHECK, OPEN, COPY, COPY_CLAIM,
    MARK, RANGE, ALL, REPEAT, TRIAGE, VIEWS, DIFF, ALERTS, ACCEPT, DISMISS, REPLACE, WITHDRAW, REOPEN,
    NEXT_CLAIM, PREVIOUS_CLAIM, NEXT_EVIDENCE, PREVIOUS_EVIDENCE,
    PANE_QUEUE, PANE_CLAIM, PANE_EVIDENCE, PANE_HISTORY, NEXT_PANE, PREVIOUS_PANE, SHOW,
    OVERWRITE, THEIRS, UNDO, REDO, FILTER, UNFILTER, HELP, PALETTE, BACK,
    DOWN, UP, HALF_DOWN, HALF_UP, FIRST, LAST, PAGE_DOWN, PAGE_UP,
)  # fmt: skip
"""In the order of the help."""

DROPPED_HINTS = (MARK, TRIAGE, DIFF, EDIT, ADD, RECHECK, CITE, ALERTS, ASSIGN, NOTE)
"""Commands whose hints go first where there is no room for all."""
DROPPED_HINTS_IN_CLAIM = (*DROPPED_HINTS, FILTER, STATUS, RATE)
"""The same in the pane of a claim, which has keys of its own to name."""


def hints_in_claim(keymap: Keymap) -> dict[object, str]:
    """Return the hints in the pane of a claim, with the keys of its own."""
    return {
        **keymap.hints,
        NEXT_EVIDENCE: f"{keymap.key(NEXT_EVIDENCE)} {keymap.key(PREVIOUS_EVIDENCE)} evidence",
        NEXT_CLAIM: f"{keymap.key(NEXT_CLAIM)} {keymap.key(PREVIOUS_CLAIM)} claim",
        "esc": "esc back",
    }


def hints_on_marks(keymap: Keymap, count: int) -> dict[object, str]:
    """Return the hints of a list with marked claims: the commands that act on all of them."""
    bulk_hints: dict[object, str] = {command: keymap.hint(command) for command in keymap.commands if command.bulk}
    return {
        "count": f"{count:,} marked:",
        **bulk_hints,
        MARK: keymap.hint(MARK),
        "esc": "esc unmarks",
        HELP: keymap.hint(HELP),
    }
