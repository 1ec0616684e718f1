"""Simulate a month in a minute: 300 pages that change at every check, and four events that matter, each with one alert.

Run ``python bench/month.py [--pages N] [--days N]``. The pages are served on loopback, with advertisements, time stamps,
tokens and days behind a captcha; two are silently edited, one is removed, one moves. One run per day (and the second checks
that it schedules) goes through the whole program: planning, HTTP, reading, locating, judging, recording. Only the clock is
simulated. After a month, no alert may be opened twice.
"""

import argparse
import asyncio
import random
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import RunFinished
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import DeskSettings, Settings, VerifySettings

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
CAPTCHA = "<title>Just a moment...</title><h1>Checking your browser</h1><form id='challenge-form'></form>"
FILLER = (
    "The committee met on Tuesday and heard from three witnesses. None of them had seen the report before it was printed.",
    "Local residents said that the road had been closed since the spring. The council has promised to reopen it by autumn.",
    "The ministry declined to comment on the figures. A spokesman said that a full account would be given to parliament.",
)


class Month:
    """The simulated days, and the content of each page on them."""

    def __init__(self, pages: int, days: int) -> None:
        self.pages, self.days, self.now, self.asked = pages, days, START, 0
        self.edited = (pages // 17, pages // 2)
        self.removed, self.moved = pages * 2 // 3, pages * 7 // 8
        chance = random.Random(7)
        self.walled = {(number, chance.randrange(days)) for number in range(pages) for _ in range(1 + number % 2)}
        self.chance = random.Random(11)

    def clock(self) -> datetime:
        """Return the simulated time."""
        return self.now

    @property
    def day(self) -> int:
        """Days since the beginning."""
        return (self.now - START).days

    def quote(self, number: int) -> str:
        """Return the words a claim rests on."""
        return f"spending in district {number} rose by {number % 9 + 3} per cent to {number + 40} million euros"

    def answer(self, path: str) -> tuple[int, str, str]:
        """Return status, body and Location of a path on this day."""
        self.asked += 1
        _, kind, name = [*path.split("/"), ""][:3]
        if not name.isdigit() or kind not in {"story", "archive"}:
            return 404, "<h1>Not found</h1>", ""
        number = int(name)
        changed = self.day >= 9
        if kind == "story" and (number, self.day) in self.walled:
            return 403, CAPTCHA, ""
        if number == self.removed and changed:
            return 404, "<h1>Page not found</h1>", ""
        if number == self.moved and changed and kind == "story":
            return 301, "", f"/archive/{number}"
        words = self.quote(number)
        if number in self.edited and changed:
            words = words.replace("rose", "fell") if number == self.edited[0] else words.replace("million", "billion")
        return 200, self._page(number, words), ""

    def _page(self, number: int, words: str) -> str:
        token = f"{self.chance.getrandbits(128):032x}"
        offer = f"Save {self.chance.randrange(5, 70)} per cent on holidays this week only"
        teasers = "".join(
            f"<li><a href='/story/{self.chance.randrange(900)}'>{offer} no. {n}</a></li>" for n in range(4)
        )
        return (
            f"<!doctype html><html lang='en'><head><title>District {number}: the accounts</title>"
            f"<meta name='csrf' content='{token}'><script>window.t='{token}'</script></head><body>"
            f"<header><nav><a href='/'>Home</a> <a href='/news'>News</a></nav> {self.now:%A, %d %B %Y, %H:%M}</header>"
            f"<aside class='ad'><p>{offer}</p></aside><main><article><h1>District {number}: the accounts</h1>"
            f"<p class='byline'>Updated {self.chance.randrange(1, 59)} minutes ago, {self.chance.randrange(900)} comments</p>"
            f"<p>{FILLER[number % 3]}</p><p>The auditors wrote that {words}, the most in a decade.</p>"
            f"<p>{FILLER[(number + 1) % 3]}</p>"
            f"</article></main><section class='related'><h2>Most read</h2><ul>{teasers}</ul></section>"
            f"<footer>Page served in {self.chance.random():.3f} s, session {token[:8]}</footer></body></html>"
        )


def served(month: Month) -> tuple[ThreadingHTTPServer, str]:
    """Serve the month's pages on loopback."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, location = month.answer(self.path)
            raw = body.encode()
            self.send_response(status)
            for name, value in (("Location", location), ("cf-mitigated", "challenge" if body == CAPTCHA else "")):
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


async def a_run(desk: Desk, settings: Settings, selection: Selection) -> RunFinished:
    """Check the due sources."""
    async for news in verify(desk, settings, selection):
        if isinstance(news, RunFinished):
            return news
    raise AssertionError("a run ends with its end")


def play(folder: Path, month: Month, origin: str) -> tuple[int, int]:
    """Simulate the month; print the alerts, and return their number and how many of them were right."""
    verifying = VerifySettings(allow_private=True, host_gap=0, per_host=10, retries=0, processes=0)
    settings = Settings(
        db=str(folder / "desk.db"), actor="bench", verify=verifying, desk=DeskSettings(min_free_bytes=0)
    )
    checked = 0
    with open_desk(settings, month.clock) as desk:
        for number in range(month.pages):
            claim = claims.add_claim(desk, claims.NewClaim(text=f"District {number} spent more."))
            citations.cite(desk, claim, f"{origin}/story/{number}", quote=month.quote(number))
        for day in range(month.days):
            for hours in (0, 2):  # the nightly run, and the second checks that it scheduled
                month.now = START + timedelta(days=day, hours=hours)
                checked += asyncio.run(a_run(desk, settings, Selection())).checked
        found_alerts = alerts.list_alerts(desk, open_only=False)
        again = asyncio.run(a_run(desk, settings, Selection(Which.ALL)))
        month.now += timedelta(hours=3)
        twice = asyncio.run(a_run(desk, settings, Selection(Which.ALL)))
    expected = {(month.removed + 1, "dead"), (month.moved + 1, "moved"), *((n + 1, "altered") for n in month.edited)}
    for row in reversed(found_alerts):
        print(
            f"  {row.opened_at:%d %B}  claim {row.claim_id} “{row.claim_text}”: {row.kind} {row.before} → {row.after}"
        )
    right = {(row.claim_id, row.after) for row in found_alerts} & expected
    more = again.alerts_opened + twice.alerts_opened
    print(
        f"  {checked} checks, {month.asked} requests; {len(found_alerts)} alerts, {len(right)} of 4 right;"
        f" opened by reruns: {more}"
    )
    return len(found_alerts) + more, len(right)


def main() -> None:
    """Print the alerts, and whether they are right."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--days", type=int, default=31)
    given = parser.parse_args()
    month = Month(max(given.pages, 20), given.days)
    server, origin = served(month)
    began = time.monotonic()
    print(f"{month.pages} pages, {month.days} days")
    with tempfile.TemporaryDirectory() as folder:
        alert_count, right = play(Path(folder), month, origin)
    server.shutdown()
    print(f"  {time.monotonic() - began:.0f} s")
    raise SystemExit(0 if (alert_count, right) == (4, 4) else 1)


if __name__ == "__main__":
    main()
