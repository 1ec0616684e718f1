"""The ingest screen: an article is read, its statements are chosen, worded, linked, rejected, and sent to the inbox."""

from pathlib import Path

import pytest
from sqlmodel import select

from factcheck.models import ArticleStatement, Citation
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.spotting import spot_article
from factcheck.services.articles.taking import take
from factcheck.services.articles.values import ArticleFile, ChosenStatement
from factcheck.services.desk import Desk
from factcheck.services.editing import claims, duplicates, undo_redo
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.store.rows import ClaimDetail
from factcheck.vocabulary import Role
from tests.support.web import Web, answer, article
from tests.tui.conftest import Front
from tests.tui.terminal import program
from tests.tui.test_citizen import paste
from tests.tui.test_keystrokes import Keyboard
from tui import FactcheckApp
from tui.core.article_input import is_article_text
from tui.screens.claim_form import NewClaimForm
from tui.screens.ingest import IngestScreen
from tui.screens.queue import QueueScreen
from tui.widgets.article_fields import ArticleLine

SIZES = pytest.mark.parametrize(
    "size", [(60, 15), (80, 24), (120, 40), (200, 60)], ids=lambda size: "x".join(map(str, size))
)
SENTENCES = (
    "The ministry spent 12 million euros on the bridge in 2023, according to the court of auditors.",
    "Unemployment in the region fell to 5.2 percent in 2023, according to the statistics office.",
    "The town counted 41,000 visitors in 2022, three times as many as in 2019.",
    "Exports of wine rose by 8 percent in 2022, the customs office said.",
    "The hospital of Ternia closed 40 of its 120 beds in March 2023.",
    "The council approved the new stadium by 21 votes to 9 on 4 May 2023.",
)
TEXT = "\n\n".join(("The year of the town", *SENTENCES, "We all love this town."))
STORY = answer(article(*SENTENCES, "We all love this town.", title="The year of the town"))


def listed(desk: Desk, text: str = "") -> list[ClaimDetail]:
    with desk.read() as session:
        ids = queries.claim_ids(session, filters.parse(text), me=desk.actor)
        return [queries.claim_detail(session, each) for each in ids]


def words(desk: Desk) -> set[str]:
    return {each.row.text for each in listed(desk)}


def statements(desk: Desk) -> list[ArticleStatement]:
    with desk.read() as session:
        return list(session.exec(select(ArticleStatement)).all())


async def opened(front: Front, given: str = TEXT) -> IngestScreen:
    """Open the screen, and read an article: a pasted text, an address or the path of a file."""
    await front.type("I")
    await front.sees("file the statements of an article as claims")
    await paste(front, given)
    await front.type("enter")
    await front.sees(" · 0 chosen")
    screen = front.app.screen
    assert isinstance(screen, IngestScreen)
    return screen


async def brought(front: Front, words_: str) -> None:
    """Put the cursor on the statement that begins so."""
    screen = front.app.screen
    assert isinstance(screen, IngestScreen)
    await front.type("g")
    for _ in screen.statements.drafts:
        current = screen.statements.current
        if current and current.candidate.text.startswith(words_):
            return
        await front.type("j")
    raise AssertionError(f"no statement begins with {words_!r}")


@SIZES
async def test_five_claims_of_an_address_take_few_keys(
    app: FactcheckApp, desk: Desk, web: Web, size: tuple[int, int]
) -> None:
    web["/story"] = STORY
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        board = Keyboard(front)
        await board.press("I")
        await front.until(lambda: isinstance(app.screen, IngestScreen))
        await paste(front, web.url("/story"))
        await board.press("enter", *["space"] * 5, "enter")
        await front.until(lambda: len(listed(desk)) == 5)
        await front.until(lambda: isinstance(app.screen, QueueScreen))
        await front.sees("link ok")

    assert board.keys + 1 <= 15
    assert words(desk) < set(SENTENCES)
    with desk.read() as session:
        cited = session.exec(select(Citation)).all()
    assert {each.role for each in cited} == {Role.APPEARANCE}
    assert {each.exact for each in cited} == words(desk)
    assert web.asked == ["/story"]


