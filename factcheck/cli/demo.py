"""Prints the report of the demo: each run by link and quote, and the desk that a reviewer then sees."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from factcheck.cli import context
from factcheck.cli.output import MEMENTO_VERDICTS
from factcheck.demo.desk import STAGES, Demo, Stage, open_demo
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts
from factcheck.services.monitoring.events import RunStarted, SourceChecked
from factcheck.services.text.phrases import counted, difference_line
from factcheck.services.text.sanitize import sanitize_text
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.vocabulary import LinkState


@contextmanager
def show_demo(place: Path, settings: Settings) -> Iterator[tuple[Desk, Settings]]:
    """Run the demo, print its report, and yield the desk while its web is still served."""
    with open_demo(place, settings) as demo:
        print("factcheck demo: fifteen claims from one article, with sources on a small web that is served on this")
        print("machine only. No real site is fetched, and eleven days pass in a few seconds.")
        opened = 0
        for stage in STAGES:
            opened += _run(demo, stage)
        _report(demo.desk, opened)
        yield demo.desk, demo.settings


def _run(demo: Demo, stage: Stage) -> int:
    links: Counter[str] = Counter()
    quotes: Counter[str] = Counter()
    opened = 0
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(stage.title, total=None)

        async def run() -> int:
            nonlocal opened
            async for news in demo.run(stage):
                if isinstance(news, RunStarted):
                    bar.update(task, total=news.sources)
                elif isinstance(news, SourceChecked):
                    bar.advance(task)
                    links[news.finding.link] += 1
                    quotes.update(each.finding.outcome for each in news.quotes if each.finding)
                    opened += len(news.opened)
            return 0

        context.run(run())
    print(f"\n{stage.title} ({demo.clock():%a %d %b %H:%M})")
    print(f"  links   {_by_frequency(links)}")
    print(f"  quotes  {_by_frequency(quotes)}")
    print(f"  alerts  {opened} opened")
    return opened


def _by_frequency(counts: Counter[str]) -> str:
    return "  ".join(f"{count} {name}" for name, count in counts.most_common())


def _report(desk: Desk, opened: int) -> None:
    print(f"\n{counted(opened, 'alert')} opened since the first run:\n")
    with desk.read() as session:
        for row in reversed(alerts.list_alerts(desk)):
            claim = queries.claim_rows(session, [row.claim_id])[0]
            print(sanitize_text(f"! claim {row.claim_id}  {claim.standalone or row.claim_text}"))
            moved = f" (now at {_path(row.detail['final_url'])})" if row.after == LinkState.MOVED else ""
            print(sanitize_text(f"    {row.kind} {row.before} → {row.after}   {_path(row.url)}{moved}"))
            if quoted := row.detail.get("quoted"):
                print(sanitize_text(f"    quoted  “{quoted}”"))
            if found := row.detail.get("found"):
                print(sanitize_text(f"    found   “{found}”"))
            for difference in row.detail.get("diff") or ():
                print(sanitize_text(f"    {difference_line(difference)}"))
            if copy := row.memento:
                print(
                    sanitize_text(f"    archived {copy.at:%d %b}: {MEMENTO_VERDICTS[copy.verdict]}   {_path(copy.url)}")
                )
        _no_alarm(desk)
        print("\nTwo claims of the same article contradict each other:")
        contradictions = filters.parse("tag:contradiction")
        for claim in reversed(queries.claim_page(session, contradictions, me=desk.actor).rows):
            notes = queries.claim_detail(session, claim.id).notes
            print(sanitize_text(f"  claim {claim.id}  “{claim.text}”"))
            for note in notes:
                print(sanitize_text(f"      {note.text}"))


def _no_alarm(desk: Desk) -> None:
    """Print the changes that opened no alert, and why."""
    calm = {
        LinkState.BLOCKED: "access is blocked, which does not mean that the page is gone",
        LinkState.UNREACHABLE: "the host gave no answer in time, which is not yet an outage",
        LinkState.FAILING: "the host says that it is gone, but not often enough to confirm it",
    }
    print("\nNo alert, and why:")
    with desk.read() as session:
        seen = set()
        for state_, why in calm.items():
            for claim in queries.claim_page(session, filters.parse(f"link:{state_}"), me=desk.actor).rows:
                for citation in queries.citation_rows(session, [claim.id])[claim.id]:
                    if citation.link is state_ and citation.source_id not in seen:
                        seen.add(citation.source_id)
                        print(sanitize_text(f"  {citation.link:12}{_path(citation.url):24}{why}"))


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]
