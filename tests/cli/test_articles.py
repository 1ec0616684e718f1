"""``spot`` and ``ingest``: from an article to claims in the inbox."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.support.web import Web, answer, article

SENTENCES = (
    "The ministry spent 12 million euros on the bridge in 2023, according to the court of auditors.",
    "Unemployment in the region fell to 5.2 percent in 2023, according to the statistics office.",
    "The town counted 41,000 visitors in 2022, three times as many as in 2019.",
)
KEYS = [
    "rank", "score", "kind", "reasons", "text", "start", "end", "standalone", "speaker", "date_from", "date_to", "language",
    "contradicts",
]  # fmt: skip
"""Keys of a statement that others script against."""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text("\n\n".join(SENTENCES) + "\n", encoding="utf-8")
    return path


def texts(lines: list[Any]) -> set[str]:
    return {line["text"] for line in lines if "text" in line}


def test_spot_prints_each_statement_with_its_place_in_the_reading(cli: Cli, story: Path) -> None:
    reading = cli.done("spot", story, "--reading").out
    lines = cli.done("spot", story, "--json").lines

    assert reading == story.read_text(encoding="utf-8")
    assert set(SENTENCES) <= texts(lines)
    assert [line["rank"] for line in lines] == list(range(1, len(lines) + 1))
    assert [line["score"] for line in lines] == sorted((line["score"] for line in lines), reverse=True)
    for line in lines:
        assert list(line)[: len(KEYS)] == KEYS
        assert line["text"] == reading[line["start"] : line["end"]]


@pytest.fixture
def no_desk(cli: Cli, tmp_path: Path) -> Cli:
    """The command line where there is no database yet."""
    db = tmp_path / "none" / "desk.db"
    cli.set(db=db)
    return replace(cli, db=db)


def test_spot_writes_nothing_and_needs_no_database(no_desk: Cli, story: Path) -> None:
    no_desk.done("spot", story)

    assert not no_desk.db.parent.exists()


@pytest.mark.process
def test_the_reading_of_a_text_file_is_the_file_byte_by_byte(cli: Cli, program: Any, tmp_path: Path) -> None:
    content = "\ufeffÀ 5\u00a0%.\r\n\r\nLe prix a augmenté de 5,2\u202f% en 2023, selon l’Insee.\n\n ".encode()
    path = tmp_path / "prix.txt"
    path.write_bytes(content)

    printed = tmp_path / "printed"
    with printed.open("wb") as stdout, program("spot", str(path), "--reading", stdout=stdout) as running:
        assert running.wait() == 0

    assert printed.read_bytes() == content


def test_ingest_files_what_scores_enough_and_again_adds_nothing(cli: Cli, story: Path) -> None:
    first = cli.done("ingest", story, "--json").lines
    before = cli.everything()
    second = cli.done("ingest", story, "--json").lines

    *statements, total = first
    assert {line["result"] for line in statements} == {"added"}
    assert total["added"] == len(statements) >= 3
    assert total["article"]["url"] is None
    assert {line["result"] for line in second[:-1]} == {"known"}
    assert second[-1]["added"] == 0
    assert cli.everything() == before
    assert [line["claim_id"] for line in statements] == [line["claim_id"] for line in second[:-1]]


def test_ingest_of_an_address_captures_the_page_and_finds_every_quote(cli: Cli, web: Web) -> None:
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))

    ran = cli.done("ingest", web.url("/story?utm_source=mail"), "--json")

    total = ran.lines[-1]
    assert total["link"] == "ok"
    assert total["quotes"] == {"exact": total["added"]}
    assert web.asked == ["/story"]
    shown = cli.done("show", ran.lines[0]["claim_id"], "--json").json
    (cited,) = shown["citations"]
    assert (cited["role"], cited["url"], cited["quote"]) == ("appearance", web.url("/story"), ran.lines[0]["text"])
    assert shown["claimant"]
    assert shown["status"] == "inbox"
    assert len(cli.done("captures", "list", "--json").lines) == 1


def test_one_undo_takes_an_ingest_back(cli: Cli, story: Path) -> None:
    cli.done("ingest", story)

    undone = cli.done("undo")

    assert "undone: ingested" in undone.out
    assert cli.done("list", "--json").json == []
    assert cli.done("ingest", story, "--json").lines[-1]["added"] >= 3


def test_what_an_undo_would_not_revert_is_not_called_an_ingest_to_undo(cli: Cli, story: Path) -> None:
    words = cli.done("spot", story, "--json").lines[0]["text"]
    cli.done("add", words)

    ran = cli.done("ingest", story, "--top", 1)

    assert f"claim 1 says this already: {words[:40]}" in ran.out
    assert "appearance" not in ran.out
    assert "undo" not in ran.err


@pytest.mark.parametrize(
    ("options", "count"), [(("--top", 1), 1), (("--top", 2), 2), (("--min-score", 1), 0), (("--all",), None)]
)
def test_the_statements_to_file_can_be_chosen(
    cli: Cli, story: Path, options: tuple[object, ...], count: int | None
) -> None:
    total = cli.done("ingest", story, "--json", *options).lines[-1]

    assert total["added"] == count or (count is None and total["left_out"] == 0)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ingest", "story.txt", "--top", 2, "--all"), "give one of --top, --min-score and --all"),
        (("spot", "story.txt", "--reading", "--json"), "--reading prints a text, not JSON"),
        (("spot", "missing.txt"), "missing.txt cannot be read: No such file"),
        (("spot", "."), ". cannot be read: Is a directory"),
        (("spot", "https://news.example/", "--url", "https://news.example/"), "leave --url out"),
        (("spot", "-", "--url", "news.example"), "has no scheme"),
        (("spot", "-", "--lang", "english!"), "'english!' is not a language tag"),
        (("ingest", "-", "--url", "ftp://news.example/"), "is not http or https"),
    ],
)
def test_a_call_that_is_wrong_is_refused(no_desk: Cli, words: tuple[object, ...], message: str) -> None:
    ran = no_desk(*words, stdin=SENTENCES[0])

    assert ran.status == 2
    assert message in ran.err
    assert not no_desk.db.parent.exists()


def test_a_private_address_is_refused(cli: Cli, web: Web) -> None:
    cli.set(verify__allow_private="false")

    for words in (("spot", web.url("/story")), ("ingest", "-", "--url", "http://127.0.0.1/")):
        ran = cli(*words, stdin=SENTENCES[0])
        assert ran.status == 2
        assert "is not on the public internet; set verify.allow_private if you mean it" in ran.err
    assert web.asked == []


@pytest.mark.parametrize("command", ["spot", "ingest"])
def test_a_page_that_cannot_be_read_is_named_with_its_reason(no_desk: Cli, web: Web, command: str) -> None:
    web["/gone"] = answer("<h1>Gone</h1>", status="410 Gone")

    ran = no_desk(command, web.url("/gone"))

    assert ran.status == 1
    assert f"{web.url('/gone')} cannot be read: link dead (http-410)" in ran.err
    assert ran.out == ""
    assert not no_desk.db.parent.exists()


def test_hostile_text_is_printed_harmlessly(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(
        f"\x1b[31m{SENTENCES[0]}\x1b]0;title\x07 \u202eIt cost 12 million euros in 2023.\n", encoding="utf-8"
    )

    for words in (("spot", path), ("ingest", path, "--all")):
        ran = cli.done(*words)
        assert "\x1b" not in ran.out + ran.err
        assert "\u202e" not in ran.out + ran.err


def test_what_was_found_out_is_shown_with_where_it_was_found(cli: Cli, web: Web) -> None:
    data = {
        "@type": "NewsArticle",
        "headline": "The bridge",
        "datePublished": "2024-05-31",
        "author": {"name": "Ana Sousa"},
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
    web["/story"] = answer(article(*SENTENCES, title="The bridge").replace("</head>", head))

    err = cli.done("spot", web.url("/story")).err.splitlines()

    assert "title     The bridge (JSON-LD)" in err
    assert "author    Ana Sousa (JSON-LD)" in err
    assert "published 2024-05-31 (JSON-LD)" in err
    assert "language  en (<html lang>)" in err
    assert f"address   {web.url('/story')}" in err


def test_standard_input_can_be_given_an_address(cli: Cli) -> None:
    ran = cli.done(
        "ingest", "-", "--url", "https://news.example/story?utm_source=x", "--json", stdin="\n\n".join(SENTENCES)
    )

    assert ran.lines[-1]["article"]["url"] == "https://news.example/story"
    assert "the source is due: factcheck verify checks and captures it" in ran.err


@pytest.mark.process
def test_two_ingests_at_once_file_each_statement_once(cli: Cli, program: Any, story: Path) -> None:
    running = [program("ingest", str(story), "--all", "--json") for _ in range(3)]
    totals = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running]

    filed = [total["added"] for total in totals]
    assert [each.returncode for each in running] == [0] * 3
    assert sorted(filed)[:2] == [0, 0]
    assert len(cli.done("list", "--json").json) == max(filed)


def test_claims_are_stored_even_if_the_page_cannot_be_captured(cli: Cli, web: Web) -> None:
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))
    cli.set(desk__min_free_bytes=10**18)

    ran = cli("ingest", web.url("/story"), "--json")

    assert ran.status == 3
    assert "the claims are stored, and their source is due" in ran.err
    cli.set(desk__min_free_bytes=0)
    assert len(cli.done("list", "--json").json) == len(ran.lines)
    assert cli.done("verify", "--json").lines[-1]["run"]["checked"] == 1


def test_a_text_without_full_stops_is_filed_in_parts(cli: Cli) -> None:
    text = "The town counted 12 boats and " * 500
    ran = cli.done("ingest", "-", "--all", "--json", stdin=f"{SENTENCES[0]}\n\n{text}.")

    parts = [line["text"] for line in sorted(ran.lines[:-1], key=lambda line: line["start"])]
    assert parts[0] == SENTENCES[0]
    assert len(set(parts[1:])) > 1
    assert all(len(part) <= 1_200 for part in parts)


def test_a_claim_that_differs_in_a_figure_is_shown_with_the_figure(cli: Cli, story: Path) -> None:
    cli.done("ingest", story)
    twin = SENTENCES[1].replace("5.2", "2.5")

    ran = cli.done("ingest", "-", stdin=twin)
    again = cli.done("undo") and cli.done("ingest", "-", "--json", stdin=twin)

    assert "nearly the same, but another number: 2.5 percent / 5.2 percent" in ran.out
    assert SENTENCES[1] in ran.out
    match = again.lines[0]["matches"][0]
    assert (match["relation"], match["text"]) == ("twin", SENTENCES[1])
    assert match["differs"] == [{"kind": "number", "query": "2.5 percent", "claim": "5.2 percent"}]


def test_a_claim_of_an_article_without_an_address_names_its_place(cli: Cli, story: Path) -> None:
    first = cli.done("ingest", story, "--top", "1", "--json").lines[0]
    shown = cli.done("show", first["claim_id"])
    (statement,) = cli.done("show", first["claim_id"], "--json").json["statements"]

    assert f"[{first['start']}:{first['end']}], no address" in shown.out
    assert f"[{first['start']}:{first['end']}], no address" in cli.done("show", first["claim_id"], "--plain").out
    assert (statement["start"], statement["end"], statement["url"]) == (first["start"], first["end"], None)
    assert statement["digest"].startswith("sha256:")
