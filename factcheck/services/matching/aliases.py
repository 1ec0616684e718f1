"""The aliases of a desk: those that the program brings along, without those that the desk removed, and its own.

The database holds only what the desk changed, so that a new version can bring more names.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from sqlmodel import Session, col, select

from factcheck import models
from factcheck.errors import InputError, NotFound
from factcheck.matching.aliases import Alias, Aliases, alias_words
from factcheck.matching.lexicon import fold
from factcheck.resources import folder
from factcheck.services.desk import Desk
from factcheck.services.editing.text_rules import checked_language, storable
from factcheck.store import ledger

NAME_MAX_CHARACTERS = 200


class AliasKind(StrEnum):
    """The kind of thing that an alias names."""

    PLACE = "place"
    ORGANIZATION = "organization"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class ListedAlias:
    """A name as the desk uses it."""

    entity: str
    kind: str
    name: str
    is_own: bool
    """Whether the desk added it, and the program does not bring it along."""


def load_aliases(desk: Desk) -> Aliases:
    """Return the look-up of the desk's aliases."""
    with desk.read() as session:
        changes = _changes(session)
    return _look_up(changes)


def default_aliases() -> Aliases:
    """Return the look-up of the aliases that the program brings along, for a command without a desk."""
    return _look_up(())


def list_aliases(desk: Desk, text: str = "") -> list[ListedAlias]:
    """Return the desk's aliases by their entities; with ``text``, those of the entities that have it in a name or key."""
    with desk.read() as session:
        names = _merged(_changes(session))
    brought = {_key(each) for each in seed_aliases()}
    rows = [ListedAlias(each.entity, each.kind, each.name, _key(each) not in brought) for each in names]
    wanted = fold(text.strip())
    found = {each.entity for each in rows if wanted in fold(each.name) or wanted in fold(each.entity)}
    return sorted((each for each in rows if each.entity in found), key=lambda each: (each.kind, fold(each.entity)))


def add_alias(
    desk: Desk, entity: str, name: str, kind: AliasKind | None = None, language: str | None = None
) -> ListedAlias:
    """Add a name for an entity. ``kind`` may be left out for a known entity.

    Raises InputError for a name without letters, for a new entity without a kind, and for a kind that differs from the known one.
    """
    entity, name = _checked(entity, "entity"), _checked(name, "name")
    checked_language(language)
    with desk.write() as session:
        known = {each.entity: each.kind for each in _merged(_changes(session))}
        if kind is None and entity not in known:
            raise InputError(
                f"{entity!r} is a new entity: say with --kind whether it is a place, an organization or a person"
            )
        if kind is not None and known.get(entity, kind) != kind:
            raise InputError(f"{entity!r} is a {known[entity]}; choose another key for the {kind}")
        added = Alias(entity, str(kind or known[entity]), name)
        row = _stored(session, added)
        row.is_removed, row.kind, row.name, row.language = False, added.kind, name, language
        ledger.finish(session)
    return ListedAlias(entity, added.kind, name, _key(added) not in {_key(each) for each in seed_aliases()})


def remove_alias(desk: Desk, entity: str, name: str) -> None:
    """Remove a name of an entity. Raises NotFound for a name that it does not have."""
    with desk.write() as session:
        found = next((each for each in _merged(_changes(session)) if _key(each) == (entity, fold(name))), None)
        if found is None:
            raise NotFound(f"{entity!r} has no alias {name!r}; factcheck alias list {entity} shows those that it has")
        _stored(session, found).is_removed = True
        ledger.finish(session)


def _stored(session: Session, alias: Alias) -> models.Alias:
    """Return the row of a name, and add it where there is none."""
    entity, folded = _key(alias)
    asked = select(models.Alias).where(models.Alias.entity == entity, models.Alias.folded == folded)
    row = session.exec(asked).first() or models.Alias(entity=entity, kind=alias.kind, name=alias.name, folded=folded)
    session.add(row)
    return row


def _key(alias: Alias) -> tuple[str, str]:
    """Return what makes two aliases the same."""
    return alias.entity, fold(alias.name)


def _checked(text: str, what: str) -> str:
    try:
        plain = storable(" ".join(text.split()))
    except ValueError as error:
        raise InputError(f"the {what} {error}") from None
    if not alias_words(plain) or len(plain) > NAME_MAX_CHARACTERS:
        raise InputError(
            f"{text!r} cannot be the {what}: use 1 to {NAME_MAX_CHARACTERS} characters, with a letter or a digit"
        )
    return plain


_Change = tuple[str, str, str, bool]


def _changes(session: Session) -> tuple[_Change, ...]:
    """Return what the desk changed: entity, kind, name, and whether it was removed."""
    rows = session.exec(select(models.Alias).order_by(col(models.Alias.id))).all()
    return tuple((each.entity, each.kind, each.name, each.is_removed) for each in rows)


@lru_cache(4)
def _look_up(changes: tuple[_Change, ...]) -> Aliases:
    return Aliases.of(_merged(changes))


def _merged(changes: Sequence[_Change]) -> list[Alias]:
    changed = {(entity, fold(name)): Alias(entity, kind, name) for entity, kind, name, _ in changes}
    removed = {(entity, fold(name)) for entity, _, name, is_removed in changes if is_removed}
    unchanged = [each for each in seed_aliases() if _key(each) not in changed]
    return [*unchanged, *(alias for key, alias in changed.items() if key not in removed)]


@cache
def seed_aliases() -> tuple[Alias, ...]:
    """Return the aliases that the program brings along."""
    content = tomllib.loads((folder("seeds") / "aliases.toml").read_text(encoding="utf-8"))
    return tuple(
        Alias(entity, kind, name)
        for kind, entities in content.items()
        for entity, names in entities.items()
        for name in names
    )
