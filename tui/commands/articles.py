"""Commands on articles: file their statements as claims."""

import asyncio
from typing import TYPE_CHECKING

from factcheck.errors import FactcheckError

from ..core.requests import CommandRequest
from ..ports import AppPort, ScreenPort

if TYPE_CHECKING:
    from factcheck.services.articles.values import Ingested, ReadArticle


def ingest(screen: ScreenPort, request: CommandRequest) -> None:
    """Open the screen that reads an article."""
    screen.desk_app.open_ingest()


async def check_ingested(app: AppPort, article: "ReadArticle", ingested: "Ingested", name: str) -> None:
    """Check and capture the article of an ingest while the reviewer goes on."""
    try:
        operations = await asyncio.to_thread(app.gateway.operations)
        await asyncio.to_thread(operations.load_network)
        async for progress in operations.check_ingested(article, ingested, name):
            if progress.recorded:
                app.reload_screens()
            app.show_message(progress.text)
    except FactcheckError as error:
        app.show_message(f"{error.message}; the claims are stored, and their source is due", alarm=True)
    except asyncio.CancelledError:
        app.show_message(f"{name}: stopped; the claims are stored, and their source is due")
        raise
