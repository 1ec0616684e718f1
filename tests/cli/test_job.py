"""``verify`` as a job: durations, digests, pings, figures, the log; and ``schedule`` and ``doctor`` around it."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.cli.job_options import duration
from factcheck.errors import InputError
from tests.cli.conftest import ROOT, Cli
from tests.support.web import Web, answer, article

QUOTED = "prices rose by 3% in May"
FINE = answer()


def page(words: str) -> bytes:
    return answer(article(f"Officials said that {words}, a record."))


@pytest.fixture
def changed(cli: Cli, web: Web) -> Cli:
    """A claim whose quote was changed: the next but one run opens an alert. The web takes digests and pings, too."""
    web["/a"] = page(QUOTED)
    web["/hook"] = web["/ping"] = web["/ping/start"] = web["/ping/fail"] = FINE
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--quote", QUOTED)
    web["/a"] = page(QUOTED.replace("3", "8"))
    cli.done("verify", "--all")
    web.asked.clear()
    return cli


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("10m", 600), ("2h", 7200), ("1h30m", 5400), ("1.5h", 5400), (" 1d ", 86_400), ("0", 0)],
)
def test_a_duration_is_read(text: str, seconds: float) -> None:
    assert duration(text, "--max-runtime") == seconds


@pytest.mark.parametrize(
    "text", ["", "soon", "-1", "10 m", "1h30", "h", "1e9", "٣m", "9" * 400, "400d", "1..5h", "5mm"]
)
def test_a_wrong_duration_is_refused_by_the_name_of_its_option(text: str) -> None:
    with pytest.raises(InputError, match=r"--jitter .* give one such as 90s, 10m, 2h or 1h30m"):
        duration(text, "--jitter")


@given(st.text(max_size=12))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    try:
        seconds = duration(text, "--jitter")
    except InputError:
        seconds = 0

    assert 0 <= seconds <= 366 * 86_400


@pytest.mark.parametrize(
    "words", [("--max-runtime", "soon"), ("--jitter", "-5"), ("--share", "--all"), ("--share", "1")]
)
def test_a_wrong_call_changes_nothing(changed: Cli, web: Web, words: tuple[str, ...]) -> None:
    before = changed.everything()

    ran = changed("verify", *words)

    assert (ran.status, ran.out, web.asked) == (2, "", [])
    assert changed.everything() == before


def test_a_new_alert_is_posted_once(changed: Cli, web: Web) -> None:
    changed.set(notify__webhook=web.url("/hook"))

    for _ in range(3):
        changed.done("verify", "--all")

    assert web.asked.count("/hook") == 1
    (posted,) = [request for request in web.requests if request.startswith(b"POST /hook")]
    assert b"idempotency-key: factcheck-1-1-" in posted.lower()


def test_an_unreachable_webhook_is_reported_and_notified_by_the_next_run(changed: Cli, web: Web) -> None:
    changed.set(notify__webhook="http://127.0.0.1:9/T1/hush")
    failed = changed.done("verify", "--all", "--json")
    doctor = changed("doctor")
    changed.set(notify__webhook=web.url("/hook"))

    changed.done("verify", "--all")

    assert failed.lines[-1]["run"]["alerts_opened"] == 1
    assert "webhook: http://127.0.0.1/… cannot be reached: ConnectError; the next run tries again" in failed.err
    assert "hush" not in failed.err + doctor.out
    assert doctor.status == 1
    assert "told by webhook" in doctor.out
    assert web.asked.count("/hook") == 1


def test_a_digest_is_printed_if_it_is_enabled_and_nothing_else_when_quiet(changed: Cli) -> None:
    changed.set(notify__stdout="true")

    first, second = (changed.done("verify", "--all", "--quiet") for _ in range(2))

    assert first.out.startswith("factcheck: 1 new alert about 1 claim\n\nClaim 1: Prices rose by 3%\n")
    assert (first.err, second.out, second.err) == ("", "", "")


def test_a_digest_in_json_comes_before_the_run(changed: Cli) -> None:
    changed.set(notify__stdout="true")

    *_, digest, run = changed.done("verify", "--all", "--json").lines

    assert digest.keys() == {"digest"}
    assert run.keys() == {"run"}


def test_a_health_check_is_pinged_at_the_beginning_and_the_end(changed: Cli, web: Web) -> None:
    changed.set(job__ping=web.url("/ping"))

    changed.done("verify", "--all")

    assert sorted(web.asked[:2]) == ["/a", "/ping/start"]
    assert web.asked[2:] == ["/ping"]


def test_a_health_check_is_pinged_after_a_failure(cli: Cli, web: Web) -> None:
    web["/ping/start"] = web["/ping/fail"] = FINE
    cli.set(job__ping=web.url("/ping"), desk__min_free_bytes=10**18)

    assert cli("verify").status == 3
    assert web.asked == ["/ping/start", "/ping/fail"]


def test_an_unreachable_health_check_is_reported_and_stops_nothing(changed: Cli) -> None:
    changed.set(job__ping="http://127.0.0.1:9/secret")

    ran = changed.done("verify", "--all", "--json")

    assert ran.lines[-1]["run"]["checked"] == 1
    assert ran.err.splitlines() == ["ping: http://127.0.0.1/… cannot be reached: ConnectError"] * 2


def test_metrics_are_written_for_node_exporter(changed: Cli, tmp_path: Path) -> None:
    changed.set(job__textfile=tmp_path / "factcheck.prom")

    changed.done("verify", "--all")
    good = (tmp_path / "factcheck.prom").read_text().splitlines()
    changed.set(desk__min_free_bytes=10**18)
    changed("verify", "--all")
    bad = (tmp_path / "factcheck.prom").read_text().splitlines()

    assert {'factcheck_run_checks{link="ok"} 1', "factcheck_alerts_open 1", "factcheck_run_success 1"} <= set(good)
    assert "factcheck_run_success 0" in bad
    kept = [line for line in good if line.startswith("factcheck_run_last_success")]
    assert kept and set(kept) <= set(bad)
    head = changed.done("db", "stats", "--json").json["log_head"]
    assert f'factcheck_log_info{{head="{head}"}} 1' in bad


def test_the_log_is_json_lines(changed: Cli) -> None:
    ran = changed.done("verify", "--all", "--log-json", "--json")

    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert [line["event"] for line in lines] == ["run.started", "alerts.opened", "run.ended"]
    assert all(line.keys() >= {"time", "level", "event"} for line in lines)
    assert lines[-1]["checked"] == 1


def test_a_failure_is_a_line_of_the_log(changed: Cli) -> None:
    changed.set(desk__min_free_bytes=10**18)

    ran = changed("verify", "--log-json")

    (line,) = map(json.loads, ran.err.splitlines())
    assert (ran.status, line["event"], line["level"], line["status"]) == (3, "run.failed", "error", 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("job.lease", "1"),
        ("job.ping", "ftp://ping.example/"),
        ("job.textfile", "factcheck.prom"),
        ("notify.webhook", "hooks.example/T1"),
        ("notify.webhook", "https://hooks.example/ T1"),
        ("notify.mail_to", '["ana"]'),
        ("notify.mail_to", '["ana@desk.example\\nBcc: all@desk.example"]'),
        ("notify.sendmail", "sendmail"),
        ("notify.timeout", "0"),
    ],
)
def test_a_setting_of_the_job_is_refused_by_name_before_anything_is_done(
    changed: Cli, web: Web, name: str, value: str
) -> None:
    changed.monkeypatch.setenv("FACTCHECK_" + name.upper().replace(".", "__"), value)

    ran = changed("verify", "--all")

    assert (ran.status, ran.out, web.asked) == (2, "", [])
    assert name in ran.err


def test_runs_that_share_take_what_is_due(cli: Cli, web: Web) -> None:
    web["/a"] = page(QUOTED)
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--no-check")

    *_, last = cli.done("verify", "--share", "--json").lines

    assert (last["run"]["planned"], last["run"]["checked"], last["run"]["stopped"]) == (1, 1, False)


def test_the_doctor_says_where_settings_come_from(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[verify]\ndeadline = 11\ncontact = 'https://toml.example/'\n")

    facts = {fact["name"]: fact for fact in cli.done("--config", file, "--actor", "bob", "doctor", "--json").json}

    origins = {
        name: facts[name]["origin"]
        for name in ("actor", "db", "verify.contact", "verify.deadline", "verify.full_read_days")
    }
    assert list(origins.values()) == ["flag", "environment", "environment", f"file {file}", "default"]
    assert facts["verify.deadline"]["value"] == "11.0"


def test_the_doctor_reports_a_missing_contact(cli: Cli) -> None:
    cli.done("doctor")
    cli.monkeypatch.delenv("FACTCHECK_VERIFY__CONTACT")

    assert cli("doctor").status == 1


@pytest.fixture
def awkward(cli: Cli, tmp_path: Path) -> Path:
    """A desk in a folder with a difficult name, with its settings in a file."""
    folder = tmp_path / "our $desk's 100% %h"
    folder.mkdir()
    (folder / "conf.toml").write_text("[verify]\ncontact = 'https://desk.example/'\n[desk]\nmin_free_bytes = 0\n")
    cli.done("--db", folder / "desk.db", "add", "Prices rose")
    return folder


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize(
    "more", ["", "[notify]\nmail_to = ['ana@desk.example']\n", "[job]\ntextfile = '/var/lib/x/f.prom'\n"]
)
def test_the_units_pass_systemd_s_own_check(cli: Cli, awkward: Path, tmp_path: Path, more: str) -> None:
    config = awkward / "conf.toml"
    config.write_text(config.read_text() + more)

    cli.done("--db", awkward / "desk.db", "--config", config, "schedule", "systemd", "--to", tmp_path / "units")

    units = [tmp_path / "units" / f"factcheck-verify.{kind}" for kind in ("service", "timer")]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "our $$desk's 100%% %%h/desk.db" in units[0].read_text()


@pytest.mark.process
def test_the_line_for_cron_runs_under_a_bare_environment(cli: Cli, awkward: Path) -> None:
    line = cli.done("--db", awkward / "desk.db", "--config", awkward / "conf.toml", "schedule", "cron").out

    minute, *stars, command = line.split(maxsplit=5)
    assert (0 < int(minute) < 59, stars) == (True, ["*"] * 4)
    bare = command.replace(r"\%", "%").replace("--jitter 5m", "--jitter 0")
    assert "%" not in command.replace(r"\%", "")
    ran = subprocess.run(
        ["env", "-i", f"PYTHONPATH={ROOT}", "/bin/sh", "-c", bare], cwd="/", capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert shlex.split(command)[0].endswith(Path(sys.executable).name)
    runs = json.loads(cli("--db", awkward / "desk.db", "doctor", "--json").out)
    assert any(fact["name"] == "last run" and fact["value"].startswith("0 of 0 sources, ended") for fact in runs)


def test_settings_that_a_scheduled_job_does_not_see_are_named(cli: Cli) -> None:
    ran = cli.done("schedule", "cron")

    assert "move these settings to the configuration file" in ran.err
    assert "verify.allow_private" in ran.err
    assert ran.out.count("\n") == 1


def test_units_are_printed_one_after_the_other(cli: Cli) -> None:
    printed = cli.done("schedule").out

    assert [line for line in printed.splitlines() if line.startswith("# /etc")] == [
        "# /etc/systemd/system/factcheck-verify.service",
        "# /etc/systemd/system/factcheck-verify.timer",
    ]
    for line in ("Persistent=true", "RandomizedDelaySec=10m", "ProtectSystem=strict", "SuccessExitStatus=75 143"):
        assert line in printed.splitlines()
