"""Saved filters of a reviewer. They change no claim and have no events. Saving under an existing name replaces that filter."""

from sqlmodel import select

from factcheck.errors import InputError, NotFound
from factcheck.models import SavedView
from factcheck.services.desk import Desk
from factcheck.services.editing.text_rules import storable
from factcheck.store import filters, ledger

NAME_MAX_CHARACTERS = 40
"""Maximum length of a name."""
FILTERS_MAX = 27
"""Maximum number of saved filters of one reviewer: the keys that the menu has left."""


def save_view(desk: Desk, name: str, text: str) -> None:
    """Save a filter under a name. Raises InputError for an empty filter or a bad name, FilterError for a bad filter word."""
    name = _checked_name(name)
    if not text.strip():
        raise InputError("the filter is empty; press / and type one")
    canonical = str(filters.parse(text))
    with desk.write() as session:
        held = list(session.exec(select(SavedView).where(SavedView.actor == desk.actor)))
        view = next((each for each in held if each.name == name), None)
        if view is None and len(held) >= FILTERS_MAX:
            raise InputError(f"{FILTERS_MAX} filters are saved, and no keys are left; remove one first")
        view = view or SavedView(actor=desk.actor, name=name, filter=canonical)
        view.filter = canonical
        session.add(view)
        ledger.finish(session)


def remove_view(desk: Desk, name: str) -> None:
    """Remove a saved filter. Raises NotFound."""
    name = _checked_name(name)
    with desk.write() as session:
        view = session.exec(select(SavedView).where(SavedView.actor == desk.actor, SavedView.name == name)).first()
        if view is None:
            raise NotFound(f"no filter of yours is saved as {name}")
        session.delete(view)
        ledger.finish(session)


def _checked_name(text: str) -> str:
    """Return a name as it is stored. Raises InputError if it is not allowed."""
    name = " ".join(text.split()).casefold()
    if not 1 <= len(name) <= NAME_MAX_CHARACTERS or not name.isprintable() or not any(each.isalnum() for each in name):
        raise InputError(f"the name of a filter has 1 to {NAME_MAX_CHARACTERS} characters, with a letter or digit")
    try:
        return storable(name)
    except ValueError as error:
        raise InputError(f"the name {error}") from None
