"""Commands that list claims, alerts and the log, and show one claim."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from factcheck.cli import context, output, screen_reader
from factcheck.errors import FilterError, InputError
from factcheck.services.captures.similarity import drift_by_citation
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts as alert_services
from factcheck.services.editing import undo_redo
from factcheck.services.text.phrases import age, counted
from factcheck.store import filters, queries
from factcheck.store.filters import Filter
from factcheck.store.rows import COUNTED_MAX, ClaimRow, MergedRow, Sort

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FilterWords = Annotated[
    list[str] | None, typer.Argument(metavar="FILTER", help='Filter, such as: status:open link:dead "free words".')
]
LIST_MAX_CLAIMS = 50
BATCH_CLAIMS = 200
"""Claims that are read in one transaction."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    lists = {"ignore_unknown_options": True, "help_option_names": ["--help"]}  # -host: is a word of a filter
    app.command("list", context_settings=lists)(list_)
    app.command("show")(show)
    app.command("alerts", context_settings=lists)(alerts)
    app.command("log")(log)


def read_filter(desk: Desk, words: list[str] | None) -> Filter:
    """Return the filter of a call. Raises FilterError that points at the word."""
    text = " ".join(words or ())
    try:
        found = filters.parse(text)
    except FilterError as error:
        pointer = " " * error.start + "^" * max(error.end - error.start, 1)
        message = f"{output.sanitize_text(error.message)}\n  {output.sanitize_text(text)}\n  {pointer}"
        raise FilterError(message, start=error.start, end=error.end) from None
    with desk.read() as session:
        scale = queries.scale(session)
    if unknown := filters.unknown_rating(found, scale):
        raise InputError(f"rating:{unknown} is not on the scale: {', '.join(step.key for step in scale)}")
    return found


def list_(
    ctx: typer.Context,
    words: FilterWords = None,
    sort: Annotated[Sort, typer.Option(help="Order of the claims.")] = Sort.ATTENTION,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Maximum number of claims. Default: 50, and all with --json or --csv."),
    ] = None,
    as_json: JSON = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print one claim per line, for screen readers.")] = False,
) -> None:
    """List claims that match a filter."""
    with context.desk(ctx) as desk:
        wanted = read_filter(desk, words)
        parts = _parts(desk, wanted, sort, limit or (None if as_json or as_csv else LIST_MAX_CLAIMS))
        if as_json:
            output.print_json_list(claim for part in parts for claim in _full(desk, part))
        elif as_csv:
            output.claims_csv(row for part in parts for row in part)
        else:
            rows = [row for part in parts for row in part]
            output.claims_plain(rows) if plain or output.narrow() else output.claims_table(rows)
            with desk.read() as session:
                total = queries.count(session, wanted, me=desk.actor, cap=COUNTED_MAX + 1)
            # What was counted after the rows were read may be fewer, where somebody else is at work.
            total = max(total, len(rows))
            whole = counted(total, "claim") if total <= COUNTED_MAX else f"{COUNTED_MAX:,}+ claims"
            context.narrate(f"{len(rows):,} of {whole}")


def _parts(desk: Desk, wanted: Filter, sort: Sort, limit: int | None) -> Iterator[list[ClaimRow]]:
    """Yield the claims of a filter in batches: a long list is searched once, and read while it is printed."""
    if limit is not None and limit <= BATCH_CLAIMS:
        with desk.read() as session:
            yield queries.claim_page(session, wanted, me=desk.actor, sort=sort, limit=limit).rows
        return
    with desk.read() as session:
        ids = queries.claim_ids(session, wanted, me=desk.actor, sort=sort)[:limit]
    for start in range(0, len(ids), BATCH_CLAIMS):
        with desk.read() as session:
            part = queries.claim_rows(session, list(ids[start : start + BATCH_CLAIMS]))
        yield part


def _full(desk: Desk, part: list[ClaimRow]) -> Iterator[dict[str, Any]]:
    """Yield claims as JSON."""
    ids = [row.id for row in part]
    with desk.read() as session:
        cited = queries.citation_rows(session, ids)
        whys = queries.rating_whys(session, ids)
        opened = queries.open_alerts(session, [row.id for row in part if row.attention])
    for row in part:
        yield output.claim_json(row, whys.get(row.id), cited.get(row.id, []), opened.get(row.id, []))


