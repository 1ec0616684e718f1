"""Settings, built once and passed down. Nothing else reads the environment or the configuration file."""

import functools
import os
import re
import tomllib
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from factcheck.errors import InputError
from factcheck.start import THEME, default_config, default_db, login


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not text.isprintable() or " " in text:
        raise ValueError("give an address such as https://hooks.example/T1/B2")
    return text


def _mail_address(text: str) -> str:
    name, at, host = text.rpartition("@")
    if not (name and at and host) or not text.isascii() or not text.isprintable() or set(text) & set(' ,;<>"'):
        raise ValueError("give a mail address such as desk@news.example")
    return text


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        raise ValueError("give the whole path, from / on: a timer begins elsewhere than you do")
    return path


class Mark(Enum):
    """Marks of a setting: whether it is secret, and what its path is for."""

    SECRET = auto()
    """Its value is never printed whole."""
    WRITTEN_FILE = auto()
    """The scheduled job puts a file there, beside which it writes."""
    WRITTEN_FOLDER = auto()
    """The scheduled job makes files in it."""
    READ = auto()
    """A path that is only read or run."""


WebAddress = Annotated[str, AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
AbsolutePath = Annotated[Path, AfterValidator(_absolute)]


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
    max_redirects: int = Field(default=20, ge=0, le=30)
    """Redirects that one check follows; browsers follow 20."""
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
    processes: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 4), ge=0, le=16)
    """Processes that read pages, beside the one that fetches: one a core, four at most; 0: none, a thread reads them."""
    full_read_days: float = Field(default=30, ge=0, le=365)
    """Conditional requests are trusted no longer than this: servers lie."""
    confirm_quote_after: float = Field(default=3600, ge=0, le=604_800)
    """A changed or missing quote is believed at the second look, this many seconds later or more."""
    unreachable_alert_days: float = Field(default=7, ge=0, le=90)
    """A source that has not answered for so long opens an alert."""


class CaptureSettings(BaseModel):
    """Where what sources said is kept, and for how long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Annotated[Path | None, Mark.WRITTEN_FOLDER] = None
    """The folder of WARC files; none: beside the database, its name and ``.captures``."""
    rotate_bytes: int = Field(default=1_000_000_000, ge=1_000)
    """A file that has reached this size is closed, and another begun."""
    keep_days: int | None = Field(default=None, ge=1)
    """``captures prune`` drops versions older than this that nothing rests on; none: everything is kept."""


class JobSettings(BaseModel):
    """How the scheduled job lives with others, and how it tells that it is alive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lease: float = Field(default=120, ge=5, le=3600)
    """Seconds a host is one sharing run's alone; renewed while the run lives, over by itself when it is dead."""
    compact: int = Field(default=200_000, ge=0)
    """Unchanged checks that are rolled up after a run of what is due, at most; 0: none."""
    ping: Annotated[WebAddress | None, Mark.SECRET] = None
    """A health check's address: ``/start`` is asked when a run begins, the address itself when it ended well, ``/fail``
    when not (the way of healthchecks.io)."""
    textfile: Annotated[AbsolutePath | None, Mark.WRITTEN_FILE] = None
    """Where a file for node_exporter's textfile collector is written: its name ends in ``.prom``."""


class NotifySettings(BaseModel):
    """By what ways people are told of new alerts after a run. Each way is told of each alert once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stdout: bool = False
    """Print the digest: for a timer whose output is mailed."""
    webhook: Annotated[WebAddress | None, Mark.SECRET] = None
    """Where the digest is posted as JSON; its ``text`` is as Slack, Mattermost and Rocket.Chat read it. It is a secret."""
    mail_to: tuple[MailAddress, ...] = ()
    """Who is written to, through the machine's own sendmail."""
    mail_from: MailAddress | None = None
    sendmail: Annotated[AbsolutePath, Mark.READ] = Path("/usr/sbin/sendmail")
    timeout: float = Field(default=10, gt=0, le=60)
    """Seconds a webhook, a ping or sendmail may take."""


