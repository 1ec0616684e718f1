"""Commands about captures of sources, and the comparison of two of them."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from factcheck.cli import context, output
from factcheck.cli.subjects import subject
from factcheck.errors import InputError
from factcheck.services.captures import reader as stored
from factcheck.services.captures.comparison import Anchor, Comparison, Label, Version, compare_versions
from factcheck.services.captures.export import export_claim
from factcheck.services.captures.reader import CaptureDetail, CaptureRow, Failure, Subject, SubjectKind
from factcheck.services.captures.retention import prune as prune_captures
from factcheck.services.captures.writer import capture_folder
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.text.phrases import counted, difference_line
from factcheck.services.text.sanitize import sanitize_text
from factcheck.verifier.text_diff.word_diff import Change, Hunk
from factcheck.warc.reader import Fault

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CONTEXT_CHARACTERS = 120
"""Unchanged text that is printed on each side of a change."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    captures = typer.Typer(
        help="Show, export, verify and prune captures of sources.", no_args_is_help=True, rich_markup_mode=None
    )
    captures.command("list")(list_)
    captures.command("show")(show)
    captures.command("export")(export)
    captures.command("verify")(verify)
    captures.command("prune")(prune)
    app.add_typer(captures, name="captures")
    app.command("diff")(diff)


def list_(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="WHAT", help="Claim (12 or claim:12), citation:12, source:7 or an address. Default: all captures."
        ),
    ] = None,
    as_json: JSON = False,
) -> None:
    """List captures, oldest first."""
    wanted = subject(what, SubjectKind.CLAIM) if what else Subject()
    with context.desk(ctx) as desk, context.asked_for():
        rows = list(stored.list_captures(desk, wanted))
    if as_json:
        output.print_json([capture_json(row) for row in rows])
        return
    output.table(
        ("ID", "SOURCE", "CHECK", "AT", "LINK", "BYTES", "FILE", "URL"),
        [
            (r.id, r.source_id, r.source_check_id, output.instant(r.at), r.link, r.bytes, r.file or "text only", r.url)
            for r in rows
        ],
        wide=7,
    )
    context.narrate(counted(len(rows), "capture"))


def capture_json(row: CaptureRow) -> dict[str, Any]:
    """Return a capture as JSON."""
    return {
        "id": row.id,
        "source_id": row.source_id,
        "check_id": row.source_check_id,
        "url": row.url,
        "final_url": row.final_url,
        "at": output.instant(row.at),
        "link": row.link,
        "http_status": row.http_status,
        "content_type": row.content_type,
        "bytes": row.bytes,
        "payload_digest": row.payload_digest,
        "text_digest": row.text_digest,
        "file": row.file,
        "offset": row.offset,
        "length": row.length,
        "digest": row.digest,
        "refers_to": row.refers_to,
    }


def show(
    ctx: typer.Context,
    capture: Annotated[int, typer.Argument(metavar="CAPTURE", help="Number of the capture.")],
    as_json: JSON = False,
) -> None:
    """Show the headers and the text of a capture."""
    with context.desk(ctx) as desk, context.asked_for():
        detail = stored.show_capture(desk, capture_folder(desk.engine, context.settings(ctx).captures), capture)
    output.print_json(_detail_json(detail)) if as_json else _print_detail(detail)
    for trouble in detail.troubles:
        context.narrate(output.sanitize_text(f"factcheck: capture {capture}: {trouble.fault}: {trouble.detail}"))
    raise typer.Exit(int(bool(detail.troubles)))


def _detail_json(detail: CaptureDetail) -> dict[str, Any]:
    records = [
        {
            "type": each.kind,
            "url": each.url,
            "at": each.date,
            "status": int(each.status) if each.status and each.status.isdecimal() else None,
            "first_line": each.first_line,
            "headers": [list(pair) for pair in each.headers],
            "bytes": len(each.body),
            "record": each.fields,
        }
        for each in detail.records
    ]
    troubles = [{"fault": each.fault, "detail": each.detail} for each in detail.troubles]
    return capture_json(detail.row) | {"records": records, "text": detail.text, "troubles": troubles}


def _print_detail(detail: CaptureDetail) -> None:
    row = detail.row
    print(
        sanitize_text(
            f"capture {row.id} of source {row.source_id}, check {row.source_check_id}, {output.instant(row.at)}"
        )
    )
    print(sanitize_text(f"{row.url}" + (f" → {row.final_url}" if row.final_url != row.url else "")))
    where = f"{row.file} at {row.offset}, {row.length} bytes, {row.digest}" if row.file else "only its text is stored"
    print(sanitize_text(where) + (f", a revisit of capture {row.refers_to}" if row.refers_to else ""))
    for each in detail.records:
        address = each.fields.get("WARC-IP-Address")
        cut = each.fields.get("WARC-Truncated")
        facts = [each.kind, each.url, *([f"from {address}"] if address else []), *([f"cut off: {cut}"] if cut else [])]
        print(sanitize_text(f"\n{' '.join(facts)}", lines=True))
        for line in (each.first_line, *(f"{name}: {value}" for name, value in each.headers)):
            print(f"  {sanitize_text(line)}")
    if detail.text is not None:
        print()
        print(sanitize_text(detail.text, lines=True))


