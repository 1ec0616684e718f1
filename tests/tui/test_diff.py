"""What changed in a source, on the screen."""

from datetime import timedelta

import pytest

from factcheck.services.captures.comparison import Anchor, Comparison, Label, Version
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations
from factcheck.settings import Settings
from factcheck.verifier.text_diff.word_diff import compare
from tests.conftest import START, Clock
from tests.support.slow_desk import slowed
from tests.support.web import Web, answer
from tests.tui.conftest import STANDS, STOOD, WORDS, Front, days
from tests.tui.test_queue import claim
from tui import FactcheckApp
from tui.screens.diff import DiffScreen
from tui.text.claim_text import TextStyle
from tui.text.diff_text import LABEL_WORDS, heading, lay_out
from tui.widgets.diff_body import DiffBody

QUOTE = "prices rose by 3% in May"
BEFORE = f"A minister spoke.\nOfficials said that {QUOTE}, a record.\nThe end."
AFTER = {
    Label.EXACT: BEFORE.replace("spoke", "sang"),
    Label.ALTERED: BEFORE.replace("3%", "8%").replace("spoke", "sang"),
    Label.REMOVED: BEFORE.replace(QUOTE, "nothing is known").replace("spoke", "sang"),
    Label.DISPLACED: BEFORE.replace(QUOTE, "nothing is known") + f"\nComments\nYesterday {QUOTE}!",
}


def anchor(text: str, label: Label, words: str) -> Anchor:
    at = text.find(words)
    return Anchor(label, (at, at + len(words)), words) if at >= 0 else Anchor(label)


def comparison(label: Label, before: str = BEFORE, after: str | None = None) -> Comparison:
    new = AFTER[label] if after is None else after
    words = QUOTE.replace("3%", "8%") if label is Label.ALTERED else QUOTE
    return Comparison(
        source_id=1, url="https://news.example/a", citation_id=3, claim_id=12, quote=QUOTE,
        before=Version(1, 4, START, "ok", anchor(before, Label.EXACT, QUOTE)),
        after=Version(2, 9, START + timedelta(days=7), "ok", anchor(new, label, words)),
        hunks=compare(before, new),
    )  # fmt: skip


@pytest.mark.parametrize("label", list(AFTER))
@pytest.mark.parametrize("width", [54, 76, 116])
def test_the_heading_shows_the_state_of_the_quote(label: Label, width: int) -> None:
    lines = heading(comparison(label), "Prices rose", width, TextStyle()).plain.splitlines()

    assert lines[0].rstrip() == "claim 12 · Prices rose"
    assert "check 4" in lines[2] and "check 9" in lines[3]
    assert lines[4] == f"QUOTE {LABEL_WORDS.get(label, label)}" + ("" if label is Label.EXACT else " (before: EXACT)")
    assert ("now    “prices rose by 8% in May”" in lines[-1]) is (label is Label.ALTERED)
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("ascii_", [False, True])
@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("label", list(AFTER))
def test_the_quote_comes_first_and_every_change_is_marked_by_signs(label: Label, beside: bool, ascii_: bool) -> None:
    laid = lay_out(comparison(label), 116 if beside else 76, TextStyle(ascii=ascii_), beside=beside)
    lines = [line.plain for line in laid.lines]

    first = lines[0]
    assert ("the quote: nothing changed around it" if label is Label.EXACT else "around the quote") in first
    assert any(line.startswith('"' if ascii_ else "“") for line in lines[1:3])
    assert any("[-spoke-]" in line for line in lines) or label is Label.DISPLACED
    assert len(laid.changes) == len(comparison(label).hunks)
    assert all("/" in lines[at] for at in laid.changes)
    assert not ascii_ or "".join(lines).isascii()
    if label is Label.ALTERED:
        told = "\n".join(lines)
        assert ("[-3-]{+8+}%" in told) is not beside
        assert "[-3-]" in told and "{+8+}" in told


