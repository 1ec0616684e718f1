"""The screens as plain text, in three sizes: what a reviewer reads, without colours or frames to hide behind.

Each screen is a line of ``SCREENS``; its pictures stand in ``goldens/``. ``pytest tests/tui --snapshot-update`` draws them
anew, as it does the SVG files: read the difference before it is committed.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.services.editing.quote_preview import Preview
from factcheck.settings import Settings
from tests.tui.conftest import Front, OpenApp
from tests.tui.test_citizen import paste
from tests.tui.test_pictures import rated as rated
from tui.desk.match_search import MatchSearch
from tui.screens.cite_form import CiteForm
from tui.screens.ingest import IngestScreen

GOLDENS = Path(__file__).parent / "goldens"
SIZES = ((120, 40), (80, 24), (60, 15))


@dataclass(frozen=True)
class Shot:
    """How a screen is come to."""

    keys: tuple[str, ...]
    sees: str
    """What is on it once it stands."""
    empty: bool = False
    """The desk holds nothing."""
    then: Callable[[Front, Desk], Awaitable[None]] | None = None


async def tried(front: Front, desk: Desk) -> None:
    """Show what a trial found: no page is asked for a picture."""
    form = front.app.screen
    assert isinstance(form, CiteForm)
    form.show_verdict(
        Preview("altered: 14 → 11; “not” was inserted", "altered", "11 people were not hurt when the old bridge fell")
    )
    await front.sees("14 → 11")


async def mistyped(front: Front, desk: Desk) -> None:
    """Ask the filter for what it has not."""
    await paste(front, "colour:red")
    await front.sees("is not a filter word")


async def overtaken(front: Front, desk: Desk) -> None:
    """Answer the question after somebody else changed the claim it is about."""
    claim_id = front.list.current_claim()
    assert claim_id
    claims.edit_claim(replace(desk, actor="bob"), claim_id, claims.ClaimEdit(text="The bridge was closed for a day"))
    await front.type("enter")
    await front.sees("o overwrite")
    row = front.list.rows
    await front.until(lambda: claim_id in row and row[claim_id].text.endswith("for a day"))
    await front.sees("was closed for a day")


async def asked(front: Front, desk: Desk) -> None:
    """Choose the claim to merge into."""
    await front.type("enter")
    await front.sees("into claim 1?")


def is_settled(front: Front) -> bool:
    """Return whether the claim beside the list is the one under the cursor, and matches are those of the text."""
    search = getattr(front.app.screen, "search", None)
    if isinstance(search, MatchSearch) and not search.is_answered:
        return False
    queue = front.app.queue()
    return queue is None or not queue.has_class("-wide") or queue.view.claim_id == queue.claim_list.current_claim()


ARTICLE = """The year of the town

The ministry spent 12 million euros on the bridge in 2023, according to the court of auditors.

Prices rose by 5% in May. We all love this town.

The hospital closed 40 of its 120 beds last year. She said that no bed was closed.
"""


async def read_article(front: Front, desk: Desk) -> None:
    """Read a pasted article, choose its first statement, and put the cursor on the one that a claim differs from."""
    await paste(front, ARTICLE)
    await front.type("enter")
    await front.sees("0 chosen")
    screen = front.app.screen
    assert isinstance(screen, IngestScreen)
    await front.until(lambda: any(each.offered.matches for each in screen.drafts))
    await front.type("space", "g")
    while screen.statements.current and not screen.statements.current.candidate.text.startswith("Prices"):
        await front.type("j")


async def word_statement(front: Front, desk: Desk) -> None:
    """Edit the wording of a statement."""
    await read_article(front, desk)
    await front.type("e")
    await front.sees("verbatim:")


async def match_statement(front: Front, desk: Desk) -> None:
    """Show the claims that may say the same as a statement."""
    await read_article(front, desk)
    await front.type("m")
    await front.sees("number:")


SCREENS = {
    "queue": Shot(("j", "j", "j"), "Nobody was hurt"),
    "claim": Shot(("j", "j", "j", "enter"), "two people were"),
    "empty": Shot((), "No claims yet", empty=True),
    "nothing": Shot(("/", "link:dead status:review", "enter"), "1 without link:dead"),
    "filter-wrong": Shot(("/",), "CLAIM", then=mistyped),
    "letters": Shot(("v",), "(esc)"),
    "question": Shot(("v", "f"), "why false?"),
    "conflict": Shot(("v", "f", "it was open"), "why false?", then=overtaken),
    "help": Shot(("question_mark",), "Keys that act here"),
    "help-narrowed": Shot(("question_mark", "claim"), "edit the claim"),
    "palette": Shot((":", "status"), "status: published"),
    "cite-form": Shot(("e",), "stance"),
    "cite-form-tried": Shot(("e", "tab", "14 people were hurt", "tab"), "stance", then=tried),
    "claim-form": Shot(("i", "Rain fell", "ctrl+s"), "cites a source for it"),
    "claim-form-twin": Shot(("i", "Prices rose by 5% in May"), "number:"),
    "merge": Shot(("j", "j", "m", "rose by"), "Prices rose"),
    "merge-question": Shot(("j", "j", "m", "rose by"), "Prices rose", then=asked),
    "ingest": Shot(("I",), "type the path"),
    "ingest-statements": Shot(("I",), "type the path", then=read_article),
    "ingest-wording": Shot(("I",), "type the path", then=word_statement),
    "ingest-matches": Shot(("I",), "type the path", then=match_statement),
    "claim-form-left": Shot(("i", "Rain fell", "escape"), "esc again"),
}


NIGHT = {
    "alerts": Shot(("!",), "3 open alerts"),
    "diff": Shot(("j", "j", "d"), "ALTERED"),
}
"""Screens of what a night's looks found."""
CHANCE = re.compile(r"(?<=127\.0\.0\.1:)\d{5}|(?<=check )\d")
"""What is another at every run: the port of the small web, which of several looks was first."""
sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))


@sizes
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screens_read_as_they_did(
    open_app: OpenApp, desk: Desk, settings: Settings, request: pytest.FixtureRequest, name: str, size: tuple[int, int]
) -> None:
    if not SCREENS[name].empty:
        request.getfixturevalue("rated")
    shown = await drawn(open_app, desk, settings, SCREENS[name], size)

    assert shown == golden(request, name, size, shown)


@sizes
@pytest.mark.parametrize("name", NIGHT)
async def test_the_screens_after_a_night_read_as_they_did(
    open_app: OpenApp,
    desk: Desk,
    settings: Settings,
    night: list[int],
    request: pytest.FixtureRequest,
    name: str,
    size: tuple[int, int],
) -> None:
    shown = CHANCE.sub(lambda found: "0" * len(found[0]), await drawn(open_app, desk, settings, NIGHT[name], size))

    assert shown == golden(request, name, size, shown)


async def drawn(open_app: OpenApp, desk: Desk, settings: Settings, shot: Shot, size: tuple[int, int]) -> str:
    """Return a screen as text."""
    app = open_app(desk, settings)
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type(*shot.keys)
        await front.sees(shot.sees)
        if shot.then:
            await shot.then(front, desk)
        await front.until(lambda: is_settled(front))
        return front.seen() + "\n"


def golden(request: pytest.FixtureRequest, name: str, size: tuple[int, int], shown: str) -> str:
    """Return how a screen read; where pictures are drawn anew, as it reads now."""
    kept = GOLDENS / f"{name}-{size[0]}x{size[1]}.txt"
    if request.config.getoption("update_snapshots"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(shown, encoding="utf-8")
    return kept.read_text(encoding="utf-8")
