"""States after several checks: tables of checks over days."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.settings import VerifySettings
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.quote_match import Difference, Match
from factcheck.verifier.verdict.confirmation import (
    QuoteHistory,
    QuoteStep,
    SourceHistory,
    Step,
    advance_quote,
    advance_source,
    finding_fingerprint,
    is_dismissed,
)
from factcheck.vocabulary import DifferenceKind, LinkOutcome, LinkState, QuoteOutcome, QuoteState, Region, SourceKind
from tests.conftest import START

SETTINGS = VerifySettings()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINKS = {
    "ok": (LinkOutcome.OK, "http-200"),
    "moved": (LinkOutcome.MOVED, "moved"),
    "https": (LinkOutcome.MOVED, "moved"),
    "404": (LinkOutcome.DEAD, "http-404"),
    "410": (LinkOutcome.DEAD, "http-410"),
    "no-name": (LinkOutcome.DEAD, "dns-no-such-name"),
    "soft": (LinkOutcome.SOFT404, "title-not-found"),
    "wall": (LinkOutcome.BLOCKED, "http-403"),
    "silent": (LinkOutcome.UNREACHABLE, "timeout"),
    "refused": (LinkOutcome.REFUSED, "private-address"),
}


def finding(name: str, retry_after: float | None = None) -> Finding:
    link, reason = LINKS[name]
    final = {"moved": "https://a.example/archive/story", "https": "https://www.a.example/story/"}
    asked = "http://a.example/story"
    return Finding(asked, link, reason, final.get(name, asked), START, 5, retry_after=retry_after)


def steps_after(*findings: tuple[float, str]) -> list[Step]:
    """Return the steps of checks, each given with its hours after the first."""
    history, steps = SourceHistory(first_at=START), []
    for hours, name in findings:
        step = advance_source(history, finding(name), SourceKind.NEWS, START + hours * HOUR, SETTINGS, key="a")
        history = step.history
        steps.append(step)
    return steps


def states(*findings: tuple[float, str]) -> list[str]:
    return [str(step.history.state) for step in steps_after(*findings)]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([(0, "no-name"), (6, "no-name"), (30, "no-name"), (102, "no-name")], "failing failing failing dead"),
        ([(0, "soft"), (6, "soft"), (30, "soft"), (102, "soft")], "failing failing failing soft404"),
        ([(0, "soft"), (30, "soft"), (102, "soft")], "failing failing failing"),
        ([(0, "no-name"), (5, "no-name"), (30, "no-name"), (102, "no-name")], "failing failing failing failing"),
        ([(0, "404"), (24, "404"), (96, "404")], "failing failing dead"),
        ([(0, "410"), (22, "410"), (87, "404")], "failing failing dead"),
        ([(0, "404"), (6, "404"), (12, "404"), (23, "404"), (80, "404")], "failing failing failing failing failing"),
        ([(0, "404"), (24, "404"), (48, "ok"), (96, "404"), (120, "404")], "failing failing ok failing failing"),
        ([(0, "404"), (24, "silent"), (48, "wall"), (72, "404"), (96, "404")], "failing failing failing failing dead"),
        ([(n * 24, "wall") for n in range(5)], "blocked blocked blocked blocked blocked"),
        ([(0, "404"), (24, "404"), (96, "404"), (300, "ok")], "failing failing dead ok"),
        ([(0, "404"), (24, "404"), (96, "404"), (300, "wall"), (400, "silent")], "failing failing dead dead dead"),
        ([(0, "ok"), (24, "moved"), (48, "refused"), (72, "ok")], "ok moved refused ok"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_state_of_a_link_after_several_checks(findings: list[tuple[float, str]], expected: str) -> None:
    assert states(*findings) == expected.split()


def test_a_loss_opens_one_alert_that_a_successful_check_clears() -> None:
    steps = steps_after((0, "404"), (24, "404"), (96, "404"), (300, "404"), (400, "ok"))

    assert [step.opened.rule if step.opened else None for step in steps] == [None, None, "gone-confirmed", None, None]
    assert [step.cleared for step in steps] == [False, False, False, False, True]
    assert (steps[-1].history.failures, steps[-1].history.first_failure_at) == (0, None)


def test_dead_sources_are_checked_less_and_less_often() -> None:
    hours = [0, 24, 96, 264, 984, 3144, 5304, 7464]

    steps = steps_after(*((each, "404") for each in hours))

    waits = [step.next_check_at - (START + each * HOUR) for step, each in zip(steps, hours, strict=True)]
    assert waits[:2] == [DAY, 3 * DAY]
    assert waits[2] == 7 * DAY
    assert waits[-1] == 90 * DAY
    assert waits[2:] == sorted(waits[2:])


def test_an_unresponsive_week_opens_one_alert_and_is_not_a_failure() -> None:
    steps = steps_after(*((day * 24, "silent") for day in range(12)))

    assert [day for day, step in enumerate(steps) if step.opened] == [7]
    assert {step.history.failures for step in steps} == {0}


@pytest.mark.parametrize(
    ("findings", "reported"),
    [
        ("ok moved moved moved", [2]),
        ("ok moved ok moved moved", [4]),
        ("ok moved wall moved moved moved", [4]),
        ("ok wall moved moved", [3]),
        ("ok moved moved wall moved moved", [2]),
        ("ok https https https moved moved", [5]),
        ("ok moved moved ok moved moved", [2, 5]),
        ("moved moved moved", []),
        ("ok https https https", []),
        ("wall moved moved moved", []),
    ],
)
def test_a_move_opens_one_alert_if_the_page_was_at_its_own_address(findings: str, reported: list[int]) -> None:
    steps = steps_after(*((day * 24, name) for day, name in enumerate(findings.split())))

    assert [day for day, step in enumerate(steps) if step.opened] == reported
    assert {step.opened.rule for step in steps if step.opened} <= {"moved-for-good"}


@pytest.mark.parametrize("first", ["ok", "moved"])
@pytest.mark.parametrize("found", ["ok", "moved", "https"])
def test_the_alert_of_a_loss_is_cleared_wherever_the_page_is_found_again(first: str, found: str) -> None:
    steps = steps_after((0, first), (24, "404"), (48, "404"), (120, "404"), (300, found), (400, found))

    assert [step.cleared for step in steps] == [True, False, False, False, True, True]


def test_a_move_is_checked_again_after_a_day() -> None:
    steps = steps_after((0, "ok"), (24 * 40, "moved"), (24 * 40 + 1, "moved"), (24 * 41, "moved"))

    assert steps[1].next_check_at - (START + 40 * DAY) == DAY
    assert [step.opened is not None for step in steps] == [False, False, False, True]


def test_a_wall_opens_no_alert_for_a_year() -> None:
    steps = steps_after(*((day * 24, "wall") for day in range(0, 365, 5)))

    assert [step.opened for step in steps if step.opened] == []


@pytest.mark.parametrize("name", ["ok", "404", "soft", "wall", "silent"])
def test_a_requested_wait_is_respected_whatever_the_finding(name: str) -> None:
    step = advance_source(SourceHistory(first_at=START), finding(name, 6.5 * 86_400), SourceKind.NEWS, START, SETTINGS)

    assert step.next_check_at >= START + timedelta(days=6.5)


@pytest.mark.parametrize("name", ["silent", "wall"])
def test_a_requested_wait_is_limited_to_a_week(name: str) -> None:
    waits = [
        advance_source(
            SourceHistory(first_at=START), finding(name, seconds), SourceKind.SOCIAL, START, SETTINGS
        ).next_check_at
        - START
        for seconds in (2 * 86_400.0, 366 * 86_400.0)
    ]

    assert waits == [2 * DAY, 7 * DAY]


@pytest.mark.parametrize(
    "findings",
    [
        [(0, "404"), (24, "404"), (96, "404"), (90, "404"), (91, "404")],
        [(0, "ok"), (-5, "404"), (-4, "404")],
        [(0, "silent"), (24 * 8, "silent"), (24 * 8 - 3, "silent"), (24 * 8 + 1, "silent")],
        [(24 * 3650, "404"), (0, "404"), (24, "404"), (96, "404")],
        [(24 * 3650, "silent"), *((day * 24.0, "silent") for day in range(9))],
    ],
    ids=[
        "after-a-loss",
        "after-a-successful-check",
        "after-an-unresponsive-week",
        "failure-in-the-future",
        "unresponsive-in-the-future",
    ],
)
def test_a_clock_set_back_opens_at_most_one_alert(findings: list[tuple[float, str]]) -> None:
    steps = steps_after(*findings)

    assert sum(step.opened is not None for step in steps) <= 1
    for step, (hours, _) in zip(steps, findings, strict=True):
        assert HOUR <= step.next_check_at - (START + hours * HOUR) <= 100 * DAY


def test_a_check_dated_before_the_last_one_does_not_count() -> None:
    steps = steps_after((0, "no-name"), (6, "no-name"), (5, "no-name"), (30, "no-name"), (102, "no-name"))

    assert [step.history.failures for step in steps[:4]] == [1, 2, 2, 3]
    assert steps[-1].history.state is LinkState.DEAD
    assert not any(step.cleared for step in steps)


def test_a_loss_is_confirmed_although_a_clock_was_ahead() -> None:
    assert states((24 * 3650, "404"), (0, "404"), (24, "404"), (96, "404"))[-1] == "dead"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(-500, 5000), st.sampled_from(sorted(LINKS))), max_size=25))
def test_any_checks_in_any_order_give_a_time_for_the_next(findings: list[tuple[int, str]]) -> None:
    for step, (hours, _) in zip(steps_after(*findings), findings, strict=True):
        assert timedelta(0) < step.next_check_at - (START + hours * HOUR) <= 100 * DAY


def test_an_unresponsive_source_is_checked_less_often_as_time_passes() -> None:
    hours = [0, 6, 24, 48, 72, 144, 216]

    steps = steps_after(*((each, "silent") for each in hours))

    waits = [step.next_check_at - (START + each * HOUR) for step, each in zip(steps, hours, strict=True)]
    assert waits == [6 * HOUR, 6 * HOUR, DAY, DAY, 3 * DAY, 3 * DAY, 3 * DAY]


@pytest.mark.parametrize(
    ("findings", "silent_at"),
    [
        ([(0, "silent"), *((24 * day, "silent") for day in range(1, 9))], [168]),
        ([(24 * day, "wall") for day in range(30)], []),
        ([*((24 * day, "wall") for day in range(20)), (480, "silent"), (500, "silent")], []),
        ([*((24 * day, "wall") for day in range(20)), *((24 * day, "silent") for day in range(20, 32))], [648]),
        ([(24 * day, ("wall", "silent")[day % 2]) for day in range(40)], []),
        ([*((24 * day, "silent") for day in range(6)), (144, "wall"), *((24 * d, "silent") for d in range(7, 13))], []),
        ([(0, "404"), *((24 * day, "silent") for day in range(1, 10))], [192]),
        ([*((24 * day, "silent") for day in range(6)), (144, "ok"), *((24 * d, "silent") for d in range(7, 13))], []),
    ],
    ids=[
        "a week",
        "walls",
        "a wall, then a day",
        "a wall, then a week",
        "by turns",
        "a wall between",
        "failing",
        "good",
    ],
)
def test_only_a_source_without_responses_is_reported_as_unresponsive(
    findings: list[tuple[float, str]], silent_at: list[float]
) -> None:
    steps = steps_after(*findings)

    opened = [hours for (hours, _), step in zip(findings, steps, strict=True) if step.opened]
    assert opened == silent_at
    assert {step.opened.rule for step in steps if step.opened} <= {"silent"}


def test_the_alert_of_a_loss_names_the_checks_that_counted() -> None:
    history, changes = SourceHistory(first_at=START), []
    findings = [(0, "404"), (1, "404"), (24, "404"), (25, "silent"), (90, "404"), (97, "404"), (300, "404")]
    for number, (hours, name) in enumerate(findings, 11):
        at = START + hours * HOUR
        step = advance_source(history, finding(name), SourceKind.NEWS, at, SETTINGS, check=number)
        history = step.history
        changes.append(step.opened.checks if step.opened else None)

    assert changes == [None, None, None, None, (11, 13, 15), None, None]
    assert advance_source(history, finding("ok"), SourceKind.NEWS, START + 400 * HOUR, SETTINGS).history.checks == ()


def quote(name: str) -> QuoteFinding:
    """Return a finding from its name: an outcome, a reason after a colon, or the number on the page after "to"."""
    name, _, figure = name.partition(" to ")
    outcome, _, reason = name.partition(":")
    changed = Difference(DifferenceKind.NUMBER, "3%", figure, 0, 2, 0, 2)
    match = Match(0, 2, figure, 0.9, Region.ARTICLE, (changed,)) if figure else None
    return QuoteFinding(QuoteOutcome(outcome), reason or "stands", match)


def read(*findings: tuple[float, str | None], history: QuoteHistory | None = None) -> list[QuoteStep]:
    history, steps = history or QuoteHistory(), []
    for number, (hours, name) in enumerate(findings, 1):
        step = advance_quote(history, quote(name) if name else None, START + hours * HOUR, SETTINGS, number)
        history = step.history
        steps.append(step)
    return steps


@pytest.mark.parametrize(
    ("findings", "expected", "rules"),
    [
        ([(0, "exact"), (24, "altered"), (25, "altered")], "exact exact altered", [None, None, "second-look"]),
        ([(0, "exact"), (24, "altered"), (24.5, "altered")], "exact exact exact", [None] * 3),
        ([(0, "exact"), (24, "altered"), (24.5, "altered"), (25, "altered")], "exact exact exact altered", None),
        ([(0, "exact"), (24, "altered"), (26, "exact"), (28, "altered")], "exact exact exact exact", [None] * 4),
        ([(0, "exact"), (24, "missing"), (26, "unverifiable"), (28, "missing")], "exact exact exact missing", None),
        ([(0, "exact"), (24, "altered:corrected")], "exact altered", [None, "corrected"]),
        ([(0, "missing"), (2, "missing")], "unchecked missing", [None, "never-stood"]),
        ([(0, "unverifiable"), (2, "altered"), (4, "altered")], "unverifiable unverifiable altered", None),
        ([(0, "exact"), (2, "unverifiable"), (4, "unverifiable")], "exact exact exact", [None] * 3),
        ([(0, "missing"), (2, "missing"), (4, "altered"), (6, "altered")], "unchecked missing missing altered", None),
        ([(0, "exact"), (24, "altered"), (23, "altered"), (23.5, "altered")], "exact exact exact exact", [None] * 4),
        ([(0, "exact"), (24, "altered"), (23, "altered"), (24, "altered")], "exact exact exact altered", None),
    ],
)
def test_the_state_of_a_quote_after_several_checks(
    findings: list[tuple[float, str]], expected: str, rules: list[str | None] | None
) -> None:
    steps = read(*findings)

    assert [str(step.history.state) for step in steps] == expected.split()
    if rules is not None:
        assert [step.opened.rule if step.opened else None for step in steps] == rules


STUB = "unverifiable:stub"


@pytest.mark.parametrize(
    ("findings", "expected", "rules"),
    [
        ([(0, "exact"), *[(24 * day, STUB) for day in range(1, 13)]], "exact " * 8 + "unverifiable " * 5, {8: "stub"}),
        ([(0, "exact"), (24, STUB), (200, STUB), (400, "exact")], "exact exact unverifiable exact", {2: "stub"}),
        ([(0, "exact"), (24, STUB), (100, "exact"), (120, STUB), (280, STUB)], "exact " * 5, {}),
        ([(0, "exact"), (24, STUB), (100, "unverifiable"), (200, STUB)], "exact exact exact unverifiable", {3: "stub"}),
        (
            [(0, "exact"), (24, STUB), (190, "missing"), (192, "missing")],
            "exact exact exact missing",
            {3: "second-look"},
        ),
        ([(0, "exact"), (24, "missing"), (26, STUB), (28, "missing")], "exact " * 4, {}),
        ([(0, STUB), (24, STUB), (170, STUB)], "unverifiable unverifiable unverifiable", {2: "stub"}),
        (
            [(0, "exact"), (24, STUB), (200, STUB), (230, "missing"), (232, "missing")],
            "exact exact unverifiable unverifiable missing",
            {2: "stub", 4: "second-look"},
        ),
        (
            [(0, "exact"), (24, "altered to 8%"), (26, "altered to 8%"), (30, STUB), (230, STUB)],
            "exact exact altered altered unverifiable",
            {2: "second-look", 4: "stub"},
        ),
    ],
)
def test_a_lasting_stub_opens_one_alert(
    findings: list[tuple[float, str]], expected: str, rules: dict[int, str]
) -> None:
    steps = read(*findings)

    assert [str(step.history.state) for step in steps] == expected.split()
    assert {at: step.opened.rule for at, step in enumerate(steps) if step.opened} == rules


def test_a_new_stub_is_checked_again_sooner_and_its_alert_names_its_checks() -> None:
    *doubted, reported, after = read((0, "exact"), (24, STUB), (72, STUB), (180, STUB), (192, STUB), (216, STUB))[1:]

    assert [step.confirm_within for step in doubted] == [DAY, 3 * DAY, 12 * HOUR]
    assert reported.opened and (reported.opened.checks, reported.opened.finding) == ((2, 5), STUB)
    assert (reported.confirm_within, after.confirm_within, after.history) == (None, None, reported.history)


def test_an_alert_needs_a_second_check_and_is_cleared_when_the_words_return() -> None:
    first, second, third = read((0, "altered"), (2, "altered"), (4, "exact"))

    assert (first.confirm_within, second.confirm_within) == (HOUR, None)
    assert (second.cleared, third.cleared) == (False, True)
    assert third.history == QuoteHistory(QuoteState.EXACT, START + 4 * HOUR)


EIGHT = [(0, "exact"), (24, "altered to 8%"), (25, "altered to 8%")]


@pytest.mark.parametrize(
    ("then", "opened"),
    [
        ([(48, "altered to 8%"), (50, "altered to 8%")], [None, None]),
        ([(48, "altered to 9%"), (50, "altered to 9%")], [None, (4, 5)]),
        ([(48, "altered to 9%"), (48.5, "altered to 9%")], [None, None]),
        ([(48, "altered to 9%"), (50, "altered to 8%"), (52, "altered to 9%")], [None, None, None]),
        ([(48 + hour, f"altered to 1{hour}%") for hour in range(8)], [None] * 8),
        ([(48, "altered to 9%"), (49, "unverifiable"), (50, "altered to 9%")], [None, None, (4, 6)]),
        ([(48, "altered:corrected to 9%")], [(4,)]),
        ([(48, "missing"), (50, "missing")], [None, (4, 5)]),
        ([(48, "missing"), (50, "altered to 9%"), (52, "altered to 9%")], [None, None, (5, 6)]),
    ],
)
def test_another_change_opens_an_alert_when_it_is_found_twice(
    then: list[tuple[float, str]], opened: list[tuple[int, ...] | None]
) -> None:
    steps = read(*EIGHT, *then)

    assert steps[2].opened is not None
    assert steps[2].opened.checks == (2, 3)
    assert [step.opened.checks if step.opened else None for step in steps[3:]] == opened


def test_words_that_change_at_every_check_ask_for_only_one_more_check() -> None:
    steps = read(*EIGHT, *((48 + hour, f"altered to 1{hour}%") for hour in range(5)))

    assert [step.confirm_within for step in steps[3:]] == [HOUR, None, None, None, None]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("altered to 8%", "altered to 8%", True),
        ("altered to 8%", "altered to 9%", False),
        ("altered to 8%", "displaced to 8%", False),
        ("missing", "missing:truncated", True),
        ("missing", "altered", False),
    ],
)
def test_the_fingerprint_is_that_of_the_change(one: str, other: str, alike: bool) -> None:
    assert (finding_fingerprint(quote(one)) == finding_fingerprint(quote(other))) is alike


@pytest.mark.parametrize(
    ("finding", "days", "speaks"),
    [
        (finding_fingerprint(quote("altered to 8%")), 4000, True),
        ("missing", 29, True),
        ("missing", 31, False),
        ("dead:http-404", 29, True),
        ("dead:http-404", 31, False),
    ],
)
def test_a_dismissal_of_changed_words_is_permanent_and_that_of_a_loss_expires(
    finding: str, days: int, speaks: bool
) -> None:
    assert is_dismissed(finding, START, START + days * DAY) is speaks


def test_a_change_recorded_by_a_clock_that_was_ahead_waits_an_hour() -> None:
    ahead = QuoteHistory(QuoteState.EXACT, START, QuoteOutcome.ALTERED, datetime(2099, 1, 1, tzinfo=START.tzinfo))

    steps = read((0, "altered"), (2, "altered"), history=ahead)

    assert [str(step.history.state) for step in steps] == ["exact", "altered"]


def test_a_stub_recorded_by_a_clock_that_was_ahead_is_reported_after_a_week() -> None:
    ahead = read((0, "exact"), (24 * 3650, STUB))[-1].history

    steps = read((48, STUB), (120, STUB), (216, STUB), history=ahead)

    assert [step.opened.rule if step.opened else None for step in steps] == [None, None, "stub"]


def test_without_a_quote_the_state_does_not_change() -> None:
    (step,) = read((0, None))

    assert step == QuoteStep(QuoteHistory())
