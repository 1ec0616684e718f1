"""Many sources at once, over real sockets: each gets a result, none delays another, and no task remains."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from factcheck.limits import Exhausted
from factcheck.settings import Settings, VerifySettings
from factcheck.verifier.check_source import SiblingCache
from factcheck.verifier.finding import Selectors
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Capture, Unreachable
from factcheck.verifier.http.urls import host_of
from factcheck.verifier.scheduling.batch import SourceTask, check_sources
from factcheck.verifier.scheduling.host_queue import PendingChecks
from factcheck.verifier.scheduling.page_check import (
    CheckResult,
    PreviousText,
    TextRetention,
    check_answer,
    decompress_article,
    decompress_text,
)
from factcheck.verifier.scheduling.page_workers import page_workers
from factcheck.vocabulary import QuoteOutcome, TextQuoteSelector
from tests.conftest import START, Clock
from tests.support.pdfs import nested, pdf
from tests.support.web import Web, answer, article

WORDS = "prices rose by 3% in May"
PAGE = article(f"Officials said that {WORDS}, a record.")


def given(*urls: str, quote: str | None = None) -> tuple[PendingChecks, Any]:
    """Return the pending checks of addresses, and the function that loads their tasks."""
    hosts = {host: number for number, host in enumerate(dict.fromkeys(map(host_of, urls)))}
    pending = PendingChecks()
    for key, url in enumerate(urls):
        pending.add(hosts[host_of(url)], key)
    selectors = (TextQuoteSelector(quote),) if quote else ()

    def load(keys: Sequence[int]) -> list[SourceTask]:
        return [SourceTask(key, urls[key], selectors) for key in keys]

    return pending, load


async def found(
    pending: PendingChecks, load: Any, settings: VerifySettings, clock: Clock, **how: Any
) -> list[tuple[SourceTask, CheckResult]]:
    return [each async for each in check_sources(pending, load, settings, clock=clock, **how)]


def verify_settings(settings: Settings, **changes: object) -> VerifySettings:
    return settings.verify.model_copy(update=changes)


class Busy(Fetcher):
    """A web with a busy host, which asks for a long wait."""

    asked: list[str]

    async def fetch(self, url: str, *_: object, **__: object) -> Answer:
        self.asked.append(url)
        if "busy" in url:
            return Unreachable(url, url, "timeout", "busy", self.clock(), 0.1, retry_after=3600.0)
        return page(PAGE, url=url, at=self.clock())


def page(text: str, *, url: str = "https://a.example/", at: datetime = START) -> Capture:
    return Capture(url, url, 200, (("content-type", "text/html; charset=utf-8"),), text.encode(), at, 0.1)


@pytest.mark.process
@pytest.mark.parametrize("processes", [0, 1])
async def test_every_source_gets_one_result_in_a_process_or_in_a_thread(
    settings: Settings, web: Web, clock: Clock, processes: int
) -> None:
    paths = [f"/{number}" for number in range(45)]
    for path in paths[:40]:
        web[path] = answer(PAGE)
    pending, load = given(*map(web.url, paths), quote=WORDS)

    done = await found(pending, load, verify_settings(settings, processes=processes, per_host=4), clock)

    assert sorted(task.key for task, _ in done) == list(range(45))
    assert sorted(web.asked) == sorted(paths)
    words = [quote.outcome for _, judged in done for quote in judged.finding.quotes if quote]
    assert (words.count(QuoteOutcome.EXACT), words.count(QuoteOutcome.UNVERIFIABLE)) == (40, 5)
    assert sum(judged.finding.link == "ok" for _, judged in done) == 40


async def test_a_host_that_never_responds_does_not_delay_other_hosts(
    settings: Settings, web: Web, clock: Clock
) -> None:
    silent = [f"/silent/{number}" for number in range(30)]
    web.silent.update(silent)
    with Web().serve() as quick:
        quick["/a"] = answer(PAGE)
        pending, load = given(*map(web.url, silent), *[quick.url("/a")] * 3)
        looks = check_sources(pending, load, verify_settings(settings, concurrency=4), clock=clock)

        first = [task.key async for task, _ in _taken(looks, 3)]

    assert first == [30, 31, 32]


@asynccontextmanager
async def closed(looks: Any) -> AsyncIterator[Any]:
    try:
        yield looks
    finally:
        await looks.aclose()


async def _taken(looks: Any, count: int) -> AsyncIterator[tuple[SourceTask, CheckResult]]:
    async with closed(looks):
        for _ in range(count):
            yield await anext(looks)


async def test_closing_early_ends_every_task(settings: Settings, web: Web, clock: Clock) -> None:
    web.silent.update(f"/{number}" for number in range(20))
    web["/a"] = answer(PAGE)
    pending, load = given(web.url("/a"), *(web.url(f"/{number}") for number in range(20)))
    before = asyncio.all_tasks()

    async for _ in _taken(check_sources(pending, load, verify_settings(settings, per_host=5), clock=clock), 1):
        pass

    assert asyncio.all_tasks() == before


async def test_closing_early_returns_the_undelivered_results(settings: Settings, clock: Clock) -> None:
    pending, load = given(*(f"https://{number}.example/" for number in range(20)), quote=WORDS)
    web = Busy(settings.verify, clock=clock)
    web.asked = []
    left: list[tuple[SourceTask, CheckResult]] = []
    looks = check_sources(
        pending, load, verify_settings(settings, concurrency=2), clock=clock, fetcher=web, undelivered=left
    )

    first, _ = await anext(looks)
    while len(web.asked) < 5:  # two are under way at most: three were done
        await asyncio.sleep(0)
    await looks.aclose()

    assert len({first.key, *(task.key for task, _ in left)}) == 1 + len(left) >= 3
    assert all(judged.finding.link == "ok" for _, judged in left)


@pytest.mark.parametrize("per_host", [1, 5])
async def test_a_sibling_address_is_fetched_once_for_each_folder(
    settings: Settings, web: Web, clock: Clock, per_host: int
) -> None:
    paths = [f"/{folder}/{number}" for folder in ("a", "b") for number in range(6)]
    for path in paths:
        web[path] = answer(article(f"Officials at {path} said nothing of the kind, and said it at length."))
    pending, load = given(*map(web.url, paths), quote=WORDS)

    done = await found(pending, load, verify_settings(settings, per_host=per_host), clock)

    made_up = [path for path in web.asked if path not in paths]
    assert sorted(path.rpartition("/")[0] for path in made_up) == ["/a", "/b"]
    assert [judged.finding.quotes[0].outcome for _, judged in done if judged.finding.quotes[0]] == ["missing"] * 12


async def test_sibling_responses_are_evicted_beyond_the_size_limit(settings: Settings, clock: Clock) -> None:
    web = Busy(settings.verify, clock=clock)
    web.asked = []
    siblings = SiblingCache(max_bytes=3000)

    for url in ["https://a.example/x", "https://b.example/x", "https://c.example/x", "https://a.example/x"]:
        await siblings.fetch(web, url, web.visit())
    await siblings.fetch(web, "https://busy.example/x", web.visit())
    await siblings.fetch(web, "https://busy.example/x", web.visit())

    assert [host_of(url)[0] for url in web.asked] == ["a", "b", "c", "a", "b", "b"]


async def test_an_error_while_loading_tasks_is_raised(settings: Settings, clock: Clock) -> None:
    pending, _ = given("https://a.example/", "https://b.example/")

    def load(_: Sequence[int]) -> list[SourceTask]:
        raise LookupError("no such row")

    with pytest.raises(LookupError, match="no such row"):
        await found(pending, load, settings.verify, clock)


async def test_an_error_of_the_fetcher_is_raised(settings: Settings, clock: Clock) -> None:
    class Broken(Fetcher):
        async def fetch(self, *_: object, **__: object) -> Answer:
            raise ArithmeticError("ours")

    pending, load = given(*(f"https://{number}.example/" for number in range(30)))

    with pytest.raises(ArithmeticError, match="ours"):
        await found(pending, load, settings.verify, clock, fetcher=Broken(settings.verify, clock=clock))


async def test_a_host_gets_no_more_requests_after_two_pages_ask_for_a_long_wait(
    settings: Settings, clock: Clock
) -> None:
    busy = [f"https://busy.example/{number}" for number in range(50)]
    pending, load = given(*busy, "https://calm.example/a", "https://calm.example/b", quote=WORDS)
    web = Busy(settings.verify, clock=clock)
    web.asked = []

    done = await found(pending, load, settings.verify, clock, fetcher=web)

    assert [url for url in web.asked if "busy" in url] == busy[:2]
    reasons = sorted((judged.finding.reason, str(judged.finding.link)) for _, judged in done)
    assert reasons == [("deferred", "unreachable")] * 48 + [("http-200", "ok")] * 2 + [("timeout", "unreachable")] * 2
    deferred = next(judged.finding for _, judged in done if judged.finding.reason == "deferred")
    assert deferred.error and "3600 s" in deferred.error
    assert deferred.quotes[0] and deferred.quotes[0].outcome == "unverifiable"


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        ("429 Too Many Requests", ["/0"]),
        ("503 Service Unavailable", [f"/{number}" for number in range(6)]),
        ("500 Internal Server Error", [f"/{number}" for number in range(6)]),
    ],
)
async def test_one_page_speaks_for_its_host_only_with_status_429(
    settings: Settings, web: Web, clock: Clock, status: str, asked: list[str]
) -> None:
    web["/0"] = answer(status=status, headers=("Retry-After: 3600",))
    for number in range(1, 6):
        web[f"/{number}"] = answer(PAGE)
    pending, load = given(*(web.url(f"/{number}") for number in range(6)))

    done = await found(pending, load, verify_settings(settings, per_host=1), clock)

    assert web.asked == asked
    assert len([each for _, each in done if each.finding.reason == "deferred"]) == 6 - len(asked)


def test_the_text_is_returned_only_if_it_is_requested_and_new() -> None:
    first = check_answer(page(PAGE), (), None, TextRetention())
    assert first.compressed_text and first.finding.text_digest
    previous = PreviousText(first.finding.text_digest, first.compressed_text)
    other = article("Nothing of what was said before stands here any longer, not even in part.", title="Else")

    unwanted = check_answer(page(PAGE), (), None, None)
    same = check_answer(page(PAGE), (), None, TextRetention(previous))
    changed = check_answer(page(other), (), None, TextRetention(previous))

    assert (unwanted.compressed_text, unwanted.drift, unwanted.finding.text) == (None, None, None)
    assert (same.compressed_text, same.drift) == (None, 0.0)
    assert changed.compressed_text and "any longer" in decompress_text(changed.compressed_text)
    assert changed.drift and changed.drift > 0.5


def kills(answer: Answer, selectors: Selectors, *others: Any) -> CheckResult:
    """Check a response, and crash on some pages."""
    if isinstance(answer, Capture) and b"POISON" in answer.body:
        os._exit(1)
    return check_answer(answer, selectors, *others)


@pytest.mark.process
async def test_a_page_that_crashes_its_worker_does_not_affect_others() -> None:
    pages = [page(PAGE), page("POISON"), page(PAGE), page("POISON"), *[page(PAGE)] * 4]
    async with page_workers(2, kills) as reader:
        judged = await asyncio.gather(*(reader(each, (TextQuoteSelector(WORDS),), None, None) for each in pages))

    assert [str(each.finding.link) for each in judged] == ["ok"] * 8
    quotes = [each.finding.quotes[0] for each in judged]
    assert [quote and (str(quote.outcome), quote.reason) for quote in quotes] == [
        *[("exact", "stands"), ("unverifiable", "costly")] * 2,
        *[("exact", "stands")] * 4,
    ]


@pytest.mark.process
async def test_a_page_that_takes_too_much_cpu_time_is_not_read() -> None:
    bomb = replace(page(""), body=nested(levels=12, times=10), headers=(("content-type", "application/pdf"),))
    async with page_workers(1, cpu_seconds=0.5) as reader:
        judged = [await reader(each, (TextQuoteSelector(WORDS),), None, None) for each in (bomb, page(PAGE))]

    reasons = [each.finding.quotes[0] and each.finding.quotes[0].reason for each in judged]
    assert reasons == ["costly", "stands"]
    assert "the page crashes the process that reads it" in judged[0].finding.trace


@pytest.mark.process
async def test_a_pdf_is_read_in_a_process_even_without_worker_processes() -> None:
    body = pdf([[(50, 700, "The reservoir held 4,512 litres on Monday evening.")]])
    async with page_workers(0) as reader:
        judged = await reader(
            replace(page(""), body=body, headers=(("content-type", "application/pdf"),)),
            (TextQuoteSelector("held 4,512 litres"),),
            None,
            None,
        )

    assert judged.finding.quotes[0] and judged.finding.quotes[0].reason == "stands"


def test_text_around_an_article_does_not_change_its_drift() -> None:
    def site(news: str, said: str) -> str:
        article = f"<main><article><h1>T</h1><p>{said}</p></article></main>"
        return f"<body><nav><a href=/>{news}</a></nav>{article}<footer>{news}</footer>"

    first = check_answer(page(site("Storms in the north and floods in the south", WORDS)), (), None, TextRetention())
    previous = PreviousText(first.finding.text_digest or "", first.compressed_text or b"")

    around = check_answer(
        page(site("A new mayor for the town by the great lake", WORDS)), (), None, TextRetention(previous)
    )
    within = check_answer(
        page(site("Storms in the north and floods in the south", WORDS[:-9])), (), None, TextRetention(previous)
    )

    assert around.drift == 0
    assert around.compressed_text and "new mayor" in decompress_text(around.compressed_text)
    assert decompress_article(around.compressed_text) == f"T\n{WORDS}\n"
    assert within.drift and within.drift > 0


def fails(*_: object) -> CheckResult:
    """Raise an error, as a bug would."""
    raise ArithmeticError("ours")


@pytest.mark.process
async def test_an_error_in_a_worker_is_raised_with_its_traceback() -> None:
    async with page_workers(1, fails) as reader:
        with pytest.raises(ArithmeticError, match="ours") as raised:
            await reader(page(PAGE), (), None, None)

    assert "in fails" in raised.value.__notes__[0]


@pytest.mark.process
async def test_a_worker_that_does_not_start_raises_exhausted() -> None:
    async with page_workers(1, Unloadable()) as reader:
        with pytest.raises(Exhausted, match="does not start"):
            await reader(page(PAGE), (), None, None)


def leave(status: int) -> None:
    """End the process at once. Coverage replaces ``os._exit`` by a function that cannot be sent to another process."""
    os._exit(status)


class Unloadable:
    """Work that no process can unpickle."""

    def __reduce__(self) -> Any:
        return leave, (1,)

    def __call__(self, *_: object) -> CheckResult:
        raise AssertionError("it was given all the same")


def with_its_process(*given: Any) -> CheckResult:
    """Check a response, and return the number of the process in ``preserved``."""
    return replace(check_answer(*given), preserved=os.getpid())


@pytest.mark.process
async def test_workers_end_with_their_context() -> None:
    async with page_workers(1, with_its_process) as reader:
        judged = await reader(page(PAGE), (TextQuoteSelector(WORDS),), None, TextRetention())

    assert judged.compressed_text and WORDS in decompress_text(judged.compressed_text)
    assert judged.preserved != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(judged.preserved, 0)


def children_of_this_process() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


@pytest.mark.process
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list the children of a process")
async def test_a_process_starts_with_the_first_page(clock: Clock) -> None:
    unreachable = Unreachable("https://a.example/", "https://a.example/", "timeout", "it is silent", clock(), 0.1)
    empty = replace(page("", at=clock()), body=b"", status=304)
    before = children_of_this_process()

    async with page_workers(1) as reader:
        without = [await reader(each, (), None, None) for each in (unreachable, empty)]
        started_without = len(children_of_this_process()) - len(before)
        await reader(page(PAGE, at=clock()), (), None, None)
        started_with = len(children_of_this_process()) - len(before)

    assert [each.finding.reason for each in without] == ["timeout", "http-304"]
    assert (started_without, started_with) == (0, 1)
