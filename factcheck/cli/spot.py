"""The command that finds the check-worthy statements of an article. It writes nothing, and loads no database."""

import sys
from typing import Annotated

import typer

from factcheck.cli import context
from factcheck.cli.article_input import narrate_article, read_given
from factcheck.cli.article_output import candidate_json, print_candidates
from factcheck.cli.json_output import print_json
from factcheck.errors import InputError
from factcheck.services.articles.spotting import spot_article

GIVEN = Annotated[str, typer.Argument(metavar="FILE|URL", help="Address or file of the article; - is stdin.")]
URL = Annotated[str | None, typer.Option("--url", metavar="URL", help="Address of the article in the file.")]
LANG = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="TAG", help="Language of the article, such as en, fr or pt. Default: it is found out."
    ),
]


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command("spot")(spot)


def spot(
    ctx: typer.Context,
    given: GIVEN,
    url: URL = None,
    lang: LANG = None,
    reading: Annotated[
        bool, typer.Option("--reading", help="Print only the text of the article, which start and end refer to.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one for each statement.")] = False,
) -> None:
    """Find the statements of an article that are worth checking."""
    if reading and as_json:
        raise InputError("--reading prints a text, not JSON: leave --json out")
    settings = context.settings(ctx)
    article = read_given(given, url, lang, settings)
    if reading:
        sys.stdout.flush()
        sys.stdout.buffer.write(article.reading.text.encode("utf-8", "replace"))
        return
    candidates = spot_article(article, settings.spot)
    narrate_article(article)
    if as_json:
        for each in candidates:
            print_json(candidate_json(each))
    else:
        print_candidates(candidates)
    if not candidates:
        context.narrate("no statement was found that is worth checking")
