"""``archive``: looked for now, told with its verdict; and the settings that say how."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.conftest import Cli
from tests.support.archive import DOWN, LyingArchive
from tests.support.web import Web, answer, article

QUOTE = "prices rose by 3% in May"
PAGE = article(f"Officials said that {QUOTE}, a record.")


@pytest.fixture
def archive(cli: Cli) -> Iterator[LyingArchive]:
    with LyingArchive().serve() as served:
        cli.set(archives__gap=0, archives__url=served.origin)
        yield served


@pytest.fixture
def cited(cli: Cli, web: Web) -> Cli:
    web["/a"] = answer(PAGE)
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--quote", QUOTE)
    return cli


def hold(archive: LyingArchive, web: Web, page: str = PAGE) -> None:
    archive.add(web.url("/a"), datetime.now(UTC) - timedelta(days=1), page.encode())


@pytest.mark.parametrize("by", ["claim", "url"])
def test_a_copy_is_found_and_shown(cited: Cli, web: Web, archive: LyingArchive, by: str) -> None:
    hold(archive, web)

    said = cited.done("archive", 1 if by == "claim" else web.url("/a"))

    assert said.out.startswith(f"found   {web.url('/a')}\n")
    assert "it contains the words; its bytes are those of our own capture" in said.out
    (citation,) = cited.done("show", 1, "--json").json["citations"]
    assert citation["memento"] == citation["mementos"][0]["url"]
    assert (citation["mementos"][0]["verdict"], citation["mementos"][0]["same_bytes"]) == ("confirmed", True)
    assert f"memento {citation['memento']}" in cited.done("show", 1).out


def test_a_known_result_is_printed_without_asking_the_archive(cited: Cli, web: Web, archive: LyingArchive) -> None:
    hold(archive, web)
    first = cited.done("archive", 1, "--json").json
    asked = len(archive.requests)

    again = cited.done("archive", 1, "--json").json

    assert (first["asked"], again["asked"], len(archive.requests)) == (True, False, asked)
    assert again["citations"] == first["citations"]
    assert "(--again asks now)" in cited.done("archive", 1).out
    assert cited.done("archive", 1, "--again", "--json").json["asked"]


@pytest.mark.parametrize("page", [None, article("Something else, on another day.")])
def test_a_look_up_that_finds_no_usable_copy_is_status_1(
    cited: Cli, web: Web, archive: LyingArchive, page: str | None
) -> None:
    if page:
        hold(archive, web, page)

    said = cited("archive", 1)

    assert (said.status, said.err) == (1, "")
    assert said.out.startswith("found" if page else "none")


def test_an_archive_that_is_down_is_status_3(cited: Cli, archive: LyingArchive) -> None:
    archive.lies = [DOWN]

    said = cited("archive", 1)

    assert said.status == 3
    assert "the archive could not be reached: the index of captures: HTTP 503" in said.err
    assert cited.done("show", 1, "--json").json["citations"][0]["link"] == "ok"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("9",), "there is no claim 9"),
        (("https://news.example/other",), "no claim cites https://news.example/other; cite it first"),
        (("word",), "has no scheme"),
        (("1", "--save"), "set archives.access_key and archives.secret_key"),
    ],
)
def test_a_refused_look_up_is_one_line(
    cited: Cli, archive: LyingArchive, words: tuple[str, ...], complaint: str
) -> None:
    said = cited("archive", *words)

    assert (said.status, said.out, archive.requests) == (2, "", [])
    assert complaint in said.err


def test_a_copy_is_made_with_the_users_keys_which_nobody_sees(cited: Cli, web: Web, archive: LyingArchive) -> None:
    archive.keys = "LOW MyAccess:MySecret"
    archive.pages[web.url("/a")] = PAGE.encode()
    cited.set(archives__access_key="MyAccess", archives__secret_key="MySecret")

    said = cited.done("archive", 1, "--save")

    assert said.out.startswith("found")
    doctor = cited("doctor")
    for word in ("MyAccess", "MySecret"):
        assert word not in said.out + said.err + doctor.out + doctor.err + str(cited.everything())


def test_verify_looks_up_copies_where_it_is_switched_on(cited: Cli, web: Web, archive: LyingArchive) -> None:
    hold(archive, web)
    cited.done("verify", "--all")
    assert archive.requests == []

    cited.set(archives__enabled="true")
    lines = cited.done("verify", "--all", "--json").lines

    assert "run" in lines[-1]
    assert cited.done("show", 1, "--json").json["citations"][0]["memento"]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"archives__gap": "-1"}, "the setting archives.gap = '-1' is refused"),
        ({"archives__url": "web.archive.org/web"}, "give an http(s) address without a query"),
        ({"archives__url": "file:///etc/passwd"}, "give an http(s) address without a query"),
        ({"archives__access_key": "TopSecret"}, "give both access_key and secret_key"),
        ({"archives__save_missing": "true"}, "save_missing needs access_key"),
        (
            {
                "archives__access_key": "TopSecret",
                "archives__secret_key": "TopSecret",
                "archives__url": "http://web.archive.example",
            },
            "the keys would be sent in the clear",
        ),
        ({"archives__secret_key": "[TopSecret", "archives__acess_key": "TopSecret"}, "there is no setting"),
    ],
)
def test_contradictory_settings_are_refused_without_showing_a_key(
    cli: Cli, given: dict[str, str], complaint: str
) -> None:
    cli.set(**given)

    said = cli("list")

    assert said.status == 2
    assert complaint in said.err
    assert "TopSecret" not in said.err


def test_an_address_that_is_withheld_from_archives_is_named_in_one_line(cli: Cli, archive: LyingArchive) -> None:
    cli.set(archives__url="https://web.archive.example")
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, "http://intranet/plans", "--no-check")

    told, known = cli("archive", 1), cli("archive", "http://intranet/plans")
    asked = cli("archive", 1, "--json").json

    line = "withheld http://intranet/plans (its address is inside a network, and is told to no archive)\n"
    assert (told.status, told.out, told.err) == (known.status, known.out, known.err) == (1, line, "")
    assert (asked["asked"], asked["withheld"], archive.requests) == (False, True, [])


def test_no_archive_is_asked_while_a_retired_setting_names_another_one(
    cited: Cli, archive: LyingArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FACTCHECK_ARCHIVES__URL")
    cited.set(archives__cdx=f"{archive.origin}/cdx")

    said = cited("archive", 1)

    assert (said.status, said.out, archive.requests) == (2, "", [])
    assert "set archives.url" in said.err.splitlines()[-1]