class ArchiveSettings(BaseModel):
    """Whether and how archived copies of sources are looked for. Times are in seconds unless their names say otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = False
    """Look for copies beside every run of ``verify``. Off: an archive that is asked learns which pages a desk watches."""
    availability: str = "https://archive.org/wayback/available"
    """The Wayback availability API."""
    cdx: str = "https://web.archive.org/cdx/search/cdx"
    """The index of captures (CDX server API)."""
    replay: str = "https://web.archive.org/web"
    """Where copies are shown, under date and address; also the Memento TimeGate (RFC 7089)."""
    save: str = "https://web.archive.org/save"
    """Save Page Now (SPN2)."""
    gap: float = Field(default=4.0, ge=0, le=600)
    """The least time between two requests to the archive."""
    per_run: int = Field(default=50, ge=1, le=10_000)
    """Sources that are looked up beside one run at most; the others have their turn at their next look."""
    linger: float = Field(default=120.0, ge=0, le=3600)
    """A run that is over waits so long for the lookups that are left."""
    tries: int = Field(default=3, ge=1, le=20)
    """Copies of one source that are looked into at most."""
    again_days: float = Field(default=30, ge=0, le=3650)
    """Where there was no copy, it is asked again after this."""
    failed_hours: float = Field(default=6, ge=0, le=8760)
    """Where the archive gave no usable answer, it is asked again after this."""
    save_missing: bool = False
    """Ask Save Page Now for a copy of a living source that has none. It needs both keys."""
    access_key: Annotated[SecretStr | None, Mark.SECRET] = None
    secret_key: Annotated[SecretStr | None, Mark.SECRET] = None
    """The S3-like keys of an archive.org account."""

    @field_validator("availability", "cdx", "replay", "save")
    @classmethod
    def _is_endpoint(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#@\\]+(?:/[^\s?#\\]*)?", value):
            raise ValueError("give an http(s) address without a query, such as https://archive.example/web")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        if bool(self.access_key) != bool(self.secret_key):
            raise ValueError("give both access_key and secret_key, or neither")
        if self.save_missing and not self.access_key:
            raise ValueError("save_missing needs access_key and secret_key")
        if self.access_key and not re.match(r"https://|http://(?:127\.|localhost[:/]|\[::1\])", self.save):
            raise ValueError("the keys would be sent in the clear; give an https address for save")
        return self


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

    db: Annotated[str, Mark.WRITTEN_FILE] = Field(default_factory=default_db, min_length=1)
    """A file, or an SQLAlchemy URL."""
    actor: str = Field(default_factory=login, min_length=1, max_length=100)
    """Who acts: it stands in every line of the log."""
    verify: VerifySettings = VerifySettings()
    archives: ArchiveSettings = ArchiveSettings()
    desk: DeskSettings = DeskSettings()
    captures: CaptureSettings = CaptureSettings()
    job: JobSettings = JobSettings()
    notify: NotifySettings = NotifySettings()
    keys: dict[str, str] = Field(default_factory=dict)
    """Of the terminal interface: what is done, to the key that does it."""


def file_in_use(config: Path | None = None) -> Path | None:
    """Return the configuration file that is read; None: there is none."""
    path = _config_path(config)
    return path if path.is_file() else None


def load(config: Path | None = None, **flags: Any) -> Settings:
    """Return the settings in force; ``config`` is the file ``--config`` named, ``flags`` what else the call gave.

    Raises InputError naming the setting that is out of range, or the file that cannot be read.
    """
    path = _config_path(config)
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return _sourced(path)(**given)
    except ValidationError as error:
        raise InputError("; ".join(map(_complaint, error.errors()))) from None
    except SettingsError as error:
        raise InputError(f"a FACTCHECK_… variable cannot be read: {error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the configuration file {path} is no TOML: {error}") from None


def origins(config: Path | None = None, **flags: Any) -> dict[str, str]:
    """Return where each setting that ``load`` gives comes from, by its dotted name: "flag", "environment", a file, "default"."""
    path = _config_path(config)
    sourced = _sourced(path)
    layers = {
        f"file {path}": TomlConfigSettingsSource(sourced, toml_file=path)(),
        "environment": EnvSettingsSource(sourced)(),
        "flag": {name: value for name, value in flags.items() if value is not None},
    }
    found = dict.fromkeys((name for name, _ in fields()), "default")
    for origin, values in layers.items():
        for name in found:
            section, _, key = name.partition(".")
            held = values.get(section)
            if section in values and (not key or (isinstance(held, dict) and key in held)):
                found[name] = origin
    return found


def fields(model: type[BaseModel] = Settings) -> Iterator[tuple[str, FieldInfo]]:
    """Give every setting by its dotted name."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from ((f"{name}.{key}", inner) for key, inner in field.annotation.model_fields.items())
        else:
            yield name, field


def marked(*marks: Mark) -> list[str]:
    """Return the dotted names of the settings that bear one of the marks."""
    return [
        name for name, field in fields() if set(marks) & {each for each in field.metadata if isinstance(each, Mark)}
    ]


def value_of(settings: Settings, name: str) -> Any:
    """Return the value of a setting by its dotted name."""
    return functools.reduce(getattr, name.split("."), settings)


def _config_path(config: Path | None) -> Path:
    """Return where the configuration file is looked for. Raises InputError for one that was named and is not there."""
    named = config or (Path(os.environ["FACTCHECK_CONFIG"]) if os.environ.get("FACTCHECK_CONFIG") else None)
    if named and not named.is_file():
        raise InputError(f"the configuration file {named} is not there; make it, or drop --config")
    return named or default_config()


def _sourced(path: Path) -> type[Settings]:
    """Return the settings as flags, environment and a file give them, in this order."""

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

    return Sourced


def _complaint(error: Any) -> str:
    name = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"there is no setting {name}"
    message = error["msg"].removeprefix("Value error, ")
    if isinstance(error["input"], dict) or name in marked(Mark.SECRET):  # never shown, nor a section that holds one
        return f"the setting {name} is refused: {message}"
    return f"the setting {name} = {error['input']!r} is refused: {message}"
