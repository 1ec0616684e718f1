"""Rows of the table of settings: one row a field of a section, with its default, bounds, unit and meaning."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Self, TypeVar, dataclass_transform

from factcheck.settings.kinds import KIND_OF_TYPE, Kind

_T = TypeVar("_T")


class Mark(Enum):
    """Marks of a setting: whether it is secret, and what its path is for."""

    SECRET = auto()
    """Its value is never printed."""
    WRITTEN_FILE = auto()
    """The scheduled job writes this file, and others beside it."""
    WRITTEN_FOLDER = auto()
    """The scheduled job writes files in this folder."""
    READ = auto()
    """The program only reads or runs this path."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings."""

    doc: str
    """Meaning, in one or two sentences."""
    name: str = ""
    """Dotted name, such as ``verify.deadline``."""
    kind: Kind | None = None
    """Kind of the value; None: the one of the annotation."""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    """Bound that the value must exceed."""
    characters: tuple[int, int] | None = None
    """Least and greatest length of a text."""
    marks: tuple[Mark, ...] = ()
    default_text: str | None = None
    """Default in words, where it depends on the machine."""
    default: Any = None
    annotation: Any = None

    @property
    def variable(self) -> str:
        """Name of the environment variable."""
        return f"FACTCHECK_{self.name.upper().replace('.', '__')}"

    @property
    def bounds(self) -> str:
        """Bounds in words; empty where there are none."""
        if self.characters is not None:
            least, greatest = self.characters
            return f"{least} to {greatest:,} characters" if greatest < TEXT_MAX else "not empty"
        most = f"at most {_figure(self.maximum)}" if self.maximum is not None else ""
        if self.above is not None:
            return ", ".join(filter(None, (f"more than {_figure(self.above)}", most)))
        if self.minimum is None:
            return most
        if self.maximum is None:
            return f"at least {_figure(self.minimum)}"
        return f"from {_figure(self.minimum)} to {_figure(self.maximum)}"

    @property
    def expected(self) -> str:
        """Description of accepted values; it follows the word "give"."""
        assert self.kind
        unit = f" ({self.unit})" if self.unit else ""
        comma = " " if self.bounds.startswith("from") else ", "
        return f"{self.kind.expected}{comma + self.bounds if self.bounds else ''}{unit}"

    def read(self, raw: object) -> Any:
        """Return the value of what a source gives. Raises ValueError with what to give instead."""
        assert self.kind
        if raw is None and self.default is None:
            return None
        try:
            value = self.kind.convert(raw)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise ValueError(f"give {self.expected}") from None
        if not self._is_within(value):
            raise ValueError(f"give {self.expected}")
        return value

    def _is_within(self, value: Any) -> bool:
        return (
            (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
            and (self.above is None or value > self.above)
            and (self.characters is None or self.characters[0] <= len(value) <= self.characters[1])
        )


TEXT_MAX = 2**31
"""Characters of a text without an upper bound."""


def _figure(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:g}"


def setting(*, default: Any = dataclasses.MISSING, default_factory: Callable[[], Any] | None = None, **row: Any) -> Any:
    """Return a field of a section, with its row of the table."""
    known = None if default is dataclasses.MISSING else default
    metadata = {"setting": Setting(**row, default=known)}
    if default_factory is not None:
        return dataclasses.field(default_factory=default_factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(setting, dataclasses.field))
def section(cls: type[_T]) -> type[_T]:
    """Return the class as a frozen dataclass whose fields are settings.

    Comparison and representation are inherited: generating them for each section would cost the first rows milliseconds.
    """
    return dataclass(frozen=True, kw_only=True, eq=False, repr=False)(cls)


class Section:
    """Base of every section of the settings."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return a copy in which some values are others."""
        return dataclasses.replace(self, **(update or {}))  # type: ignore[type-var]


def rows(cls: type) -> Iterator[Setting]:
    """Yield the rows of a section, named as its fields are."""
    for field in dataclasses.fields(cls):
        row: Setting | None = field.metadata.get("setting")
        if row is not None:
            kind = row.kind or KIND_OF_TYPE[field.type]
            yield dataclasses.replace(row, name=field.name, kind=kind, annotation=field.type)
