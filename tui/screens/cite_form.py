"""A source in a form: its address and the words a claim rests on. Its check arrives while the reviewer goes on."""

from typing import TYPE_CHECKING

from textual.widget import Widget

from factcheck.vocabulary import Stance

from ..widgets.fields import Choice, Field, Line
from ..widgets.page import Page
from .forms import DeskForm
from .front import front_of

if TYPE_CHECKING:
    from factcheck.services.citations import Cited

    from ..acts import Acts

APPEARANCE = "appearance"


class CiteForm(DeskForm):
    """Address, quote, stance."""

    def __init__(self, claim_id: int, url: str = "") -> None:
        super().__init__()
        self.claim_id = claim_id
        self.url = url
        """What was pasted: the keys begin at the quote then."""
        self.heading = f"cite a source for claim {claim_id}"

    def fields(self) -> dict[str, Widget]:
        """Return the fields."""
        return {
            "address": Line(self.url, id="url", compact=True, placeholder="https://"),
            "quote": Page(id="quote", compact=True),
            "stance": Choice([*Stance, APPEARANCE], chosen=Stance.CONTEXT, id="stance"),
            "comment": Line(id="comment", compact=True, placeholder="what it shows, in your words"),
        }

    def first(self) -> Field:
        """Return where the keys begin."""
        return self.query_one("#quote", Page) if self.url else super().first()

    def save(self, values: dict[str, str]) -> None:
        """Store the citation, and look at its source at once."""
        front, claim_id = front_of(self), self.claim_id

        def act(acts: "Acts") -> "Cited":
            return acts.cite(
                claim_id, values["url"].strip(), values["quote"].strip(), values["stance"], values["comment"].strip()
            )

        def done(cited: "Cited") -> None:
            self.dismiss(True)
            front.look_again()
            front.tell(f"claim {claim_id} cites {cited.url}; looking at it…")
            front.look("SOURCES", (cited.source_id,), f"claim {claim_id}")

        front.write(act, done, self.complain)
