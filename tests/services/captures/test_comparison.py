"""Comparison of two stored versions of a page, and of a quote in them."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from factcheck.errors import NotFound
from factcheck.models import CitationCheck
from factcheck.services.captures.comparison import Comparison, Label, compare_versions
from factcheck.services.captures.reader import Subject, SubjectKind
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.verifier.text_diff.word_diff import Change
from tests.conftest import Clock
from tests.support.web import Web, answer, article

QUOTE = "prices rose by 3% in May"
BEFORE = article("One word before the others.", f"Officials said that {QUOTE}, a record.", "A word after.")
CASES = {
    Label.EXACT: article("Another word before the others.", f"Officials said that {QUOTE}, a record.", "A word after."),
    Label.ALTERED: article(
        "Another word before the others.", "Officials said that prices rose by 8% in May, a record.", "A word after."
    ),
    Label.REMOVED: article("Another word before the others.", "Officials were not to be reached.", "A word after."),
    Label.DISPLACED: article(
        "Another word before the others.",
        "Officials were not to be reached.",
        extra=f"<section id='comments' class='comments'><h2>Comments</h2><p>Yesterday: {QUOTE}, a record.</p></section>",
    ),
}
CITATION = Subject(SubjectKind.CITATION, 1)


async def looks(desk: Desk, settings: Settings, web: Web, clock: Clock, *pages: str, status: str = "200 OK") -> None:
    for page in pages:
        web["/a"] = answer(page, status=status)
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass
        clock.pass_(days=1)


@pytest.fixture
def cited(desk: Desk, web: Web) -> int:
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    return citations.cite(desk, claim, web.url("/a"), quote=QUOTE).citation_id


def words(found: Comparison, change: Change) -> list[str]:
    return [piece.text.strip() for hunk in found.ordered() for piece in hunk.pieces if piece.change is change]


@pytest.mark.parametrize("judged", [True, False], ids=["as it was judged", "found anew"])
@pytest.mark.parametrize("label", [Label.EXACT, Label.ALTERED, Label.REMOVED])
async def test_the_quote_is_anchored_and_labelled(
    desk: Desk, settings: Settings, web: Web, clock: Clock, cited: int, label: Label, judged: bool
) -> None:
    await looks(desk, settings, web, clock, BEFORE, CASES[label])
    if not judged:  # as for a citation that is younger than the versions
        with desk.write() as session:
            session.execute(sa.delete(CitationCheck).where(col(CitationCheck.citation_id) == cited))
            session.commit()

    found = compare_versions(desk, CITATION)

    assert found.before.anchor and found.after.anchor
    assert (found.before.anchor.label, found.before.anchor.text) == (Label.EXACT, QUOTE)
    assert found.after.anchor.label is label
    if label is Label.ALTERED:
        assert found.after.anchor.text == "prices rose by 8% in May"
        assert [each["found"] for each in found.after.anchor.diff] == ["8%"] or found.after.anchor.diff


async def test_words_that_moved_into_the_comments_are_displaced(
    desk: Desk, settings: Settings, web: Web, clock: Clock, cited: int
) -> None:
    await looks(desk, settings, web, clock, BEFORE, CASES[Label.DISPLACED])

    found = compare_versions(desk, CITATION)

    assert found.after.anchor and found.after.anchor.label is Label.DISPLACED


async def test_changes_around_the_quote_come_first(
    desk: Desk, settings: Settings, web: Web, clock: Clock, cited: int
) -> None:
    await looks(desk, settings, web, clock, BEFORE, CASES[Label.ALTERED])

    found = compare_versions(desk, CITATION)
    first, *others = found.ordered()

    assert found.at_quote(first) and not any(map(found.at_quote, others))
    assert [piece.text.strip() for piece in first.pieces if piece.change is not Change.SAME] == ["3", "8"]


async def test_a_citation_is_compared_from_the_version_that_last_had_its_words(
    desk: Desk, settings: Settings, web: Web, clock: Clock, cited: int
) -> None:
    await looks(desk, settings, web, clock, BEFORE, CASES[Label.EXACT], CASES[Label.ALTERED], CASES[Label.REMOVED])

    found = compare_versions(desk, CITATION)
    of_the_source = compare_versions(desk, Subject(SubjectKind.URL, url=web.url("/a")))

    assert (found.before.check_id, found.after.check_id) == (2, 4)
    assert (of_the_source.before.check_id, of_the_source.after.check_id) == (3, 4)
    assert of_the_source.quote is None


async def test_a_notice_instead_of_the_page_is_not_a_version_of_it(
    desk: Desk, settings: Settings, web: Web, clock: Clock, cited: int
) -> None:
    await looks(desk, settings, web, clock, BEFORE, CASES[Label.EXACT])
    await looks(desk, settings, web, clock, article("Not found"), status="404 Not Found")

    assert compare_versions(desk, CITATION).after.check_id == 2


async def test_any_two_checks_can_be_compared_by_their_versions(
    desk: Desk, settings: Settings, web: Web, clock: Clock, cited: int
) -> None:
    await looks(desk, settings, web, clock, BEFORE, BEFORE, CASES[Label.ALTERED])

    found = compare_versions(desk, CITATION, from_check=3, to_check=2)

    assert (found.before.check_id, found.after.check_id) == (3, 1)
    assert words(found, Change.NEW) == ["3", "One"]


@pytest.mark.parametrize(
    ("subject", "checks", "complaint"),
    [
        (CITATION, {}, "1 stored version"),
        (Subject(SubjectKind.CITATION, 9), {}, "no citation 9"),
        (Subject(SubjectKind.SOURCE, 2**70), {}, "no source"),
        (Subject(SubjectKind.URL, url="http://site.example/none"), {}, "no source at"),
        (CITATION, {"from_check": 9, "to_check": 1}, "check 9 does not belong to source 1"),
    ],
)
async def test_versions_that_cannot_be_compared_are_named(
    desk: Desk,
    settings: Settings,
    web: Web,
    clock: Clock,
    cited: int,
    subject: Subject,
    checks: dict[str, int],
    complaint: str,
) -> None:
    await looks(desk, settings, web, clock, BEFORE)

    with pytest.raises(NotFound, match=complaint):
        compare_versions(desk, subject, **checks)