def export(
    ctx: typer.Context,
    claim: Annotated[int, typer.Argument(metavar="CLAIM", help="Number of the claim.")],
    target: Annotated[Path, typer.Option("-o", metavar="DIR", help="Folder to write to.")],
    as_json: JSON = False,
) -> None:
    """Export the captures of a claim as a WARC file with a CDXJ index."""
    with context.desk(ctx) as desk, context.asked_for():
        made = export_claim(desk, capture_folder(desk.engine, context.settings(ctx).captures), claim, target)
    if as_json:
        files = {"warc": str(made.warc), "index": str(made.index), "captures": made.captures}
        output.print_json(files | {"text_only": made.text_only, "failures": [asdict(each) for each in made.failures]})
    else:
        print(sanitize_text(f"{made.warc}: {counted(made.captures, 'capture')}"))
        print(sanitize_text(str(made.index)))
    if made.text_only:
        context.narrate(_text_only_line(len(made.text_only)))
    for failure in made.failures:
        context.narrate(_failure_line(failure) + "; it is not in the export")
    raise typer.Exit(int(bool(made.failures)))


def _text_only_line(count: int) -> str:
    return f"{counted(count, 'capture')} from before capture files: only the text is stored"


def _failure_line(failure: Failure) -> str:
    return output.sanitize_text(f"{failure.fault}: capture {failure.capture_id}, {failure.url}: {failure.detail}")


def verify(ctx: typer.Context, as_json: JSON = False) -> None:
    """Read every capture back, compare its digest, and list failures."""
    counts = stored.Verification()
    failures: list[Failure] = []
    with context.desk(ctx) as desk:
        folder = capture_folder(desk.engine, context.settings(ctx).captures)
        for failure in stored.verify_captures(desk, folder, counts):
            failures.append(failure)
            if not as_json:
                print(_failure_line(failure), flush=True)
        strangers = list(stored.unknown_files(desk, folder))
    if as_json:
        faults = {str(fault): counts.faults[fault] for fault in Fault}
        output.print_json(
            {"ok": not failures, "checked": counts.checked, "text_only": counts.text_only, **faults}
            | {"failures": [asdict(each) for each in failures], "notes": strangers}
        )
    else:
        found = ", ".join(f"{counts.faults[fault]} {fault}" for fault in Fault)
        print(f"{counted(counts.checked, 'capture')} read back: {found if failures else 'all intact'}")
    for line in () if as_json else strangers:
        context.narrate(output.sanitize_text(f"note: {line}"))
    if counts.text_only and not as_json:
        context.narrate(f"note: {_text_only_line(counts.text_only)}")
    raise typer.Exit(int(bool(failures)))


