"""Draw the pictures of the README: ``python docs/screenshots.py [FOLDER]`` writes ``docs/pictures/*.svg``.

The desk is that of the demo: its claims, its small web on loopback, and eleven days of checks. With ``--png``, a PNG is
written beside each SVG, if a browser that runs without a screen is installed.
"""

import argparse
import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.events import Paste
from textual.pilot import Pilot

from factcheck.demo.desk import STAGES, Demo, open_demo
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.tui import FactcheckApp, Gateway

HERE = Path(__file__).parent / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASTE = "paste:"
"""Prefix of a step that is pasted; other steps are keys."""
PATIENCE = 600


@dataclass(frozen=True)
class Picture:
    """A screen, the keys that lead to it, and a text that it shows once it is complete."""

    name: str
    steps: tuple[str, ...]
    sees: str
    size: tuple[int, int] = (120, 40)
    theme: str = "textual-dark"
    ascii: bool = False


QUEUE = ("g",)
CITE = ("g", "j", "e", f"{PASTE}{{weapons}}", "tab", f"{PASTE}North Korean fragments were traced at 14 of 21 sites")
TWIN = ("i", f"{PASTE}Moscou et Pyongyang n’ont pas nié les accusations")
INGEST = ("I", f"{PASTE}{{weapons}}", "enter")
PICTURES = (
    Picture("queue", QUEUE, "said by"),
    Picture("evidence", CITE, "14 → 11"),
    Picture("alerts", ("!",), "open alerts"),
    Picture("diff", ("/", *"deepen", "enter", "d"), "ALTERED"),
    Picture("tracked", TWIN, "negation:"),
    Picture("tracked-80x24-light", TWIN, "negation:", (80, 24), "textual-light"),
    Picture("ingest", INGEST, "· 0 chosen"),
    Picture("ingest-80x24-light", INGEST, "· 0 chosen", (80, 24), "textual-light"),
    Picture("keys", ("question_mark",), "Keys that act here"),
    Picture("palette", (":", *"status"), "status: published"),
    Picture("queue-80x24-light", QUEUE, "CLAIM", (80, 24), "textual-light"),
    Picture("claim-80x24-light", ("g", "enter"), "said by", (80, 24), "textual-light"),
    Picture("evidence-80x24", CITE, "14 → 11", (80, 24)),
    Picture("alerts-80x24-light", ("!",), "open alerts", (80, 24), "textual-light"),
    Picture("queue-60x15-ansi", QUEUE, "CLAIM", (60, 15), "ansi-dark"),
    Picture("queue-ascii", QUEUE, "said by", ascii=True),
)


def main() -> None:
    """Make the desk and draw."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", nargs="?", type=Path, default=HERE)
    asked.add_argument("--png", action="store_true", help="draw PNG files, too")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, open_demo(Path(place), Settings(actor="mira")) as demo:
        for stage in STAGES:
            asyncio.run(_run(demo, stage))
        _work(demo)
        for picture in PICTURES:
            svg = bare(asyncio.run(draw(demo, picture)))
            path = given.folder / f"{picture.name}.svg"
            path.write_text(svg, encoding="utf-8")
            print(f"{path}  {len(svg) // 1000} kB")
    if given.png:
        render(sorted(given.folder.glob("*.svg")))


async def _run(demo: Demo, stage: object) -> None:
    async for _ in demo.run(stage):  # type: ignore[arg-type]
        pass


def _work(demo: Demo) -> None:
    """Make a few changes, as reviewers do."""
    mira = demo.desk
    claims.rate_claim(mira, 2, "false", "The report is of 25 April, not of this week.")
    claims.edit_claim(mira, 2, claims.ClaimEdit(status="review", assignee="mira"))
    claims.edit_claim(mira, 4, claims.ClaimEdit(assignee="ana"))
    claims.add_claim(mira, claims.NewClaim(text="The ministry says that no shells were delivered", claimant="ministry"))


async def draw(demo: Demo, picture: Picture) -> str:
    """Return a screen as SVG."""
    look = demo.settings.desk.model_copy(update={"theme": picture.theme, "ascii": picture.ascii})
    app = FactcheckApp(Gateway.over(demo.desk, demo.settings.model_copy(update={"desk": look})))
    async with app.run_test(size=picture.size) as pilot:
        for step in picture.steps:
            if step.startswith(PASTE):
                app.post_message(Paste(step.removeprefix(PASTE).format(weapons=demo.web.url("/weapons"))))
                await pilot.pause()
            else:
                await pilot.press(step)
        await until(pilot, picture.sees)
        await asyncio.sleep(0.5)  # the pane follows the cursor once it rests
        await pilot.pause()
        return app.export_screenshot(title="factcheck")


async def until(pilot: Pilot[None], text: str) -> None:
    """Wait until a text is on the screen."""
    for _ in range(PATIENCE):
        await pilot.pause(0.02)
        strips = pilot.app.screen._compositor.render_strips()
        if text in "\n".join("".join(segment.text for segment in strip) for strip in strips):
            return
    raise SystemExit(f"{text!r} is never on the screen")


def bare(svg: str) -> str:
    """Return an SVG that asks no other host for its letters."""
    return re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace(
        "Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono"
    )


def render(paths: Sequence[Path]) -> None:
    """Draw PNG files with the first browser that is there."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"none of {', '.join(BROWSERS)} is installed: only SVG files were written")
    for path in paths:
        box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', path.read_text("utf-8"))
        assert box
        size = ",".join(str(round(float(side))) for side in box.groups())
        command = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={size}"]
        subprocess.run(
            [*command, f"--screenshot={path.with_suffix('.png')}", path.resolve().as_uri()],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