@pytest.mark.process
def test_the_real_program_takes_an_article_to_five_claims_in_fifteen_keys(
    desk: Desk, settings: Settings, web: Web
) -> None:
    web["/story"] = STORY
    with program(settings, FACTCHECK_VERIFY__ALLOW_PRIVATE="true") as terminal:
        terminal.type("I")
        terminal.until(lambda: "type the path" in terminal.shown)
        terminal.type(f"\x1b[200~{web.url('/story')}\x1b[201~")
        terminal.type("\r" + " " * 5 + "\r")
        terminal.until(lambda: len(listed(desk)) == 5)
        terminal.until(lambda: "claims 1 to 5 added" in terminal.shown)

    assert words(desk) < set(SENTENCES)


@SIZES
async def test_a_pasted_text_is_shown_with_its_statements(app: FactcheckApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, TEXT)
        await front.sees("of text,")
        await front.type("enter")
        await front.sees("no address is known")
        seen = front.seen()

    assert "0 chosen" in seen
    assert "quantity" in seen
    assert ">" in seen


async def test_the_address_of_a_pasted_text_is_cited(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, TEXT)
        await front.sees("its address")
        await paste(front, "https://news.example/story?utm_source=x")
        await front.type("enter")
        await front.sees("0 chosen")
        await front.type("space", "enter")
        await front.until(lambda: len(listed(desk)) == 1)

    assert [each.url for each in listed(desk)[0].citations] == ["https://news.example/story"]


async def test_a_pasted_text_can_be_taken_back(app: FactcheckApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, TEXT)
        await front.sees("its address")
        await front.type("escape")
        await front.sees("the pasted text was dropped")
        await front.type("escape")

        await front.until(lambda: isinstance(app.screen, QueueScreen))


LINES_OF_TEXT = (
    SENTENCES[0],
    " ".join(SENTENCES),
    "“We closed 40 beds,” said Maria Faber.",
    "该部委于2023年在桥梁上花费了1200万欧元。",
)


@pytest.mark.parametrize("text", LINES_OF_TEXT)
async def test_one_pasted_line_of_text_is_an_article(app: FactcheckApp, text: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, text)
        await front.sees("1 line of text")
        assert "or a file" not in front.seen()
        await front.type("enter")

        await front.sees("1 statement · 0 chosen" if text != LINES_OF_TEXT[1] else " statements · 0 chosen")


async def test_a_text_that_the_terminal_types_is_an_article(app: FactcheckApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await front.sees("type the path")
        app.screen.query_one(ArticleLine).value = " ".join(SENTENCES)
        await front.type("enter")

        await front.sees(" statements · 0 chosen")


@pytest.mark.parametrize(
    ("line", "is_text"),
    [
        ("https://news.example/a b c", False),
        ("/home/ana/the story of us", False),
        ("~/the story of us", False),
        ("../the story of us", False),
        ("C:\\papers\\the story of us", False),
        ("'the story of us'", False),
        ("minutes of the council.pdf", False),
        ("story one", False),
        ("story.html", False),
        ("The tolls doubled in 2025", True),
        ("'We paid,' he said, 'and left.'", True),
        ("橋は2023年に完成した。", True),
    ],
)
def test_a_text_is_told_from_an_address_and_a_path(line: str, is_text: bool) -> None:
    assert is_article_text(line) is is_text


async def test_a_message_shows_its_reason_after_a_long_address(app: FactcheckApp, web: Web) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, web.url("/" + "council-doubles-tolls-" * 5))
        await front.type("enter")

        await front.sees("(http-404)")


