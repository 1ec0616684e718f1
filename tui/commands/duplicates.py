"""Commands on duplicates: merge a claim into another one, and split it again."""

from typing import TYPE_CHECKING

from factcheck.errors import FactcheckError

from ..core.requests import CommandRequest
from ..ports import ScreenPort

if TYPE_CHECKING:
    from factcheck.services.editing.duplicates import Relinked


def merge(screen: ScreenPort, request: CommandRequest) -> None:
    """Open the list of claims that may say the same."""
    assert request.claim_id is not None
    try:
        pane = screen.desk_app.gateway.reader.pane(request.claim_id)
    except FactcheckError as error:
        screen.refuse(request, error.message)
        return
    screen.desk_app.open_merge(pane.row)


def split(screen: ScreenPort, request: CommandRequest) -> None:
    """Split a claim from the one under the cursor."""
    app = screen.desk_app
    assert request.value is not None
    number = int(request.value.removeprefix("claim "))

    def done(split: "Relinked") -> None:
        app.forget_versions()
        app.show_message(
            f"claim {number} is split from claim {split.other_id} ({app.undo_hint()}) · {app.claim_words(number)}"
        )
        app.reload_screens()

    app.write(lambda operations: operations.split(number), done, screen.complain)
