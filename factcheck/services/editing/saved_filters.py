"""A reviewer's saved filters. They change no claim, so the log does not tell of them; saving under the same name replaces."""

from sqlmodel import select

from factcheck.errors import InputError, NotFound
from factcheck.models import SavedView
from factcheck.services.desk import Desk
from factcheck.services.editing.text_rules import storable
from factcheck.store import filters, ledger

LONGEST = 40
"""Characters of a name."""
MOST = 27
"""Views of one reviewer: as many as there are letters and figures left in the menu."""


def save_view(desk: Desk, name: str, text: str) -> None:
    """Save a filter under a name. Raises InputError for a name or a filter that is none, FilterError pointing at the word."""
    name = _named(name)
    if not text.strip():
        raise InputError("there is no filter to save: press / and type one")
    canonical = str(filters.parse(text))
    with desk.write() as session:
        held = list(session.exec(select(SavedView).where(SavedView.actor == desk.actor)))
        view = next((each for each in held if each.name == name), None)
        if view is None and len(held) >= MOST:
            raise InputError(f"{MOST} filters are saved, and there are no more letters: remove one first")
        view = view or SavedView(actor=desk.actor, name=name, filter=canonical)
        view.filter = canonical
        session.add(view)
        ledger.finish(session)


def remove_view(desk: Desk, name: str) -> None:
    """Remove a saved filter. Raises NotFound."""
    name = _named(name)
    with desk.write() as session:
        view = session.exec(select(SavedView).where(SavedView.actor == desk.actor, SavedView.name == name)).first()
        if view is None:
            raise NotFound(f"no filter of yours is saved as {name}")
        session.delete(view)
        ledger.finish(session)


def _named(text: str) -> str:
    """Return a view's name in the one form it is stored in."""
    name = " ".join(text.split()).casefold()
    if not 1 <= len(name) <= LONGEST or not name.isprintable() or not any(each.isalnum() for each in name):
        raise InputError(f"a view's name has 1 to {LONGEST} characters, a letter among them")
    try:
        return storable(name)
    except ValueError as error:
        raise InputError(f"the name {error}") from None
