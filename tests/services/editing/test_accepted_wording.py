"""New wording: what it changes, which phrase is accepted, and what its acceptance requires."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import Conflict, InputError
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims, undo_redo
from factcheck.services.editing.accepted_wording import read_back, whole_phrase
from factcheck.services.editing.claims import ClaimEdit, NewClaim
from factcheck.services.editing.meaning_changes import changes_meaning
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.store.fast_reader import Reader
from factcheck.store.rows import AlertRow, ClaimDetail
from factcheck.vocabulary import Role, Stance, Status
from tests.conftest import Clock
from tests.support.web import Web, answer, article


@pytest.mark.parametrize(
    ("kind", "quoted", "found", "language"),
    [
        ("negation", "", "not", "en"),
        ("number", "3%", "8%", "en"),
        ("name", "Polish", "polish", "en"),
        ("direction", "rose", "fell", "en"),
        ("antonym", "safe", "unsafe", "en"),
        ("word", "will", "could", "en"),
        ("word", "rose", "may have risen", "en"),
        ("word", "agreed", "reportedly agreed", "en"),
        ("word", "", "possibly", "en"),
        ("word", "he will", "he’ll", "en"),
        ("word", "", "nicht", "de"),
        ("word", "wird", "könnte", "de-AT"),
        ("word", "a", "aurait", "fr"),
        ("word", "debe", "puede", "es"),
        ("word", "è", "sarebbe", "it"),
        ("word", "vai", "poderia", "pt"),
        ("word", "moet", "mag", "nl"),
        ("word", "musi", "może", "pl"),
        ("word", "должен", "может", "ru"),
        ("word", "повинен", "може", "uk"),
        ("word", "会", "可能会", "zh"),
        ("word", "will", "could", None),
        ("clause", "", "which Peter Smith never attended", "en"),
        ("clause", "", "which he never attended", "en"),
        ("clause", "", "as was said in 2019", "en"),
        ("clause", "", "as they might have said", "en"),
        ("clause", "after three long weeks", "", "en"),
        ("clause", "", "said Peter Smith of the union", "en"),
        ("order", "Russia", "Ukraine", "en"),
        ("order", "", "5 of", "en"),
        ("clause", "", "wie Angela Merkel gestern sagte", "de"),
    ],
)
def test_a_change_of_meaning_is_recognized_by_its_kind_and_its_words(
    kind: str, quoted: str, found: str, language: str | None
) -> None:
    assert changes_meaning({"kind": kind, "quoted": quoted, "found": found}, {language})


@pytest.mark.parametrize(
    ("kind", "quoted", "found", "language"),
    [
        ("word", "warm", "bright", "en"),
        ("word", "colour", "color", "en"),
        ("word", "in", "on", "en"),
        ("word", "", "very", "en"),
        ("word", "Warm", "Bright", "en"),
        ("word", "did not go", "did not leave", "en"),
        ("word", "can go", "can leave", "en"),
        ("clause", "", "after a long night of talks", "en"),
        ("clause", "", "The press was told about it", "en"),
        ("order", "warm and", "and warm", "en"),
        ("clause", "", "nach einer langen Nacht voller Gespräche", "de"),
        ("word", "schön", "hübsch", "de"),
    ],
)
def test_other_differences_do_not_change_the_meaning(kind: str, quoted: str, found: str, language: str) -> None:
    assert not changes_meaning({"kind": kind, "quoted": quoted, "found": found}, {language})


def test_the_claim_s_language_counts_beside_the_page_s() -> None:
    difference = {"kind": "word", "quoted": "", "found": "nicht"}

    assert not changes_meaning(difference, {"en"})
    assert changes_meaning(difference, {"en", "de"})


@given(st.sampled_from(["word", "clause", "order"]), st.text(), st.text(), st.sampled_from(["en", "de", "xx", None]))
def test_any_two_words_can_be_compared(kind: str, quoted: str, found: str, language: str | None) -> None:
    assert changes_meaning({"kind": kind, "quoted": quoted, "found": found}, {language}) in {True, False}


TEXT = "The council has not, it said, agreed to the plan on Monday.\nNobody was there."


@pytest.mark.parametrize(
    ("start", "end", "found", "phrase"),
    [
        ("agreed", "plan", "not", "not, it said, agreed to the plan"),
        ("greed", "pla", None, "agreed to the plan"),
        ("agreed", "plan", "Monday", "agreed to the plan on Monday"),
        ("agreed", "plan", None, "agreed to the plan"),
    ],
)
def test_a_phrase_is_whole(start: str, end: str, found: str | None, phrase: str) -> None:
    place = TEXT.index(found) if found else 0
    differences = [{"found": found, "found_start": place, "found_end": place + len(found)}] if found else []

    first, last = whole_phrase(TEXT, TEXT.index(start), TEXT.index(end) + len(end), differences, "en")

    assert TEXT[first:last] == phrase
    assert (selector := read_back(TEXT, first, last, "en")) and selector.exact == phrase


Changed = Callable[..., "Watched"]


class Watched:
    """A rated, published claim whose evidence comes to say something else."""

    def __init__(self, desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
        self.desk, self.settings, self.web, self.clock = desk, settings, web, clock

    async def days(self, *sentences: str) -> list[AlertRow]:
        for sentence in sentences:
            self.web["/a"] = answer(article("The mayor spoke.", sentence, "Nobody else was there on that day."))
            self.clock.pass_(days=1)
            async for _ in verify(self.desk, self.settings, Selection(Which.ALL)):
                pass
        return alerts.list_alerts(self.desk)

    async def change(self, quote: str, page_before: str, page_after: str, role: Role = Role.EVIDENCE) -> AlertRow:
        rated = NewClaim(
            text="They agreed", status=Status.PUBLISHED, rating="true", rating_why="minutes", language="en"
        )
        claims.add_claim(self.desk, rated)
        stance = Stance.SUPPORTS if role is Role.EVIDENCE else None
        citations.cite(self.desk, 1, self.web.url("/a"), quote=quote, stance=stance, role=role)
        (alert,) = await self.days(page_before, page_after, page_after)
        return alert

    async def negated(self) -> AlertRow:
        return await self.change(
            "agreed to the plan",
            "The council has agreed to the plan on Monday, she said.",
            "The council has not agreed to the plan on Monday, she said.",
        )

    @property
    def detail(self) -> ClaimDetail:
        with self.desk.read() as session:
            return queries.claim_detail(session, 1)


@pytest.fixture
def watched(desk: Desk, settings: Settings, web: Web, clock: Clock) -> Watched:
    return Watched(desk, settings, web, clock)


@pytest.mark.parametrize(
    ("stance", "note"), [(None, None), (Stance.REFUTES, None), (None, "so"), (Stance.REFUTES, " ")]
)
async def test_a_negation_is_accepted_only_with_a_stance_and_a_reason(
    watched: Watched, stance: Stance | None, note: str | None
) -> None:
    alert = await watched.negated()

    with pytest.raises(
        InputError, match=r"negation: “not” was inserted.*--stance supports\|refutes\|context and --note"
    ):
        alerts.accept(watched.desk, alert.id, stance=stance, note=note)
    assert alerts.list_alerts(watched.desk) == [alert]
    assert (watched.detail.row.status, watched.detail.citations[0].exact) == ("published", "agreed to the plan")


async def test_an_accepted_negation_is_the_whole_phrase_and_returns_the_claim_to_review(watched: Watched) -> None:
    alert = await watched.negated()
    before = (watched.detail.row.status, watched.detail.row.rating, watched.detail.citations, watched.detail.notes)

    taken = alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="The council turned round")

    row = watched.detail.citations[0]
    assert (taken.words, taken.stance, taken.status) == (row.exact, row.stance, watched.detail.row.status)
    assert (row.exact, row.stance, row.quote_state) == ("not agreed to the plan", "refutes", "exact")
    assert (watched.detail.row.status, watched.detail.row.rating) == ("review", "true")
    assert [note.text for note in watched.detail.notes] == ["The council turned round"]
    assert (row.diff, row.found_text) == ((), None)
    assert await watched.days("The council has not agreed to the plan on Monday, she said.") == []
    assert watched.detail.citations[0].quote_state == "exact"
    undo_redo.undo(watched.desk)
    after = watched.detail
    restored = replace(after.citations[0], version=before[2][0].version, checked_at=before[2][0].checked_at)
    assert (after.row.status, after.row.rating, after.notes) == (before[0], before[1], before[3])
    assert (restored.exact, restored.stance, restored.prefix, restored.quote_state) == (
        "agreed to the plan", "supports", before[2][0].prefix, "altered",
    )  # fmt: skip
    assert [each.id for each in alerts.list_alerts(watched.desk)] == [alert.id]


async def test_neither_reader_shows_a_difference_that_was_accepted(watched: Watched, settings: Settings) -> None:
    alert = await watched.negated()

    def shown() -> list[list[str]]:
        with Reader(settings.db) as reader:
            pane = reader.pane(1).citations[0]
        return [[each["found"] for each in found.diff] for found in (pane, watched.detail.citations[0])]

    before = shown()
    alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="so")
    accepted = shown()
    undo_redo.undo(watched.desk)

    assert (before, accepted, shown()) == ([["not"], ["not"]], [[], []], [["not"], ["not"]])


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (Status.PUBLISHED, "review"),
        (Status.OPEN, "review"),
        (Status.REVIEW, "review"),
        (Status.REJECTED, "rejected"),
    ],
)
async def test_a_rated_claim_goes_to_review(watched: Watched, status: Status, after: str) -> None:
    alert = await watched.negated()
    if status is Status.REJECTED:
        claims.edit_claim(watched.desk, 1, ClaimEdit(status=status, status_why="not ours"))
    else:
        claims.edit_claim(watched.desk, 1, ClaimEdit(status=status))

    alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="so")

    assert watched.detail.row.status == after


async def test_a_claim_without_a_rating_stays_where_it_is(watched: Watched) -> None:
    alert = await watched.negated()
    claims.edit_claim(watched.desk, 1, ClaimEdit(status=Status.OPEN))
    claims.rate_claim(watched.desk, 1, None, "too early")

    alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="so")

    assert watched.detail.row.status == "open"


async def test_a_difference_without_a_change_of_meaning_is_accepted_without_a_reason(watched: Watched) -> None:
    alert = await watched.change(
        "met on a warm day in the hall of the old town",
        "The council met on a warm day in the hall of the old town, she said.",
        "The council met on a bright day in the hall of the old town, she said.",
    )

    taken = alerts.accept(watched.desk, alert.id)

    assert taken.words == "met on a bright day in the hall of the old town"
    assert (watched.detail.row.status, watched.detail.citations[0].stance) == ("published", "supports")


async def test_an_appearance_has_a_reason_and_no_stance(watched: Watched) -> None:
    alert = await watched.change(
        "prices rose by 3% in May", "We said that prices rose by 3% in May, a record.",
        "We said that prices rose by 8% in May, a record.", Role.APPEARANCE,
    )  # fmt: skip

    with pytest.raises(InputError, match="give its new stance and the reason with --note TEXT"):
        alerts.accept(watched.desk, alert.id)
    with pytest.raises(InputError, match="is an appearance and has no stance"):
        alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="so")
    assert alerts.accept(watched.desk, alert.id, note="so").words == "prices rose by 8% in May"


async def test_a_dismissal_needs_no_reason(watched: Watched) -> None:
    alert = await watched.negated()

    alerts.dismiss(watched.desk, alert.id)

    assert alerts.list_alerts(watched.desk) == []


MEANWHILE: dict[str, Callable[[Desk], object]] = {
    "the claim": lambda desk: claims.rate_claim(desk, 1, "false", "the minutes say no"),
    "the stance": lambda desk: citations.edit_citation(desk, 1, stance=Stance.CONTEXT),
}


@pytest.mark.parametrize("change", MEANWHILE.values(), ids=MEANWHILE)
async def test_a_change_since_the_wording_was_read_is_a_conflict(
    watched: Watched, bob: Desk, change: Callable[[Desk], object]
) -> None:
    alert = await watched.negated()
    seen = alerts.acceptance(watched.desk, alert.id)
    change(bob)

    with pytest.raises(Conflict, match="was changed by bob since it was read"):
        alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="so", seen=seen)
    assert [each.id for each in alerts.list_alerts(watched.desk)] == [alert.id]
    assert watched.detail.citations[0].exact == "agreed to the plan"


async def test_wording_that_was_not_read_is_not_accepted(watched: Watched) -> None:
    alert = await watched.negated()
    seen = alerts.acceptance(watched.desk, alert.id)
    again = "The council has never agreed to the plan on Monday, she said."
    await watched.days(again, again)

    with pytest.raises(InputError, match=r"the page changed again: .* “never agreed to the plan”; read it again"):
        alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="so", seen=seen)


async def test_a_quote_that_was_edited_since_is_not_overwritten(watched: Watched, bob: Desk) -> None:
    alert = await watched.negated()
    citations.edit_citation(bob, 1, exact="on Monday")

    with pytest.raises(InputError, match="the quote of citation 1 was edited after alert 1 was opened"):
        alerts.accept(watched.desk, alert.id, stance=Stance.REFUTES, note="so")
    assert watched.detail.citations[0].exact == "on Monday"


CASES = [
    ("agreed to the plan", "It agreed to the plan.", "It is not true that it agreed to the plan."),
    ("approved by the board", "The deal was approved by the board.", "No deal was approved by the board."),
    ("the parties agreed to meet", "Then the parties agreed to meet.", "She denied that the parties agreed to meet."),
    ("rose by 3.5 per cent in May", "It rose by 3.5 per cent in May.", "It rose by 13.5 per cent in May."),
    ("The bank will pay the whole fine", "The bank will pay the whole fine.", "The bank could pay the whole fine."),
    ("was closed on Monday by Ann Lee", "It was closed on Monday by Ann Lee.", "It was closed on Monday by Bob Lee."),
    ("talks were held in the capital", "The talks were held in the capital.",
     "The talks were, as nobody had expected them to be, held in the capital."),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "page_before", "page_after"), CASES, ids=[case[0] for case in CASES])
async def test_the_accepted_phrase_has_every_difference_and_is_exact_at_the_next_check(
    watched: Watched, quote: str, page_before: str, page_after: str
) -> None:
    alert = await watched.change(quote, page_before, page_after)

    seen = alerts.acceptance(watched.desk, alert.id)
    taken = alerts.accept(watched.desk, alert.id, stance=Stance.CONTEXT, note="so", seen=seen)

    assert seen.changes
    assert all(each["found"] in taken.words for each in alert.detail["diff"])
    assert taken.words in page_after
    assert await watched.days(page_after, page_after) == []
    assert watched.detail.citations[0].quote_state == "exact"