def test_both_versions_stand_side_by_side_in_their_own_halves() -> None:
    laid = lay_out(comparison(Label.ALTERED), 116, TextStyle(), beside=True)

    left, right = laid.lines[1].plain.split("│")
    assert "[-3-]" in left and "{+" not in left
    assert "{+8+}" in right and "[-" not in right
    assert max(len(line.plain) for line in laid.lines) <= 116


def test_hostile_and_endless_text_is_shown_harmless_and_bounded() -> None:
    hostile = "x " * 50_000 + "\x1b[31m[bold]\u202e" + QUOTE
    laid = lay_out(comparison(Label.EXACT, BEFORE, f"{hostile}\n{BEFORE}"), 76, TextStyle(), beside=False)
    told = "\n".join(line.plain for line in laid.lines)

    assert "characters left out" in told and len(told) < 20_000
    assert not {"\x1b", "\u202e"} & set(told)
    assert "[bold]" in told


def test_a_source_with_an_unchanged_text_says_so() -> None:
    laid = lay_out(comparison(Label.EXACT, BEFORE, BEFORE), 76, TextStyle(), beside=False)

    assert laid.lines[-1].plain == "no word differs"
    assert laid.changes == []


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_the_diff_of_the_claim_under_the_cursor(
    app: FactcheckApp, desk: Desk, night: list[int], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: night[1] in front.list.ids)
        await front.type(*"j" * list(front.list.ids).index(night[1]), "d")
        await front.sees("QUOTE ALTERED (before: EXACT)")
        await front.type("]")
        await front.sees("change 1/2")
        await front.type("]", "]")
        await front.sees("change 2/2, the last")
        await front.type("[")
        await front.sees("change 1/2")
        shown = front.seen()
        await front.type("q")
        await front.sees("STATUS")

        assert "{+8+}" in shown and (" │ " in shown) is (size[0] >= 110)
        assert ">" in shown


async def test_the_new_words_are_copied_accepted_and_the_old_ones_restored(
    app: FactcheckApp, desk: Desk, night: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: night[0] in front.list.ids)
        await front.type(*"j" * list(front.list.ids).index(night[0]), "d")
        await front.sees("QUOTE ALTERED")
        await front.type("y")
        await front.sees("clipboard: the words on the page now")
        await front.type("A", "s", "it still rose", "enter")
        await front.sees("the new wording is accepted; back to review (u undoes it)")
        accepted = claim(desk, night[0]).citations[0].exact
        await front.type("A")
        await front.sees("no alert about this citation is open: no new words to accept")
        await front.type("u")
        await front.sees("undone")

        assert app.clipboard == accepted == "prices rose by 8% in May"
        assert claim(desk, night[0]).citations[0].exact == WORDS
        assert len(alerts.list_alerts(desk)) == 3


async def test_keys_typed_while_the_versions_are_read_act_on_them(
    app: FactcheckApp, desk: Desk, night: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: night[0] in front.list.ids)
        await front.type(*"j" * list(front.list.ids).index(night[0]))
        for key in ("d", "]", "]", "A", "s", "o", "k", "enter", "q"):
            pilot.app.simulate_key(key)
        await front.sees("the new wording is accepted")
        await front.sees("STATUS")

        assert claim(desk, night[0]).citations[0].exact == "prices rose by 8% in May"


@pytest.mark.parametrize("looks", [0, 1])
async def test_without_two_versions_one_line_says_so(
    app: FactcheckApp, desk: Desk, settings: Settings, web: Web, clock: Clock, filed: list[int], looks: int
) -> None:
    citations.cite(desk, filed[4], web.url("/a"), quote=WORDS)
    web["/a"] = STOOD
    await days(desk, settings, clock, looks)
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("d")
        await front.sees(f"{looks or 'no'} stored version")
        await front.type("]")
        await front.sees("there is no change to step to")
        await front.type("y")
        await front.sees("there are no new words to copy")
        await front.type("escape", "j", "d")
        await front.sees("cites no source: there is nothing to compare")

        assert front.list.current_claim() == filed[3]


