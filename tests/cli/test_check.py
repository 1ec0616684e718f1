"""``check``: links and quotes judged without a database."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.web import Web, answer, article

RESULT = set(
    "id url link reason http_status final_url redirects content_type bytes payload_digest title language elapsed_ms "
    "checked_at quote match diff error".split()
)
STORY = article("Officials said that prices rose by 3% in May, a record.", title="Inflation")


def lines(requests: Iterable[object]) -> str:
    return "".join(json.dumps(request) + "\n" for request in requests)


def test_a_result_has_the_keys_of_the_contract(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    result = cli.done("check", web.url("/a"), "--quote", "prices rose by 3%", "--json").json

    assert result.keys() >= RESULT
    assert result["match"].keys() == {"start", "end", "text", "score"}


def test_a_page_with_its_quote_needs_nobody(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    checked = cli("check", web.url("/a"), "--quote", "prices rose by 3%", "--json")

    result = checked.json
    assert checked.status == 0
    assert (result["url"], result["final_url"], result["redirects"]) == (web.url("/a"), web.url("/a"), [])
    assert (result["link"], result["reason"], result["http_status"]) == ("ok", "http-200", 200)
    assert (result["quote"], result["match"]["text"], result["diff"]) == ("exact", "prices rose by 3%", [])
    assert (result["title"], result["language"], result["error"]) == ("Inflation", "en", None)
    assert result["payload_digest"].startswith("sha256:")
    assert result["content_type"].startswith("text/html")
    assert result["bytes"] == len(STORY.encode())
    assert result["checked_at"].endswith("Z")
    assert isinstance(result["elapsed_ms"], int)


def test_without_a_quote_the_outcome_of_the_quote_is_null(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    result = cli.done("check", web.url("/a"), "--json").json

    assert (result["quote"], result["match"], result["diff"]) == (None, None, [])


@pytest.mark.parametrize(
    ("quote", "outcome"),
    [("prices rose by 8% in May", "altered"), ("nobody was hurt in the fire at the mill", "missing")],
)
def test_a_missing_quote_needs_a_person(cli: Cli, web: Web, quote: str, outcome: str) -> None:
    web["/a"] = answer(STORY)

    checked = cli("check", web.url("/a"), "--quote", quote, "--json")

    assert (checked.status, checked.json["link"], checked.json["quote"]) == (1, "ok", outcome)
    assert bool(checked.json["diff"]) == (outcome == "altered")


@pytest.mark.parametrize(
    ("raw", "link", "status"),
    [
        (answer("<h1>Not found</h1>", status="404 Not Found"), "dead", 404),
        (answer("<h1>Gone</h1>", status="410 Gone"), "dead", 410),
        (answer("<h1>Sign in</h1>", status="403 Forbidden"), "blocked", 403),
        (answer("<h1>Oops</h1>", status="503 Service Unavailable"), "unreachable", 503),
    ],
)
def test_a_lost_page_needs_a_person(cli: Cli, web: Web, raw: bytes, link: str, status: int) -> None:
    web["/a"] = raw

    checked = cli("check", web.url("/a"), "--json")

    assert (checked.status, checked.json["link"], checked.json["http_status"]) == (1, link, status)


def test_a_page_that_moved_with_its_quote_needs_nobody(cli: Cli, web: Web) -> None:
    web["/old"] = answer("", status="301 Moved Permanently", headers=(f"Location: {web.url('/new')}",))
    web["/new"] = answer(STORY)

    result = cli.done("check", web.url("/old"), "--quote", "prices rose by 3%", "--json").json

    assert (result["link"], result["quote"], result["final_url"]) == ("moved", "exact", web.url("/new"))
    assert len(result["redirects"]) == 1


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ({"quote": "Der Minister sagte, dass die Brücke nicht sicher ist"}, "de,en;q=0.9,*;q=0.1"),
        ({"quote": "3%", "language": "fr"}, "fr,en;q=0.9,*;q=0.1"),
        ({}, "en;q=0.9,*;q=0.5"),
    ],
)
def test_a_page_is_requested_in_the_language_of_its_quote(
    cli: Cli, web: Web, tmp_path: Path, line: dict[str, str], asked: str
) -> None:
    web["/a"] = answer(STORY)
    given = tmp_path / "links.jsonl"
    given.write_text(json.dumps({"url": web.url("/a"), **line}), encoding="utf-8")

    cli("check", "--from", str(given), "--json")

    assert web.sent(0, "accept-language") == asked


def test_the_language_to_ask_for_can_be_given(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    cli("check", web.url("/a"), "--lang", "pt-BR", "--json")
    refused = cli("check", "--from", "-", "--lang", "fr")

    assert web.sent(0, "accept-language") == "pt-BR,pt;q=0.9,en;q=0.85,*;q=0.1"
    assert refused.status == 2


def test_a_text_fragment_is_a_quote(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    result = cli.done("check", web.url("/a#:~:text=prices%20rose%20by%203%25"), "--json").json

    assert result["quote"] == "exact"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "http://ana:secret@news.example/"])
def test_the_address_policy_refuses_and_says_so(cli: Cli, address: str) -> None:
    checked = cli("check", address, "--json")

    assert (checked.status, checked.json["link"], checked.json["http_status"]) == (1, "refused", None)
    assert checked.json["error"]


def test_a_private_address_is_refused_and_not_contacted(cli: Cli, web: Web) -> None:
    cli.set(verify__allow_private="false")

    checked = cli("check", web.url("/a"), "--json")

    assert (checked.status, checked.json["link"], checked.json["reason"]) == (1, "refused", "private-address")
    assert "verify.allow_private" in checked.json["error"]
    assert web.asked == []


def test_a_list_is_addresses_or_json_lines_each_answered_by_its_id(cli: Cli, web: Web, tmp_path: Path) -> None:
    web["/a"] = answer(STORY)
    requests = [
        {
            "id": "first",
            "url": web.url("/a"),
            "quote": "prices rose by 3%",
            "prefix": "said that ",
            "suffix": " in May",
        },
        {"id": 7, "url": web.url("/a"), "quote": "prices rose by 8% in May"},
    ]
    path = tmp_path / "links.txt"
    path.write_text(f"# the links\n\n{lines(requests)}{web.url('/gone')}\n")

    checked = cli("check", "--from", path, "--json")

    results = {result["id"]: result for result in checked.lines}
    assert checked.status == 1
    assert all(result.keys() >= RESULT for result in results.values())
    assert {id_: (result["link"], result["quote"]) for id_, result in results.items()} == {
        "first": ("ok", "exact"),
        7: ("ok", "altered"),
        5: ("dead", None),
    }


def test_an_address_is_fetched_once_however_many_lines_name_it(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)
    quotes = ("prices rose", "a record", "in May")

    checked = cli.done(
        "check", "--from", "-", "--json", stdin=lines({"url": web.url("/a"), "quote": quote} for quote in quotes)
    )

    assert [result["quote"] for result in checked.lines] == ["exact"] * 3
    assert web.asked.count("/a") == 1


def test_a_dash_is_stdin(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    checked = cli.done("check", "--from", "-", "--json", stdin=web.url("/a") + "\n")

    assert [result["link"] for result in checked.lines] == ["ok"]


@pytest.mark.parametrize(
    "line",
    [
        '{"url": ',
        '{"quote": "no address"}',
        '{"url": 5}',
        '{"url": "https://news.example/", "quote": 5}',
        '{"url": "https://news.example/", "prefix": "before nothing"}',
        '{"url": "https://news.example/", "quote": "…"}',
        "[" * 100_000,
    ],
)
def test_a_broken_line_is_reported_and_the_others_are_checked(cli: Cli, web: Web, line: str) -> None:
    web["/a"] = answer(STORY)

    checked = cli("check", "--from", "-", "--json", stdin=f"{line}\n{web.url('/a')}\n")

    broken, fine = sorted(checked.lines, key=lambda result: result["link"] == "ok")
    assert checked.status == 1
    assert broken["error"]
    assert fine["link"] == "ok"


def test_an_address_without_words_in_its_fragment_is_checked_without_a_quote(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)
    fragments = ("%2C%2C", "%E2%80%A6", "-", "")

    checked = cli.done(
        "check", "--from", "-", "--json", stdin="\n".join(f"{web.url('/a')}#:~:text={f}" for f in fragments)
    )

    assert [(result["link"], result["quote"]) for result in checked.lines] == [("ok", None)] * 4


def test_each_wrong_line_is_answered_with_its_problem(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)
    url = web.url("/a")
    given: list[bytes] = [
        b'{"id": "cut", "url": ',
        b'{"id": "none"}',
        b'{"id": "kind", "url": ["https://news.example/"]}',
        json.dumps({"id": "prefix", "url": url, "prefix": "said that"}).encode(),
        json.dumps({"id": "marks", "url": url, "quote": "?! …"}).encode(),
        json.dumps({"id": "empty", "url": url, "quote": ""}).encode(),
        json.dumps({"id": "long", "url": url, "quote": "a" * 1_000_000}).encode(),
        json.dumps({"id": "lone", "url": url, "quote": "\ud800"}).encode(),
        b'{"id": NaN, "url": "https://news.example/"}',
        "Zoë".encode("cp1252"),
        b"x" * 2_500_000,
    ]

    checked = cli("check", "--from", "-", "--json", stdin=b"\n".join([*given, url.encode()]))

    *broken, fine = checked.lines
    assert checked.status == 1
    assert (fine["id"], fine["link"]) == (12, "ok")
    assert [result["line"] for result in broken] == list(range(1, 12))
    assert all(result.keys() >= RESULT and result["error"] and result["link"] is None for result in broken)
    named = {result["id"]: result["error"] for result in broken if result["id"]}
    assert named.keys() >= {"none", "kind", "prefix", "marks", "empty", "long", "lone"}
    assert "50,000 are allowed" in named["long"]
    assert "not UTF-8" in broken[9]["error"]
    assert "2,000,000 bytes" in broken[10]["error"]


def test_quotes_of_one_character_and_of_fifty_thousand_are_looked_for(cli: Cli, web: Web) -> None:
    words = " ".join(f"word{number}" for number in range(5_000))[:49_000].rpartition(" ")[0]
    web["/a"] = answer(article(f"Officials said {words} and 7 more."))
    asked = [{"id": quote[:5], "url": web.url("/a"), "quote": quote} for quote in ("7", "q", words)]

    checked = cli("check", "--from", "-", "--json", stdin=lines(asked))

    assert {result["id"]: result["quote"] for result in checked.lines} == {
        "7": "exact",
        "q": "missing",
        "word0": "exact",
    }


def test_a_list_as_windows_writes_it_is_read(cli: Cli, web: Web, tmp_path: Path) -> None:
    web["/a"] = answer(STORY)
    path = tmp_path / "links.txt"
    path.write_bytes(b"\xef\xbb\xbf" + lines([{"id": "a", "url": web.url("/a"), "more": [1]}]).encode() + b"\r\n")
    path.write_bytes(path.read_bytes().replace(b"}\n", b"}\r\n") + web.url("/a").encode() + b"\r\n")

    checked = cli.done("check", "--from", path, "--json")

    assert sorted(str(result["id"]) for result in checked.lines) == ["3", "a"]


def test_line_separators_within_a_quote_end_no_line(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)
    line = json.dumps({"url": web.url("/a"), "quote": "prices\u2028rose\x85by 3%"}, ensure_ascii=False)

    assert [result["quote"] for result in cli.done("check", "--from", "-", "--json", stdin=line).lines] == ["exact"]


@pytest.mark.parametrize("content", [b"{\n", "Zoë\n".encode("cp1252"), b'{"url": 5}\n{"quote": "x"}\n'])
def test_a_list_without_a_usable_line_is_wrong(cli: Cli, content: bytes) -> None:
    checked = cli("check", "--from", "-", "--json", stdin=content)

    assert checked.status == 2
    assert all(result["error"] for result in checked.lines)


def test_a_list_in_utf_16_is_refused_by_name(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "links.txt"
    path.write_text("https://news.example/\n", encoding="utf-16")

    checked = cli("check", "--from", path, "--json")

    assert (checked.status, checked.out) == (2, "")
    assert f"{path} is UTF-16" in checked.err


@pytest.mark.parametrize("words", [(), ("https://news.example/", "--from", "x"), ("--from", "nowhere.txt")])
def test_check_takes_either_an_address_or_a_list(cli: Cli, words: tuple[str, ...]) -> None:
    checked = cli("check", *words)

    assert (checked.status, checked.out, checked.err.count("\n")) == (2, "", 1)


def test_a_quote_beside_a_list_is_wrong(cli: Cli) -> None:
    assert cli("check", "--from", "-", "--quote", "words", stdin="").status == 2


def test_an_empty_list_needs_nobody(cli: Cli) -> None:
    checked = cli("check", "--from", "-", "--json", stdin="")

    assert (checked.status, checked.out) == (0, "")


def test_for_people_each_result_is_a_line_with_its_differences(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    checked = cli("check", web.url("/a"), "--quote", "prices rose by 8% in May")

    first, difference = checked.out.splitlines()
    assert first.split() == ["ok", "altered", web.url("/a")]
    assert "“8%” became “3%”" in difference


def test_an_explanation_is_printed_under_its_result(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    explained = cli.done("check", web.url("/a"), "--quote", "prices rose", "--explain")

    result, *path = explained.out.splitlines()
    assert result.startswith("ok")
    assert path
    assert all(sentence.startswith("    ") for sentence in path)
    assert explained.err == ""


def test_an_explanation_is_printed_on_stderr_beside_json(cli: Cli, web: Web) -> None:
    web["/a"] = answer(STORY)

    plain = cli.done("check", web.url("/a"), "--json")
    explained = cli.done("check", web.url("/a"), "--json", "--explain")

    assert plain.err == ""
    assert explained.err
    assert explained.json["link"] == "ok"
    assert [f"    {sentence}" for sentence in explained.json["trace"]] == explained.err.splitlines()


def test_check_creates_no_database(cli: Cli, web: Web, tmp_path: Path) -> None:
    cli.set(db=tmp_path / "never.db")
    web["/a"] = answer(STORY)

    cli.done("check", web.url("/a"))

    assert not (tmp_path / "never.db").exists()


@pytest.mark.parametrize("words", [(), ("--json",), ("--explain",), ("--json", "--explain")])
def test_a_password_in_an_address_is_not_printed(cli: Cli, words: tuple[str, ...]) -> None:
    lines = [{"url": "https://ana:s3cret@news.example/a", "prefix": "x"}, {"url": "ana:s3cret@news.example"}]

    ran = [
        cli("check", "http://ana:s3cret@news.example/a", *words),
        cli("check", "--from", "-", *words, stdin="\n".join(map(json.dumps, lines))),
    ]

    assert ran[0].status == 1
    assert "http://***@news.example/a" in ran[0].out
    assert not any("s3cret" in each.out + each.err for each in ran)