async def test_an_article_without_an_address_is_not_said_to_be_checked(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await front.type("enter")
        await front.sees("claim 1 added")
        for _ in range(20):  # a check would announce itself
            await front.pilot.pause()

        assert "claim 1 added (u" in front.seen()


@pytest.mark.parametrize("form", ["{}", "'{}'", "file://{}"])
async def test_a_file_is_read_as_a_terminal_names_it(app: FactcheckApp, tmp_path: Path, form: str) -> None:
    path = tmp_path / "the story.txt"
    path.write_text(TEXT, encoding="utf-8")
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await opened(front, form.format(path))


async def test_a_path_with_escaped_spaces_is_read(app: FactcheckApp, tmp_path: Path) -> None:
    path = tmp_path / "the story.txt"
    path.write_text(TEXT, encoding="utf-8")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(Front(app, pilot), str(path).replace(" ", "\\ "))


async def test_tab_completes_a_path(app: FactcheckApp, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "story-one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "papers" / "story-two.txt").write_text(TEXT, encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, f"{tmp_path}/pap")
        await front.type("tab", "s", "tab")
        await front.sees("story-one.txt  story-two.txt")
        await front.type("o", "tab", "enter")

        await front.sees("0 chosen")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "shows no text"),
        ("<main><h1>Sign in</h1><p>Subscribe to read.</p><form><input type=password></form></main>", "login form"),
    ],
)
async def test_a_page_that_cannot_be_read_is_named_and_the_address_stays(
    app: FactcheckApp, desk: Desk, web: Web, body: str, why: str
) -> None:
    web["/story"] = answer(f"<!doctype html><html><body>{body}</body></html>")
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, web.url("/story"))
        await front.type("enter", "space", "enter")
        await front.sees(why)
        assert app.screen.query_one("#article-line").has_focus
        assert web.url("/story") in front.seen()

    assert not listed(desk)


@pytest.mark.parametrize("given", ["/nowhere/story.txt", "news.example/story", "~nobody-here/x", "x\\0y"])
async def test_a_file_that_is_not_there_is_named(app: FactcheckApp, given: str) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, given)
        await front.type("enter")
        await front.sees("cannot be read")


async def test_nothing_is_read_where_nothing_is_given(app: FactcheckApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I", "enter")
        await front.sees("give an address, a file or a text")


async def test_a_site_that_never_answers_can_be_left(app: FactcheckApp, web: Web) -> None:
    web["/story"] = STORY
    web.silent.add("/story")
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, web.url("/story"))
        await front.type("enter")
        await front.until(lambda: web.asked)
        await front.type("escape")
        await front.sees("reading was stopped")
        await front.type("escape")

        await front.until(lambda: isinstance(app.screen, QueueScreen))


