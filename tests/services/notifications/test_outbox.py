"""The digest: each channel gets each alert once, a channel that fails gets it at the next run, and foreign text is escaped."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
import respx
from sqlmodel import select

from factcheck.atomic_files import written_aside
from factcheck.models import Alert, Channel
from factcheck.notify import channels
from factcheck.notify.digest import CLIP_MAX_CHARACTERS, TEXT_MAX_ALERTS, DigestEntry, payload, subject, text
from factcheck.notify.metrics import Metric, metric, rendered, write
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.notifications import outbox
from factcheck.settings import NotifySettings
from tests.conftest import Clock
from tests.services.editing.test_alerts import Watched, page_with
from tests.services.editing.test_alerts import watched as watched
from tests.support.dying import KILLED, dies_before

HOOK = "https://hooks.example/T1/secret"


def an_alert(number: int = 1, **changes: object) -> DigestEntry:
    facts: dict[str, object] = {
        "alert_id": number, "claim_id": number, "claim": "Prices rose", "citation_id": 1, "url": "https://a.example/",
        "kind": "quote", "before": "exact", "after": "altered", "rule": "second-look", "quoted": "by 3%", "found": "by 8%",
        "opened_at": "2026-03-02T09:00:00+00:00", "resolved": False,
    }  # fmt: skip
    return DigestEntry(**facts | changes)  # type: ignore[arg-type]


class Way:
    """A channel that records what it was sent, or fails."""

    def __init__(self) -> None:
        self.sent: list[list[int]] = []
        self.error: str | None = None

    def __call__(self, alerts: Sequence[DigestEntry]) -> str | None:
        if self.error is None:
            self.sent.append([each.alert_id for each in alerts])
        return self.error


@pytest.fixture
async def opened(watched: Watched) -> Desk:
    """A desk on which one alert was opened after its ways were enrolled."""
    outbox.enrol(watched.desk, ["webhook"])
    await watched.days(page_with(3), page_with(8), page_with(8))
    return watched.desk


def open_two_more(desk: Desk, clock: Clock) -> None:
    """Add two alerts like the one that is open, which are resolved already."""
    with desk.write() as session:
        first = session.exec(select(Alert)).one()
        copied = first.model_dump(exclude={"id", "version"}) | {"resolved_at": clock.now}
        session.add_all(Alert(**copied) for _ in range(2))
        session.commit()


async def test_a_channel_gets_an_alert_once(opened: Desk) -> None:
    way = Way()

    done = [outbox.deliver(opened, "webhook", way) for _ in range(3)]

    assert way.sent == [[1]]
    assert [(each.alerts, each.error) for each in done] == [(1, None), (0, None), (0, None)]


async def test_a_digest_has_an_alert_once_with_the_address_of_its_own_source(watched: Watched) -> None:
    watched.web["/b"] = page_with(3)
    citations.cite(watched.desk, watched.claim, watched.web.url("/b"), quote="prices rose by 3% in May")
    outbox.enrol(watched.desk, ["stdout"])
    await watched.days(page_with(3), page_with(8), page_with(8))
    said: list[str] = []

    (send,) = outbox.channels(NotifySettings(stdout=True), said.append, {}).values()
    done = outbox.deliver(watched.desk, "stdout", send)

    assert done.alerts == 1
    assert watched.web.url("/a") in said[0]
    assert watched.web.url("/b") not in said[0]


async def test_the_cursor_moves_past_all_alerts_of_a_delivery(opened: Desk, clock: Clock) -> None:
    way = Way()
    open_two_more(opened, clock)

    outbox.deliver(opened, "webhook", way)
    again = outbox.deliver(opened, "webhook", way)

    with opened.read() as session:
        assert session.exec(select(Channel.last_alert_id)).one() == 3
    assert (way.sent, again.alerts) == ([[1, 2, 3]], 0)


async def test_a_channel_that_is_free_gets_its_alerts_without_patience(opened: Desk) -> None:
    way = Way()

    assert outbox.deliver(opened, "webhook", way, patience=0).alerts == 1
    assert way.sent == [[1]]


async def test_a_channel_that_fails_gets_its_alerts_when_it_works_again(opened: Desk, clock: Clock) -> None:
    way = Way()
    way.error = "it answers 500"
    failed = [outbox.deliver(opened, "webhook", way) for _ in range(2)]
    with opened.read() as session:
        failing = session.exec(select(Channel)).one()
    way.error = None

    done = outbox.deliver(opened, "webhook", way)

    assert [(each.alerts, each.error) for each in failed] == [(0, "it answers 500")] * 2
    assert (failing.failing_since, failing.error) == (clock.now, "it answers 500")
    assert (way.sent, done.alerts) == ([[1]], 1)


async def test_a_channel_gets_no_alerts_older_than_itself(opened: Desk) -> None:
    late = Way()
    outbox.enrol(opened, ["webhook", "mail"])

    assert outbox.deliver(opened, "mail", late).alerts == 0
    assert late.sent == []


async def test_a_delivery_of_another_process_is_waited_for_and_that_of_a_dead_one_only_briefly(
    opened: Desk, clock: Clock
) -> None:
    way = Way()

    def meanwhile(alerts: Sequence[DigestEntry]) -> str | None:
        second = outbox.deliver(opened, "webhook", way, patience=0.5)
        assert (second.alerts, second.error) == (0, "another run is delivering")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.deliver(opened, "webhook", meanwhile)

    assert outbox.deliver(opened, "webhook", way).alerts == 1


@pytest.mark.parametrize(("seconds", "delivered"), [(89, 0), (90, 1)])
async def test_a_delivery_that_takes_ninety_seconds_is_taken_over(
    opened: Desk, clock: Clock, seconds: int, delivered: int
) -> None:
    others: list[int] = []

    def slow(alerts: Sequence[DigestEntry]) -> str | None:
        clock.pass_(seconds=seconds)
        others.append(outbox.deliver(opened, "webhook", Way(), patience=0).alerts)
        return None

    outbox.deliver(opened, "webhook", slow)

    assert others == [delivered]


def test_a_digest_names_claims_quotes_and_their_changes() -> None:
    words = text([an_alert(), an_alert(2, after="dead", kind="link", quoted=None, found=None, resolved=True)])

    assert words.splitlines()[0] == "factcheck: 2 new alerts about 2 claims"
    for expected in ("Claim 1: Prices rose", "quoted: “by 3%”", "found: “by 8%”", "(resolved since)"):
        assert expected in words


def test_a_digest_says_that_an_article_is_no_longer_shown() -> None:
    message = text([an_alert(after="unverifiable", rule="stub", found=None)])

    assert "quote exact → unverifiable: the article is no longer shown" in message


def test_a_long_digest_says_how_much_it_leaves_out() -> None:
    many = [an_alert(number, claim="a" * 5000) for number in range(TEXT_MAX_ALERTS + 7)]

    assert text(many).endswith("… and 7 more: factcheck alerts")
    assert len(text(many)) < TEXT_MAX_ALERTS * (CLIP_MAX_CHARACTERS + 300)
    assert len(payload(many, {})["alerts"]) == TEXT_MAX_ALERTS + 7
    assert subject(many[:1]) == "1 new alert about 1 claim"


def test_a_message_to_slack_mentions_nobody_and_hides_nothing() -> None:
    said = payload([an_alert(claim="<!channel> & <https://evil.example|bank>")], {})["text"]

    assert "&lt;!channel&gt; &amp; &lt;https://evil.example|bank&gt;" in said


async def test_the_text_of_claims_cannot_reorder_or_break_a_digest(watched: Watched) -> None:
    outbox.enrol(watched.desk, ["stdout"])
    claims.edit_claim(watched.desk, 1, claims.ClaimEdit(text="Prices\x1b[2J rose\u202e\nClaim 9: lies"))
    await watched.days(page_with(3), page_with(8), page_with(8))
    said: list[str] = []

    (send,) = outbox.channels(NotifySettings(stdout=True), said.append, {}).values()
    outbox.deliver(watched.desk, "stdout", send)

    assert "Claim 1: Prices␛[2J rose� Claim 9: lies" in said[0].splitlines()[2]


@respx.mock
async def test_a_webhook_is_posted_json_with_a_key_that_names_the_delivery(opened: Desk) -> None:
    route = respx.post(HOOK).respond(204)

    (send,) = outbox.channels(NotifySettings(webhook=HOOK), print, {"run_id": 7}).values()
    outbox.deliver(opened, "webhook", send)

    posted = json.loads(route.calls[0].request.content)
    assert posted["text"].startswith("factcheck: 1 new alert about 1 claim")
    assert (posted["alerts"][0]["id"], posted["run"]) == (1, {"run_id": 7})
    assert route.calls[0].request.headers["Idempotency-Key"].startswith("factcheck-1-1-")


@respx.mock
async def test_the_key_of_a_delivery_names_its_first_and_its_last_alert(opened: Desk, clock: Clock) -> None:
    route = respx.post(HOOK).mock(side_effect=[httpx.Response(500), httpx.Response(204)])
    open_two_more(opened, clock)

    (send,) = outbox.channels(NotifySettings(webhook=HOOK), print, {}).values()
    done = [outbox.deliver(opened, "webhook", send) for _ in range(2)]

    keys = [call.request.headers["Idempotency-Key"] for call in route.calls]
    assert [each.alerts for each in done] == [0, 3]
    assert keys[0].startswith("factcheck-1-3-")
    assert keys[1] == keys[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(500), "https://hooks.example/… answers 500"),
        (httpx.Response(404), "https://hooks.example/… answers 404"),
        (httpx.Response(302, headers={"Location": "http://10.0.0.1/"}), "a redirect, which is not followed"),
        (httpx.ConnectError("no"), "https://hooks.example/… cannot be reached: ConnectError"),
        (httpx.ReadTimeout("no"), "https://hooks.example/… cannot be reached: ReadTimeout"),
    ],
)
@respx.mock
def test_a_webhook_that_fails_says_how_and_keeps_its_secret(answer: httpx.Response | Exception, said: str) -> None:
    respx.post(HOOK).mock(side_effect=[answer])

    error = channels.post(HOOK, {}, key="1", timeout=1)

    assert error is not None
    assert said in error
    assert "secret" not in error


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        ("start", "https://ping.example/u/start"),
        ("", "https://ping.example/u"),
        ("fail", "https://ping.example/u/fail"),
    ],
)
@respx.mock
def test_a_health_check_is_pinged_at_each_step(step: str, asked: str) -> None:
    route = respx.post(asked).respond(200)

    assert channels.ping("https://ping.example/u", step, "2 of 2 sources", timeout=1) is None
    assert route.calls[0].request.content == b"2 of 2 sources"


def sendmail(folder: Path, body: str) -> Path:
    """Write a program that replaces sendmail."""
    program = folder / "sendmail"
    program.write_text(f"#!{sys.executable}\nimport pathlib, sys\nletter = sys.stdin.buffer.read()\n{body}\n")
    program.chmod(0o755)
    return program


def mailed(program: Path, timeout: float = 20) -> str | None:
    to = ["a@b.example", "c@d.example"]
    return channels.mail("1 new alert", "Préis ⟶ 8%", to=to, sender="me@b.example", sendmail=program, timeout=timeout)


@pytest.mark.process
def test_a_complete_mail_is_passed_to_sendmail(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    program = sendmail(tmp_path, f"pathlib.Path({str(letter)!r}).write_bytes(letter + repr(sys.argv[1:]).encode())")

    assert mailed(program) is None
    for line in (
        "Subject: factcheck: 1 new alert",
        "To: a@b.example, c@d.example",
        "From: me@b.example",
        "['-i', '-t']",
    ):
        assert line in letter.read_text()


@pytest.mark.process
def test_a_sendmail_that_refuses_is_named(tmp_path: Path) -> None:
    error = mailed(sendmail(tmp_path, "sys.exit('no such user')"))

    assert error == f"{tmp_path / 'sendmail'} failed with exit status 1: no such user"


@pytest.mark.process
def test_a_sendmail_that_hangs_is_given_up(tmp_path: Path) -> None:
    error = mailed(sendmail(tmp_path, "import signal; signal.pause()"), timeout=0.1)

    assert error == f"{tmp_path / 'sendmail'} took longer than 0.1 s"


@pytest.mark.process
def test_a_missing_sendmail_is_named(tmp_path: Path) -> None:
    assert mailed(tmp_path / "none") == f"{tmp_path / 'none'} cannot be run: No such file or directory"


def test_metrics_are_written_in_the_format_of_prometheus(tmp_path: Path) -> None:
    figures = [metric("due_sources", "Waiting.", 3), Metric("run_checks", "Looks.", {(("link", 'a"\\\n'),): 2.0})]

    assert rendered(figures).splitlines()[2] == "factcheck_due_sources 3"
    assert rendered(figures).splitlines()[5] == 'factcheck_run_checks{link="a\\"\\\\\\n"} 2'
    assert write(tmp_path / "f.prom", figures) is None
    assert (tmp_path / "f.prom").read_text() == rendered(figures)
    assert (tmp_path / "f.prom").stat().st_mode & 0o777 == 0o644
    assert [path.name for path in tmp_path.iterdir()] == ["f.prom"]


def test_metrics_that_another_run_is_writing_are_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "f.prom"
    with written_aside(path) as file:
        file.write(b"theirs")
        mine = write(path, [metric("due_sources", "Sources that wait.", 2)])

    assert (mine, path.read_text()) == (None, "theirs")


@pytest.mark.process
def test_metrics_that_a_killed_run_left_are_overwritten(tmp_path: Path) -> None:
    code = "from pathlib import Path; from factcheck.notify.metrics import write; write(Path(sys.argv[1]), [])"
    path = tmp_path / "f.prom"

    assert dies_before("replace:1", code, str(path)).returncode == KILLED
    assert not path.exists()
    assert write(path, []) is None
    assert [each.name for each in tmp_path.iterdir()] == ["f.prom"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert (
        write(tmp_path / "none" / "f.prom", [])
        == f"{tmp_path / 'none' / 'f.prom'} cannot be written: No such file or directory"
    )


def test_a_digest_carries_the_head_of_the_log() -> None:
    head = "ab" * 32

    assert text([an_alert()], head).endswith(f"\nHead of the log: {head}")
    assert payload([an_alert()], {}, head)["log_head"] == head
    assert head in payload([an_alert()], {}, head)["text"]
