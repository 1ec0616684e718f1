"""Settings, built once and passed down. Nothing else reads the environment or the configuration file."""

import os
import tomllib
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from factcheck.errors import InputError
from factcheck.start import THEME, default_config, default_db, login


class VerifySettings(BaseModel):
    """How sources are asked and judged. Times are in seconds, sizes in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: str = "https://example.org/factcheck-contact"
    """Where a webmaster can complain: it goes into the User-Agent."""
    deadline: float = Field(default=30.0, ge=1, le=600)
    """One look at one source, redirects and body included, takes no longer."""
    connect_timeout: float = Field(default=10.0, gt=0, le=120)
    read_timeout: float = Field(default=15.0, gt=0, le=300)
    """The longest silence within an answer."""
    max_bytes: int = Field(default=10_000_000, ge=10_000, le=200_000_000)
    """Of the decoded body. A larger page is read up to here, and its outcome says so."""
    max_redirects: int = Field(default=10, ge=0, le=30)
    retries: int = Field(default=1, ge=0, le=3)
    """Further tries within one look, for flaps: 5xx, resets, time-outs, empty answers."""
    retry_pause: float = Field(default=2.0, ge=0, le=60)
    retry_after_cap: float = Field(default=20.0, ge=0, le=600)
    """A longer Retry-After is not waited for: the source is asked again in a later run."""
    concurrency: int = Field(default=100, ge=1, le=1000)
    """Looks under way at once, over all hosts."""
    per_host: int = Field(default=1, ge=1, le=10)
    """Looks under way at once at one host."""
    host_gap: float = Field(default=1.0, ge=0, le=300)
    """The least time between the starts of two looks at one host."""
    allow_private: bool = False
    """Whether loopback and private addresses may be asked: for tests and for desks inside an intranet."""
    processes: int = Field(default=1, ge=0, le=16)
    """Processes that read pages, beside the one that fetches; 0: none, pages are read in a thread."""
    full_read_days: float = Field(default=30, ge=0, le=365)
    """Conditional requests are trusted no longer than this: servers lie."""
    confirm_quote_after: float = Field(default=3600, ge=0, le=604_800)
    """A changed or missing quote is believed at the second look, this many seconds later or more."""
    unreachable_alert_days: float = Field(default=7, ge=0, le=90)
    """A source that has not answered for so long opens an alert."""


class DeskSettings(BaseModel):
    """How the desk works and shows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = "en"
    """BCP 47 tag: the language of labels and stand-alone wordings."""
    min_free_bytes: int = Field(default=200_000_000, ge=0)
    """A run of the verifier does not start with less room on the disk."""
    theme: str = THEME
    ascii: bool = False
    """Draw with ASCII signs only."""


class Settings(BaseSettings):
    """Everything that can be set: by flag, environment (``FACTCHECK_…``), configuration file or default."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="FACTCHECK_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    db: str = Field(default_factory=default_db, min_length=1)
    """A file, or an SQLAlchemy URL."""
    actor: str = Field(default_factory=login, min_length=1, max_length=100)
    """Who acts: it stands in every line of the log."""
    verify: VerifySettings = VerifySettings()
    desk: DeskSettings = DeskSettings()
    keys: dict[str, str] = Field(default_factory=dict)
    """Of the terminal interface: what is done, to the key that does it."""


def load(config: Path | None = None, **flags: Any) -> Settings:
    """Return the settings in force; ``config`` is the file ``--config`` named, ``flags`` what else the call gave.

    Raises InputError naming the setting that is out of range, or the file that cannot be read.
    """
    named = config or (Path(os.environ["FACTCHECK_CONFIG"]) if os.environ.get("FACTCHECK_CONFIG") else None)
    path = named or default_config()
    if named and not named.is_file():
        raise InputError(f"the configuration file {named} is not there; make it, or drop --config")

    class Sourced(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)

    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Sourced(**given)
    except ValidationError as error:
        raise InputError("; ".join(map(_complaint, error.errors()))) from None
    except SettingsError as error:
        raise InputError(f"a FACTCHECK_… variable cannot be read: {error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the configuration file {path} is no TOML: {error}") from None


def _complaint(error: Any) -> str:
    name = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"there is no setting {name}"
    return f"the setting {name} = {error['input']!r} is refused: {error['msg']}"
