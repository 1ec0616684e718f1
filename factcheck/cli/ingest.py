"""The command that files the check-worthy statements of an article as claims."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from factcheck.cli import context, output
from factcheck.cli.added_vectors import make_added_vectors
from factcheck.cli.article_input import narrate_article, read_given
from factcheck.cli.article_output import candidate_json
from factcheck.cli.exit_statuses import Reported
from factcheck.cli.match import match_json
from factcheck.cli.spot import GIVEN, LANG, URL
from factcheck.errors import DeskError, InputError
from factcheck.services.articles.checking import check_article
from factcheck.services.articles.offering import offer, with_matches
from factcheck.services.articles.spotting import spot_article
from factcheck.services.articles.taking import take
from factcheck.services.articles.values import (
    ChosenStatement,
    Ingested,
    IngestedStatement,
    IngestResult,
    OfferedStatement,
    ReadArticle,
)
from factcheck.services.desk import Desk
from factcheck.services.matching import may_be_the_same
from factcheck.services.monitoring.events import SourceChecked
from factcheck.services.text.match_text import match_line
from factcheck.services.text.phrases import counted
from factcheck.services.text.statement_text import shown
from factcheck.settings import Settings
from factcheck.spotting.values import Candidate
from factcheck.vocabulary import ClaimKind, QuoteState


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command("ingest")(ingest)


def ingest(
    ctx: typer.Context,
    given: GIVEN,
    url: URL = None,
    lang: LANG = None,
    top: Annotated[int | None, typer.Option(min=1, metavar="N", help="File the N best statements.")] = None,
    min_score: Annotated[
        float | None,
        typer.Option(min=0, max=1, metavar="S", help="File statements that score at least S. Default: spot.min_score."),
    ] = None,
    take_all: Annotated[bool, typer.Option("--all", help="File every statement, whatever its score.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines: one for each statement, then the sum.")
    ] = False,
) -> None:
    """File the statements of an article as claims."""
    if (top is not None) + (min_score is not None) + take_all > 1:
        raise InputError("give one of --top, --min-score and --all")
    settings = context.settings(ctx)
    article = read_given(given, url, lang, settings)
    with context.desk(ctx) as desk:
        candidates = spot_article(article, settings.spot)
        narrate_article(article)
        least = settings.spot.min_score if min_score is None else min_score
        chosen = _chosen(candidates, top, 0.0 if take_all or top else least)
        offered = with_matches(desk, offer(desk, article, chosen))
        taken = take(desk, article, [ChosenStatement(each) for each in chosen])
        _print_statements(offered, taken, as_json=as_json)
        checked = _check(desk, settings, article, taken)
        added = [each.claim_id for each in taken.statements if each.result is IngestResult.ADDED]
        make_added_vectors(desk, [number for number in added if number is not None])
    _print_sum(article, candidates, taken, checked, as_json=as_json)


def _chosen(candidates: Sequence[Candidate], top: int | None, least: float) -> list[Candidate]:
    """Return the statements to file. The headline of another story is never a claim of this article."""
    own = [each for each in candidates if each.kind is not ClaimKind.HEADLINE]
    return [each for each in own[:top] if each.score >= least]


def _check(desk: Desk, settings: Settings, article: ReadArticle, taken: Ingested) -> SourceChecked | None:
    """Check and capture the article where something new was filed."""
    if not (taken.count(IngestResult.ADDED) or taken.count(IngestResult.LINKED)):
        return None
    checked: list[SourceChecked | None] = []

    async def work() -> int:
        checked.append(await check_article(desk, settings, article, taken))
        return 0

    try:
        status = context.run(work())
    except DeskError as error:
        error.message += "; the claims are stored, and their source is due: factcheck verify checks it"
        raise
    if status:
        raise Reported(status)
    return checked[0]


def _print_statements(offered: Sequence[OfferedStatement], taken: Ingested, *, as_json: bool) -> None:
    filed = {each.candidate.rank: each for each in taken.statements}
    for statement, each in zip(offered, taken.statements, strict=True):
        if as_json:
            value = {"result": each.result, "claim_id": each.claim_id} | candidate_json(each.candidate)
            output.print_json(value | {"matches": [match_json(match) for match in statement.matches]})
            continue
        print(output.sanitize_text(f"{_named(each)}: {shown(each.candidate.text)}"))
        for match in may_be_the_same(statement.matches) if each.result is IngestResult.ADDED else ():
            print(output.sanitize_text(f"    {match_line(match)}"))
            print(output.sanitize_text(f"        {shown(match.text)}"))
        for other in (filed[rank] for rank in each.candidate.contradicts if rank in filed):
            place = f"[{each.candidate.start}:{each.candidate.end}] contradicts claim {other.claim_id}"
            there = f"[{other.candidate.start}:{other.candidate.end}]: {shown(other.candidate.text)}"
            print(output.sanitize_text(f"    {place} {there}"))


def _named(each: IngestedStatement) -> str:
    match each.result:
        case IngestResult.ADDED:
            return f"claim {each.claim_id} added"
        case IngestResult.LINKED:
            return f"claim {each.claim_id} says this already{'; appearance added' if each.is_cited else ''}"
        case IngestResult.KNOWN:
            return f"claim {each.claim_id} known"
        case IngestResult.REJECTED:
            return "rejected before"


def _print_sum(
    article: ReadArticle,
    candidates: Sequence[Candidate],
    taken: Ingested,
    checked: SourceChecked | None,
    *,
    as_json: bool,
) -> None:
    """Print the numbers of statements by result, and the result of the check."""
    left = len(candidates) - len(taken.statements)
    quotes = Counter(each.state for each in checked.quotes if each.state) if checked else Counter[QuoteState]()
    if as_json:
        published = article.reading.published
        output.print_json(
            {
                "article": {
                    "id": taken.article_id,
                    "url": article.reading.url,
                    "title": article.reading.title.value if article.reading.title else None,
                    "author": article.reading.author.value if article.reading.author else None,
                    "published_from": published.start if published else None,
                    "published_to": published.end if published else None,
                    "digest": article.digest,
                },
                **{each.value: taken.count(each) for each in IngestResult},
                "left_out": left,
                "link": checked.state if checked else None,
                "quotes": quotes,
            }
        )
    else:
        counts = ", ".join(
            f"{taken.count(each)} {each}" for each in IngestResult if taken.count(each) or each is IngestResult.ADDED
        )
        print(f"{counted(len(taken.statements), 'statement')}: {counts}; {left} left out")
    if checked:
        found = ", ".join(f"{count} {state}" for state, count in sorted(quotes.items()))
        context.narrate(
            output.sanitize_text(f"link {checked.state} ({checked.finding.reason}); quotes: {found or 'none'}")
        )
    elif taken.source_id and taken.count(IngestResult.ADDED):
        context.narrate("the source is due: factcheck verify checks and captures it")
    if taken.can_be_undone:
        context.narrate("factcheck undo reverts this ingest")
