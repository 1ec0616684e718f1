"""A source in a form: its address and the words a claim rests on. Its check arrives while the reviewer goes on."""

from textual.widget import Widget

from factcheck.services import citations
from factcheck.services.planning import Selection, Which
from factcheck.vocabulary import Role, Stance

from ..widgets.fields import Choice, Line, Page
from .forms import DeskForm
from .front import front_of

APPEARANCE = "appearance"


class CiteForm(DeskForm):
    """Address, quote, stance."""

    def __init__(self, claim_id: int) -> None:
        super().__init__()
        self.claim_id = claim_id
        self.heading = f"cite a source for claim {claim_id}"

    def fields(self) -> dict[str, Widget]:
        """Return the fields."""
        return {
            "address": Line(id="url", compact=True, placeholder="https://"),
            "quote": Page(id="quote", compact=True),
            "stance": Choice([*Stance, APPEARANCE], chosen=Stance.CONTEXT, id="stance"),
            "comment": Line(id="comment", compact=True, placeholder="what it shows, in your words"),
        }

    def save(self, values: dict[str, str]) -> None:
        """Store the citation, and look at its source at once."""
        front, claim_id = front_of(self), self.claim_id
        made = values["stance"] == APPEARANCE

        def act() -> citations.Cited:
            return citations.cite(
                front.desk,
                claim_id,
                values["url"].strip(),
                quote=values["quote"].strip() or None,
                stance=None if made else Stance(values["stance"]),
                role=Role.APPEARANCE if made else Role.EVIDENCE,
                comment=values["comment"].strip() or None,
            )

        def done(cited: citations.Cited) -> None:
            self.dismiss(True)
            front.look_again()
            front.tell(f"claim {claim_id} cites {cited.url}; looking at it…")
            front.look(Selection(Which.SOURCES, (cited.source_id,)), f"claim {claim_id}")

        front.write(act, done, self.complain)