async def test_an_article_without_a_statement_says_so(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await opened(front, "Hello.\n\nGood bye.")
        await front.sees("no statement was found that is worth checking")
        await front.type("space", "enter", "e", "m", "x")
        await front.sees("there is no statement")

    assert not listed(desk)


async def test_hostile_text_is_shown_and_stored_and_moves_nothing(app: FactcheckApp, desk: Desk) -> None:
    hostile = "The [bold]ministry[/] spent \x1b]0;owned\x07 12 million \u202eevil euros on @click=app.quit in 2023."
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await opened(front, f"{hostile}\n\n{SENTENCES[1]}")
        seen = front.seen()
        assert "[bold]ministry[/]" in seen
        assert not {"\x1b", "\x07", "\u202e"} & set(seen)
        assert "owned" in seen
        await brought(front, "The [bold]")
        await front.type("space", "enter")
        await front.until(lambda: len(listed(desk)) == 1)


async def test_the_same_article_again_shows_what_is_a_claim_already(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await brought(front, SENTENCES[0])
        await front.type("enter")
        await front.until(lambda: isinstance(app.screen, QueueScreen))
        await opened(front)
        await brought(front, SENTENCES[0])
        await front.sees("claim 1 was made of this statement")
        await front.type("space")
        await front.type("enter")

        await front.sees("claim 1 was made of this statement")
    assert len(listed(desk)) == 1


async def test_a_rejected_statement_is_not_offered_again_until_it_is_restored(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await brought(front, SENTENCES[0])
        await front.type("x")
        await front.sees("it is not offered again for this article")
        assert [each.rejected_by for each in statements(desk)] == ["ana"]
        await front.type("escape")
        screen = await opened(front)
        assert SENTENCES[0] not in {each.candidate.text for each in screen.statements.drafts}
        await front.type("v")
        await front.sees("1 rejected statement shown")
        await brought(front, SENTENCES[0])
        await front.type("space")
        await front.sees("the statement is rejected for this article")
        await front.type("x")
        await front.sees("restored")
        await front.type("space", "enter")

        await front.until(lambda: words(desk) == {SENTENCES[0]})


async def test_the_wording_is_edited_beside_the_verbatim_words(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await brought(front, SENTENCES[2])
        await front.type("e")
        await front.sees("verbatim: The town counted")
        await front.type(*["backspace"] * len("2019."), "2019 in Ternia.", "enter")
        await front.sees("the wording is changed, and the statement chosen")
        await front.type("enter")
        await front.until(lambda: listed(desk))

    row = listed(desk)[0].row
    assert (row.text, row.standalone) == (SENTENCES[2], SENTENCES[2].replace("2019.", "2019 in Ternia."))


async def test_a_wording_that_is_left_stays_as_it_was(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        screen = await opened(front)
        await front.type("e", "Nonsense", "escape", "j", "k")
        current = screen.statements.current

    assert current is not None
    assert current.wording is None
    assert not current.is_chosen


async def test_a_statement_is_linked_to_the_claim_that_it_repeats(app: FactcheckApp, desk: Desk, web: Web) -> None:
    web["/story"] = STORY
    tracked = claims.add_claim(desk, claims.NewClaim(text="In 2023 unemployment in the region fell to 5.2 percent"))
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await opened(front, web.url("/story"))
        await brought(front, SENTENCES[1])
        await front.type("m")
        await front.sees(f"claim {tracked}")
        await front.type("enter")
        await front.sees(f"claim {tracked} has this article as a further appearance")
        await front.type("enter")
        await front.sees(f"appearance added to claim {tracked}")
        await front.sees("link ok")

    assert len(listed(desk)) == 1
    assert [each.exact for each in listed(desk)[0].citations] == [SENTENCES[1]]
    undo_redo.undo(desk)
    assert not listed(desk)[0].citations


async def test_a_claim_that_differs_is_linked_only_after_a_question(app: FactcheckApp, desk: Desk) -> None:
    twin = claims.add_claim(desk, claims.NewClaim(text=SENTENCES[1].replace("5.2", "2.5")))
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        screen = await opened(front)
        await brought(front, SENTENCES[1])
        await front.sees(f"claim {twin} nearly the same, but another number: 5.2")
        await front.type("m")
        await front.sees("number: 5.2 percent / 2.5 percent")
        await front.type("enter")
        await front.sees(f"the two differ: enter links the statement to claim {twin} all the same")
        await front.type("escape")
        current = screen.statements.current
        assert current is not None
        assert current.linked_id is None
        await front.type("enter", "enter")
        await front.sees(f"claim {twin} has this statement, too")
        assert current.linked_id == twin
        await front.type("k")
        await brought(front, SENTENCES[1])
        await front.type("m", "x")
        await front.sees("the statement becomes a claim of its own")
        assert current.linked_id is None


async def test_chosen_statements_are_not_left_by_mistake(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await front.type("space", "space", "escape")
        await front.sees("2 chosen statements not sent: enter sends, esc again leaves")
        await front.type("j", "escape")
        await front.sees("2 chosen statements not sent")
        await front.type("escape")
        await front.until(lambda: isinstance(app.screen, QueueScreen))

    assert not listed(desk)


async def test_all_that_score_enough_are_chosen_by_one_key(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        screen = await opened(front)
        await front.type("a")
        good = {each.candidate.text for each in screen.drafts if each.candidate.score >= 0.5}
        await front.sees(f"{len(good)} chosen")
        await front.type("a")
        await front.sees("0 chosen")
        await front.type("a", "enter")
        await front.until(lambda: len(listed(desk)) == len(good))
        await front.type("u")
        await front.until(lambda: not listed(desk))

    assert len(good) > 3


async def test_keys_typed_while_the_article_is_read_act_on_it(app: FactcheckApp, desk: Desk, web: Web) -> None:
    web["/story"] = STORY
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await front.until(lambda: isinstance(app.screen, IngestScreen))
        await paste(front, web.url("/story"))
        with app.gateway.lock:  # nothing can be read yet
            await front.type("enter", "space", "j", "space", "enter", "i")
        await front.until(lambda: len(listed(desk)) == 2)

        await front.until(lambda: isinstance(app.screen, NewClaimForm))


async def test_another_reviewer_files_the_same_statement_meanwhile(
    app: FactcheckApp, desk: Desk, bob: Desk, settings: Settings
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await brought(front, SENTENCES[0])
        read = await read_article(ArticleFile("theirs", TEXT.encode()), settings.verify, desk.clock)
        theirs = next(each for each in spot_article(read, settings.spot) if each.text == SENTENCES[0])
        take(bob, read, [ChosenStatement(theirs)])
        await front.type("enter")
        await front.sees("1 known already")

    assert len(listed(desk)) == 1


async def test_the_linked_claim_is_merged_meanwhile(app: FactcheckApp, desk: Desk, bob: Desk) -> None:
    kept = claims.add_claim(desk, claims.NewClaim(text="The jobless rate of the region was 5.2 percent in 2023"))
    gone = claims.add_claim(desk, claims.NewClaim(text="In 2023 unemployment in the region fell to 5.2 percent"))
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await brought(front, SENTENCES[1])
        await front.type("m")
        await front.sees(f"claim {gone}")
        await front.type("enter")
        duplicates.merge(bob, gone, kept)
        await front.type("enter")
        await front.sees(f"linked to claim {kept}")

    assert [each.claim_id for each in statements(desk)] == [kept]


@pytest.mark.corpus
async def test_a_long_text_without_full_stops_is_read_and_can_be_left(app: FactcheckApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("I")
        await paste(front, "the town counted 12 boats and " * 60_000)
        await front.type("enter")
        await front.sees("reading the article")
        await front.type("escape")

        await front.sees("reading was stopped")


async def test_the_keys_are_listed(app: FactcheckApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        screen = await opened(front)
        await front.type("question_mark")
        await front.sees("send the chosen statements to the inbox")
        await front.type("space")
        await front.until(lambda: "send the chosen statements" not in front.seen())

    assert not any(each.is_chosen for each in screen.drafts)


async def test_the_article_follows_the_cursor_and_the_mouse(app: FactcheckApp) -> None:
    long = "\n\n".join(f"The town of Ternia counted {n} boats in 20{n}." for n in range(10, 90))
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        screen = await opened(front, long)
        await front.type("G")
        last = screen.statements.current
        assert last is not None
        await front.sees(last.candidate.text)
        await front.type("K", "K", "K", "J")
        await pilot.click("#article", offset=(10, 4))
        await pilot.click("#article", offset=(10, 5))
        await pilot.pause()
        current = screen.statements.current

    assert current is not None
    assert current is not last


async def test_the_screen_is_laid_out_again_for_another_size(app: FactcheckApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await opened(front)
        await front.type("space", "j")
        await pilot.resize_terminal(80, 24)
        await front.until(lambda: max(map(len, front.seen().split("\n"))) <= 80)
        await front.sees("1 chosen")
        await pilot.resize_terminal(200, 60)
        await front.sees("1 chosen")
