"""Any sequence of merges, splits, edits and undos keeps every citation once, and a log that tells all of it."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from factcheck.errors import InputError
from factcheck.models import Citation, Claim, Note
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import citations, claims, duplicates, undo_redo
from factcheck.services.operations.integrity import check_integrity
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.store.log_audit import BLOCK_CLAIMS
from factcheck.vocabulary import Stance

pytestmark = pytest.mark.corpus

CLAIMS = (1, BLOCK_CLAIMS, 2 * BLOCK_CLAIMS + 1)
"""Claims of three blocks of the log's audit."""
TAGS = {number: (f"of-{number}", "all") for number in CLAIMS[:2]}
one = st.sampled_from(CLAIMS)
STEPS = st.one_of(
    *[st.tuples(st.just("merge"), one, one)] * 4,
    *[st.tuples(st.just("split"), one, one)] * 4,
    st.tuples(st.just("cite"), one, st.integers(0, 1)),
    st.tuples(st.just("note"), one, one),
    st.tuples(st.just("edit"), st.integers(1, 8), st.integers(0, 2)),
    st.tuples(st.just("withdraw"), st.integers(1, 8), one),
    st.tuples(st.just("undo"), one, one),
    st.tuples(st.just("redo"), one, one),
)


@pytest.fixture(scope="module")
def wide_desk(empty_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with enough claims that the audit reads them in three blocks; made once, to be copied."""
    path = tmp_path_factory.mktemp("wide") / "desk.db"
    shutil.copy(empty_desk, path)
    with open_desk(Settings(db=str(path), actor="ana")) as desk, desk.write() as session:
        for number in range(1, CLAIMS[-1] + 1):
            new = claims.NewClaim(text=f"Claim {number}", tags=TAGS.get(number, ()))
            claims.make_claim(session, "ana", new, desk.clock())
        session.commit()
    return path


@contextmanager
def copy_of(path: Path) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(path, copy := Path(folder) / "desk.db")
        with open_desk(Settings(db=str(copy), actor="ana")) as desk:
            yield desk


@dataclass
class Model:
    """What each citation and note was made for, and which words were edited since."""

    homes: dict[str, int] = field(default_factory=dict)
    touched: set[str | None] = field(default_factory=set)

    def act(self, desk: Desk, step: str, first: int, second: int) -> None:
        """Do a step; one that is refused changes nothing."""
        with suppress(InputError):
            if step == "merge":
                duplicates.merge(desk, first, second)
            elif step == "split":
                duplicates.split(desk, first)
            elif step == "cite":
                cited = citations.cite(desk, first, "https://news.example/a", quote=f"words {second}")
                self.homes[f"citation:{cited.citation_id}"] = first
            elif step == "note":
                self.homes[f"note:{claims.add_note(desk, first, 'A note')}"] = first
            elif step == "edit":
                self.touched.add(self._words(desk, first))
                citations.edit_citation(desk, first, stance=list(Stance)[second])
            elif step == "withdraw":
                self.touched.add(self._words(desk, first))
                citations.withdraw_citation(desk, first)
            elif step == "undo":
                if undo_redo.undo(desk).action.startswith("citation."):
                    self.touched |= {"words 0", "words 1"}
            else:
                undo_redo.redo(desk)

    def _words(self, desk: Desk, citation_id: int) -> str | None:
        with desk.read() as session:
            row = session.get(Citation, citation_id)
            return row.exact if row else None

    def check(self, desk: Desk) -> None:
        """Every row is there once, at its claim or one that has it; what nobody edited is shown once."""
        with desk.read() as session:
            into = {row.id: row.merged_into for row in session.exec(select(Claim)) if row.id in CLAIMS}
            cited = session.exec(select(Citation)).all()
            noted = session.exec(select(Note)).all()
            tags = {row.id: set(row.tags) for row in queries.claim_rows(session, CLAIMS)}
        paths = {number: list(path_of(number, into)) for number in CLAIMS}
        for number in CLAIMS:
            merged = [each for each in CLAIMS if number in paths[each]]
            assert tags[number] == {tag for each in merged for tag in TAGS.get(each, ())}
        rows: list[Citation | Note] = [*cited, *noted]
        assert {f"{row.__tablename__}:{row.id}" for row in rows} == self.homes.keys()
        for row in rows:
            home = self.homes[f"{row.__tablename__}:{row.id}"]
            assert row.claim_id in paths[home]
            assert row.merged_from == (None if row.claim_id == home else home)
            if isinstance(row, Note) or row.withdrawn_at is not None:
                continue
            shown = Counter(
                (other.stance, other.exact)
                for other in cited
                if other.claim_id == paths[home][-1] and other.withdrawn_at is None
            )
            if row.exact not in self.touched:
                assert shown[row.stance, row.exact] == 1


def path_of(number: int, into: dict[int, int | None]) -> Iterator[int]:
    """Yield a claim, the claim that it was merged into, and so on."""
    seen: set[int] = set()
    at: int | None = number
    while at is not None:
        assert at not in seen, "claims are merged in a circle"
        seen.add(at)
        yield at
        at = into[at]


@given(
    st.lists(st.tuples(one, st.integers(0, 1)), min_size=3, max_size=5),
    st.lists(st.tuples(STEPS, st.booleans()), min_size=6, max_size=20),
)
@settings(max_examples=40)
def test_every_citation_is_at_one_claim_and_a_split_returns_it(
    wide_desk: Path, cited: list[tuple[int, int]], steps: list[tuple[tuple[str, int, int], bool]]
) -> None:
    with copy_of(wide_desk) as desk:
        model, bob = Model(), replace(desk, actor="bob")
        for claim_id, number in cited:
            model.act(desk, "cite", claim_id, number)
        for (step, first, second), by_bob in steps:
            model.act(bob if by_bob else desk, step, first, second)
            model.check(desk)
        assert [each.text for each in check_integrity(desk, full=True, save_checkpoint=False).findings()] == []

        for number in CLAIMS:
            with suppress(InputError):
                duplicates.split(desk, number)
        model.check(desk)
        with desk.read() as session:
            places = {f"citation:{row.id}": row.claim_id for row in session.exec(select(Citation))}
        assert places == {name: home for name, home in model.homes.items() if name.startswith("citation:")}
        assert [each.text for each in check_integrity(desk, full=True, save_checkpoint=False).findings()] == []