def prune(
    ctx: typer.Context,
    keep_days: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Age in days, in place of the setting captures.keep_days.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be deleted, and delete nothing.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Delete old versions that nothing rests on.

    The first and the last version of a source, and every version that a citation or an alert refers to, are never deleted.
    """
    settings = context.settings(ctx).captures
    days = keep_days or settings.keep_days
    if days is None:
        raise InputError("no age is set after which captures are deleted; set captures.keep_days or give --keep-days N")
    with context.desk(ctx) as desk, verify_lock(desk.engine):
        done = prune_captures(desk, capture_folder(desk.engine, settings), days, dry_run=dry_run)
    if as_json:
        value = {"dropped": [capture_json(row) for row in done.captures], "bytes": done.bytes, "dry_run": dry_run}
        output.print_json(value | {"failures": [asdict(each) for each in done.failures]})
    else:
        verb = "would be deleted" if dry_run else "deleted"
        print(f"{counted(len(done.captures), 'capture')} {verb}, {done.bytes:,} bytes in files")
    for failure in done.failures:
        context.narrate(_failure_line(failure) + "; its file is left unchanged")
    raise typer.Exit(int(bool(done.failures)))


def diff(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="CITATION|SOURCE", help="Citation (12 or citation:12), source:7 or the address of a source."
        ),
    ],
    from_check: Annotated[
        int | None, typer.Option("--from", metavar="CHECK", help="Number of the older check.")
    ] = None,
    to_check: Annotated[int | None, typer.Option("--to", metavar="CHECK", help="Number of the newer check.")] = None,
    as_json: JSON = False,
) -> None:
    """Compare two versions of a page word by word.

    Changes around the quote come first. Without --from and --to, the newest version is compared with the last version that
    contained the quoted words, or, for a source, with the version before it. captures list prints the numbers of checks.
    """
    wanted = subject(what, SubjectKind.CITATION)
    if wanted.of is SubjectKind.CLAIM:
        raise InputError(
            "a claim may cite several sources; give one of its citations as citation:N (factcheck show lists them)"
        )
    with context.desk(ctx) as desk, context.asked_for():
        found = compare_versions(desk, wanted, from_check=from_check, to_check=to_check)
    output.print_json(comparison_json(found)) if as_json else _print_comparison(found)


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON."""
    hunks = [
        {
            "before": [hunk.before_start, hunk.before_end],
            "after": [hunk.after_start, hunk.after_end],
            "at_quote": found.at_quote(hunk),
            "pieces": [asdict(piece) for piece in hunk.pieces],
        }
        for hunk in found.ordered()
    ]
    return {
        "source_id": found.source_id,
        "citation_id": found.citation_id,
        "claim_id": found.claim_id,
        "url": found.url,
        "quote": found.quote,
        "from": _version_json(found.before),
        "to": _version_json(found.after),
        "hunks": hunks,
    }


def _version_json(version: Version) -> dict[str, Any]:
    anchor = version.anchor
    return {
        "capture_id": version.capture_id,
        "check_id": version.check_id,
        "at": output.instant(version.at),
        "link": version.link,
        "quote": None
        if anchor is None
        else {"label": anchor.label, "passage": anchor.passage, "text": anchor.text, "diff": list(anchor.diff)},
    }


def _print_comparison(found: Comparison) -> None:
    out = output.console()
    of = f"citation {found.citation_id} of claim {found.claim_id}" if found.citation_id else f"source {found.source_id}"
    out.print(output.words(f"{of}  {found.url}", "bold"))
    for name, version in (("from", found.before), ("to", found.after)):
        out.print(
            output.words(f"  {name:5} check {version.check_id}, {output.instant(version.at)}, link {version.link}")
        )
    if found.quote is not None and found.before.anchor and found.after.anchor:
        for line in _quote_lines(found.quote, found.before.anchor, found.after.anchor):
            out.print(line, soft_wrap=True)
    elsewhere = 0
    for hunk in found.ordered():
        at_quote = found.at_quote(hunk)
        elsewhere += not at_quote
        heading = "around the quote" if at_quote else f"change {elsewhere}"
        out.print()
        out.print(output.words(f"@ {heading}", "bold"))
        out.print(_marked(hunk), soft_wrap=True)
    if not found.hunks:
        out.print(output.words("no word differs"))


def _quote_lines(quote: str, was: Anchor, now: Anchor) -> Iterator[Text]:
    style = "" if now.label is Label.EXACT else "bold"
    yield output.words(f"  QUOTE {now.label}" + (f" (it was {was.label})" if was.label is not now.label else ""), style)
    yield output.words(f"    quoted “{quote}”")
    if now.text is not None and now.text != quote:
        yield output.words(f"    found  “{now.text}”")
    for difference in now.diff:
        yield output.words(f"    {difference_line(difference)}")


CHANGE_SIGNS = {Change.SAME: ("", "", ""), Change.REMOVED: ("[-", "-]", "red"), Change.NEW: ("{+", "+}", "green")}
"""Signs mark what was removed and added; colour only adds to them."""


def _marked(hunk: Hunk) -> Text:
    """Return a change on one line, [-removed-]{+added+}, with some text around it."""
    line, gap = Text("  "), ""
    for number, piece in enumerate(hunk.pieces):
        opening, closing, style = CHANGE_SIGNS[piece.change]
        words = piece.text.rstrip()
        text = _in_a_line(words) if piece.change is not Change.SAME else _shortened(_in_a_line(words), number, hunk)
        follows = piece.change is Change.NEW and number and hunk.pieces[number - 1].change is Change.REMOVED
        line.append("" if follows else gap)
        line.append(f"{opening}{text}{closing}", style)
        gap = " " if words != piece.text else ""
    return line


def _in_a_line(text: str) -> str:
    return sanitize_text(re.sub(r"\s*\n\s*", " ¶ ", text))


def _shortened(text: str, number: int, hunk: Hunk) -> str:
    """Return unchanged text, shortened far from a change."""
    first, last = number == 0, number == len(hunk.pieces) - 1
    if len(text) <= CONTEXT_CHARACTERS * (1 if first or last else 2):
        return text
    head = "" if first else text[:CONTEXT_CHARACTERS].rpartition(" ")[0]
    tail = "" if last else text[-CONTEXT_CHARACTERS:].partition(" ")[2]
    return f"{head} … {tail}".strip(" ")