def show(
    ctx: typer.Context,
    claim: Annotated[int, typer.Argument(metavar="CLAIM", help="Number of the claim.")],
    as_json: JSON = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print one fact per line, for screen readers.")] = False,
) -> None:
    """Show a claim with its citations, alerts and notes."""
    with context.desk(ctx) as desk:
        with desk.read() as session:
            merged = queries.merged_claim(session, claim)
        if merged is not None:
            _show_merged(desk, merged, as_json=as_json)
            return
        with context.asked_for(), desk.read() as session:
            detail = queries.claim_detail(session, claim)
            moved = drift_by_citation(session, claim)
        if as_json:
            value = output.claim_json(detail.row, detail.rating_why, detail.citations, detail.alerts)
            notes = [{"id": n.id, "author": n.author, "text": n.text, "at": output.instant(n.at)} for n in detail.notes]
            drift = {str(citation): round(share, 4) for citation, share in moved.items()}
            merged_ids = [each.id for each in detail.merged]
            statements = [asdict(each) for each in detail.statements]
            more = {"notes": notes, "drift": drift, "merged_into": None, "merged": merged_ids, "statements": statements}
            output.print_json(value | more)
        elif plain:
            screen_reader.print_claim(detail, desk.clock(), moved)
        else:
            output.claim(detail, desk.clock(), moved)


def _show_merged(desk: Desk, merged: MergedRow, *, as_json: bool) -> None:
    """Print a merged claim, with the claim that has its citations now."""
    with desk.read() as session:
        row = queries.claim_rows(session, [merged.id])[0]
        why = queries.rating_whys(session, [merged.id]).get(merged.id)
        remaining = queries.citation_rows(session, [merged.id]).get(merged.id, [])
    if as_json:
        more = {"notes": [], "drift": {}, "merged_into": merged.canonical, "merged": [], "statements": []}
        output.print_json(output.claim_json(row, why, remaining, ()) | more)
        return
    by = f" by {merged.actor}" if merged.actor else ""
    print(
        output.sanitize_text(
            f"claim {merged.id} was merged into claim {merged.canonical}{by}, {age(merged.at, desk.clock())}"
        )
    )
    print(output.sanitize_text(merged.text))
    context.narrate(
        f"factcheck show {merged.canonical} shows the claim that remains; factcheck split {merged.id} splits the two"
    )


def alerts(
    ctx: typer.Context,
    words: FilterWords = None,
    every: Annotated[bool, typer.Option("--all", help="Include resolved alerts.")] = False,
    as_json: JSON = False,
) -> None:
    """List alerts that need review."""
    with context.desk(ctx) as desk:
        wanted = read_filter(desk, words)
        rows = alert_services.list_alerts(desk, wanted, open_only=not every)
        if as_json:
            output.print_json([output.alert_json(row) for row in rows])
        else:
            for row in rows:
                ended = f"  [{row.resolution} by {row.resolved_by}]" if row.resolved_at else ""
                print(output.sanitize_text(f"alert {row.id}  claim {row.claim_id}  {output.alert_line(row)}{ended}"))
                for line in output.alert_lines(row):
                    print(output.sanitize_text(f"    {line}"))
            lost = dict.fromkeys(row.claim_id for row in rows if not row.resolved_at and row.memento is None)
            if lost:
                first = next(iter(lost))
                claims = f"claim {first}" if len(lost) == 1 else counted(len(lost), "claim")
                context.narrate(f"no archived copy is known for {claims}; factcheck archive {first} looks for copies")
        for each in alert_services.pending_findings(desk, wanted):
            due = output.instant(each.next_check_at) or "an unknown time"
            context.narrate(output.sanitize_text(output.waiting_line(each, due)))


def log(
    ctx: typer.Context,
    claim: Annotated[
        int | None, typer.Argument(metavar="CLAIM", help="Number of a claim. Default: all claims.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Maximum number of lines.")] = 50,
    as_json: JSON = False,
) -> None:
    """List recorded actions, newest first."""
    with context.desk(ctx) as desk:
        rows = undo_redo.history(desk, claim, limit=limit)
        if claim is not None and not rows:
            context.narrate(f"factcheck: there is no claim {claim}")
            raise typer.Exit(1)
        if as_json:
            output.print_json([output.event_json(row) for row in rows])
            return
        for row in rows:
            where = f"claim {row.claim_id}" if row.claim_id is not None else row.subject
            print(
                output.sanitize_text(
                    f"{row.id:>6}  {output.instant(row.at)}  {row.actor}  {undo_redo.event_text(row)}  ({where})"
                )
            )
        if rows and claim is None:
            context.narrate(f"head of the chain: {rows[0].hash}")