async def test_a_diff_is_laid_out_again_for_another_width(
    app: FactcheckApp, desk: Desk, settings: Settings, web: Web, clock: Clock, filed: list[int]
) -> None:
    citations.cite(desk, filed[4], web.url("/a"), quote=WORDS)
    for page in (STOOD, STANDS):
        web["/a"] = page
        await days(desk, settings, clock, 1)
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("d")
        await front.sees(" │ ")
        await pilot.resize_terminal(80, 24)
        await front.until(lambda: " │ " not in front.seen() and "[-3-]{+8+}%" in front.seen())


GONE, ELSEWHERE = answer(status="404 Not Found"), answer(status="301 Moved Permanently", headers=("Location: /new",))
LEFT = [
    pytest.param((STOOD, GONE), ("✕ dead (http-404)", "the stored version:", "“  Officials said", "quote EXACT"), id="gone"),
    pytest.param((STOOD, ELSEWHERE), ("→ moved (moved)", "moved to", "/new", "“  Officials said"), id="moved"),
    pytest.param((GONE,), ("✕ dead (http-404)", "no text of it is stored"), id="never there"),
    pytest.param((), ("never checked: press c to check it now", "no text of it is stored"), id="not looked at"),
    pytest.param((STOOD,), ("✓ ok", "the stored version", "“  Officials said"), id="there"),
]  # fmt: skip


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
@pytest.mark.parametrize(("answers", "told"), LEFT)
async def test_a_source_without_two_versions_shows_its_stored_version(
    app: FactcheckApp, desk: Desk, settings: Settings, web: Web, clock: Clock, filed: list[int], size: tuple[int, int],
    answers: tuple[bytes, ...], told: tuple[str, ...],
) -> None:  # fmt: skip
    citations.cite(desk, filed[4], web.url("/a"), quote=WORDS)
    web["/new"] = STOOD
    for page in answers:
        web["/a"] = page
        await days(desk, settings, clock, 5)
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: filed[4] in front.list.ids)
        await front.type(*"j" * list(front.list.ids).index(filed[4]), "d")
        await front.until(lambda: "there is nothing to compare" in " ".join(front.seen().split()))
        shown = front.seen()
        for _ in range(20):
            await front.type("ctrl+d")
            shown += "\n" + front.seen()
        shown = " ".join(shown.split())
        offered = app.screen.query_one(DiffBody).sources()

    assert offered == {"1": web.url("/a")}
    wanted = (*told, f"claim {filed[4]} · Taxes fell", "q back")
    assert [each for each in wanted if " ".join(each.split()) not in shown] == []


async def test_a_gone_source_with_two_versions_says_that_it_is_gone(
    app: FactcheckApp, desk: Desk, settings: Settings, web: Web, clock: Clock, filed: list[int]
) -> None:
    citations.cite(desk, filed[4], web.url("/a"), quote=WORDS)
    for page in (STOOD, STANDS, GONE):
        web["/a"] = page
        await days(desk, settings, clock, 5)
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("d")
        await front.sees("now  ✕ dead (http-404)")
        await front.sees("QUOTE ALTERED (before: EXACT)")


async def test_a_diff_that_is_closed_before_it_is_read_is_nobodys_error(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    app.gateway.operations()
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: filed[2] in front.list.ids)
        await front.type(*"j" * list(front.list.ids).index(filed[2]))
        with slowed(desk.engine, "SELECT"):
            await front.type("d")
            await front.until(lambda: isinstance(app.screen, DiffScreen))
            diff = app.screen
            assert isinstance(diff, DiffScreen)
            await front.type("q")
            await front.until(lambda: not diff.is_attached)
        assert diff.reads is not None and diff.reads.thread is not None
        diff.reads.thread.join()
        await front.type("k")
        await front.until(lambda: front.list.under_cursor() != filed[2])

        assert app.crash is None
