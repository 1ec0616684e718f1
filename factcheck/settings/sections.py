"""The table of settings: every setting with its type, default, bounds, unit and meaning."""

import os
import re
from pathlib import Path
from typing import Any

from factcheck.settings.kinds import (
    ABSOLUTE_PATH,
    ARCHIVE_ADDRESS,
    DIMENSIONS,
    KEYS,
    LINE,
    MAIL_ADDRESS,
    MAIL_ADDRESSES,
    WEB_ADDRESS,
    WEIGHTS,
    Secret,
)
from factcheck.settings.places import default_db, login
from factcheck.settings.table import TEXT_MAX, Mark, Section, section, setting

WAYBACK_MACHINE = "https://web.archive.org"


@section
class VerifySettings(Section):
    """Fetching and judging sources."""

    contact: str = setting(
        default="https://example.org/factcheck-contact",
        kind=LINE,
        doc="Page where webmasters can complain. It is part of the User-Agent header.",
    )
    deadline: float = setting(
        default=30.0,
        minimum=1,
        maximum=600,
        unit="seconds",
        doc="Maximum time for one check of one source, including redirects and the body.",
    )
    connect_timeout: float = setting(
        default=10.0, above=0, maximum=120, unit="seconds", doc="Maximum time to open a connection."
    )
    read_timeout: float = setting(
        default=15.0, above=0, maximum=300, unit="seconds", doc="Longest silence allowed within a response."
    )
    max_bytes: int = setting(
        default=10_000_000,
        minimum=10_000,
        maximum=200_000_000,
        unit="bytes",
        doc="Maximum size of a decoded body. A larger page is read up to this size, and its outcome says so.",
    )
    max_redirects: int = setting(
        default=20,
        minimum=0,
        maximum=30,
        doc="Maximum number of redirects that one check follows. Browsers follow 20.",
    )
    retries: int = setting(
        default=1,
        minimum=0,
        maximum=3,
        doc="Further attempts within one check after a transient failure: 5xx, a reset, a time-out, an empty response.",
    )
    retry_after_cap: float = setting(
        default=20.0,
        minimum=0,
        maximum=600,
        unit="seconds",
        doc="Longest Retry-After that a check waits for. After a longer one, the source is checked in a later run.",
    )
    concurrency: int = setting(
        default=100, minimum=1, maximum=1000, doc="Maximum number of checks in progress, over all hosts."
    )
    per_host: int = setting(default=1, minimum=1, maximum=10, doc="Maximum number of checks in progress at one host.")
    host_gap: float = setting(
        default=1.0,
        minimum=0,
        maximum=300,
        unit="seconds",
        doc="Minimum time between the starts of two checks at one host.",
    )
    allow_private: bool = setting(
        default=False,
        doc="Whether loopback and private addresses may be fetched. For tests, and for desks inside an intranet.",
    )
    processes: int = setting(
        default_factory=lambda: min(os.cpu_count() or 1, 4),
        default_text="one per core, at most 4",
        minimum=0,
        maximum=16,
        doc="Processes that read pages, beside the one that fetches them. With 0, a thread reads them.",
    )
    full_read_days: float = setting(
        default=30.0,
        minimum=0,
        maximum=365,
        unit="days",
        doc="How long conditional requests are trusted, and how long the finding about an unchanged page is reused."
        " After that a page is read in full again, since servers lie. With 0, it is read in full at every check.",
    )
    confirm_quote_after: float = setting(
        default=3600.0,
        minimum=0,
        maximum=604_800,
        unit="seconds",
        doc="Minimum time between the two checks that confirm a changed or missing quote.",
    )
    unreachable_alert_days: float = setting(
        default=7.0,
        minimum=0,
        maximum=90,
        unit="days",
        doc="How long a source must give no answer before an alert is opened.",
    )


@section
class CaptureSettings(Section):
    """Storage of captures."""

    folder: Path | None = setting(
        default=None,
        marks=(Mark.WRITTEN_FOLDER,),
        default_text="beside the database, with its name and `.captures`",
        doc="Folder of the WARC files.",
    )
    keep_days: int | None = setting(
        default=None,
        minimum=1,
        unit="days",
        default_text="none: nothing is deleted",
        doc="Age after which `factcheck captures prune` deletes versions that no citation and no alert needs.",
    )


@section
class JobSettings(Section):
    """The scheduled job: shared work, roll-ups and health reports."""

    lease: float = setting(
        default=120.0,
        minimum=5,
        maximum=3600,
        unit="seconds",
        doc="How long a host belongs to one of several sharing runs. A running run renews its leases; those of a run "
        "that died expire.",
    )
    compact: int = setting(
        default=200_000,
        minimum=0,
        unit="checks",
        doc="Maximum number of unchanged checks to roll up after a scheduled run. With 0, none are rolled up.",
    )
    ping: str | None = setting(
        default=None,
        kind=WEB_ADDRESS,
        marks=(Mark.SECRET,),
        doc="Address of a health check, in the manner of healthchecks.io: `/start` is requested when a run begins, the "
        "address itself when it ends well, `/fail` when it does not.",
    )
    textfile: Path | None = setting(
        default=None,
        kind=ABSOLUTE_PATH,
        marks=(Mark.WRITTEN_FILE,),
        doc="File to write for the textfile collector of node_exporter. Its name ends in `.prom`.",
    )


@section
class NotifySettings(Section):
    """Channels that report new alerts after a run. Each channel reports each alert once."""

    stdout: bool = setting(default=False, doc="Whether the digest is printed, for a timer that mails its output.")
    webhook: str | None = setting(
        default=None,
        kind=WEB_ADDRESS,
        marks=(Mark.SECRET,),
        doc="Address that receives the digest as JSON. Its `text` is what Slack, Mattermost and Rocket.Chat display.",
    )
    mail_to: tuple[str, ...] = setting(
        default=(), kind=MAIL_ADDRESSES, doc="Recipients of the digest, which the machine's own sendmail delivers."
    )
    mail_from: str | None = setting(default=None, kind=MAIL_ADDRESS, doc="Sender of the digest.")
    sendmail: Path = setting(
        default=Path("/usr/sbin/sendmail"), kind=ABSOLUTE_PATH, marks=(Mark.READ,), doc="Program that sends mail."
    )
    timeout: float = setting(
        default=10.0, above=0, maximum=60, unit="seconds", doc="Maximum time for a webhook, a ping or sendmail."
    )


@section
class ArchiveSettings(Section):
    """Look-ups of archived copies of sources."""

    enabled: bool = setting(
        default=False,
        doc="Whether every run of `verify` looks up archived copies. It is off by default, because an archive that is "
        "asked learns which pages a desk watches.",
    )
    url: str = setting(
        default=WAYBACK_MACHINE,
        kind=ARCHIVE_ADDRESS,
        doc="Address of the archive. An address without a path has the interfaces of the Wayback Machine. An address "
        "with a path is a collection of pywb or OpenWayback, such as `https://archive.example/desk`: its copies, its "
        "Memento TimeGate and its index (`/cdx`) are below that path, and it can make no new copies.",
    )
    gap: float = setting(
        default=4.0, minimum=0, maximum=600, unit="seconds", doc="Minimum time between two requests to the archive."
    )
    per_run: int = setting(
        default=50,
        minimum=1,
        maximum=10_000,
        doc="Maximum number of sources to look up beside one run. The others follow after their next checks.",
    )
    tries: int = setting(
        default=3, minimum=1, maximum=20, doc="Maximum number of copies of one source to fetch and search."
    )
    save_missing: bool = setting(
        default=False,
        doc="Whether Save Page Now is asked for a copy of a living source that has none. It needs both keys.",
    )
    access_key: Secret | None = setting(
        default=None, marks=(Mark.SECRET,), doc="S3-like access key of an archive.org account."
    )
    secret_key: Secret | None = setting(
        default=None, marks=(Mark.SECRET,), doc="S3-like secret key of an archive.org account."
    )
    is_undecided: bool = False
    """Not a setting: retired settings name another archive, and ``url`` is not set. Nothing may be asked."""

    def __post_init__(self) -> None:
        if bool(self.access_key) != bool(self.secret_key):
            raise ValueError("give both access_key and secret_key, or neither")
        if self.save_missing and not self.access_key:
            raise ValueError("save_missing needs access_key and secret_key")
        if self.save_missing and self.save is None:
            raise ValueError("save_missing needs an archive with Save Page Now; give a url without a path")
        if self.access_key and not re.match(r"https://|http://(?:127\.|localhost(?:[:/]|$)|\[::1\])", self.url):
            raise ValueError("the keys would be sent in the clear; give an https address for url")

    @property
    def _is_collection(self) -> bool:
        return "/" in self.url.partition("://")[2]

    @property
    def cdx(self) -> str:
        """Address of the index of captures (CDX server API)."""
        return f"{self.url}/cdx" if self._is_collection else f"{self.url}/cdx/search/cdx"

    @property
    def replay(self) -> str:
        """Address below which copies are shown, by date and address; also the Memento TimeGate (RFC 7089)."""
        return self.url if self._is_collection else f"{self.url}/web"

    @property
    def availability(self) -> str | None:
        """Address of the Wayback availability API; None: a collection has none."""
        if self._is_collection:
            return None
        host = "https://archive.org" if self.url == WAYBACK_MACHINE else self.url
        return f"{host}/wayback/available"

    @property
    def save(self) -> str | None:
        """Address of Save Page Now (SPN2); None: a collection has none."""
        return None if self._is_collection else f"{self.url}/save"

    @property
    def endpoints(self) -> tuple[str, ...]:
        """All addresses that the archive is asked at."""
        return tuple(each for each in (self.availability, self.cdx, self.replay, self.save) if each is not None)


@section
class SpotSettings(Section):
    """Statements of articles that are worth checking."""

    min_score: float = setting(
        default=0.5,
        minimum=0,
        maximum=1,
        doc="Least score of a statement that `factcheck ingest` files without --top, --min-score or --all.",
    )
    weights: dict[str, float] = setting(
        default_factory=dict,
        default_text="{}",
        kind=WEIGHTS,
        doc="Weights of reasons that differ from the defaults, such as {figure = 0.3, opinion = 0}."
        " docs/how-to/article-to-claims.md lists the reasons and their defaults.",
    )
    dimensions: dict[str, tuple[float, str]] = setting(
        default_factory=dict,
        default_text="{}",
        kind=DIMENSIONS,
        doc="Reasons of the desk: a name with a weight and the words that show it, such as {climate = {weight = 0.2,"
        ' words = "glacier* sea_level"}}. Accents and case are ignored, an underscore is a space, and a word that ends in'
        " an asterisk stands for all words that begin with it.",
    )


@section
class MatchSettings(Section):
    """Comparison of claims."""

    encoder: str = setting(
        default="auto",
        kind=LINE,
        characters=(1, 100),
        doc="Model that compares claims by their meaning: `auto` for the one of the extra `semantic`, if it is installed,"
        " `off` for none, or the name of another installed one.",
    )


@section
class DeskSettings(Section):
    """The desk and its terminal interface."""

    min_free_bytes: int = setting(
        default=200_000_000,
        minimum=0,
        unit="bytes",
        doc="Free space on the disk below which no run of the verifier starts.",
    )
    theme: str = setting(default="textual-dark", doc="Theme of the terminal interface, by its name in Textual.")
    ascii: bool = setting(default=False, doc="Whether the terminal interface draws with ASCII characters only.")


@section
class Settings(Section):
    """Everything that can be set: by flag, environment variable, configuration file or default."""

    db: str = setting(
        default_factory=default_db,
        characters=(1, TEXT_MAX),
        marks=(Mark.WRITTEN_FILE,),
        default_text="`factcheck.db` in the platform's folder for user data",
        doc="The database: a file, or an SQLAlchemy URL.",
    )
    actor: str = setting(
        default_factory=login,
        characters=(1, 100),
        default_text="the login name",
        doc="Name recorded in the audit log.",
    )
    verify: VerifySettings = VerifySettings()
    spot: SpotSettings = SpotSettings()
    match: MatchSettings = MatchSettings()
    archives: ArchiveSettings = ArchiveSettings()
    desk: DeskSettings = DeskSettings()
    captures: CaptureSettings = CaptureSettings()
    job: JobSettings = JobSettings()
    notify: NotifySettings = NotifySettings()
    keys: dict[str, str] = setting(
        kind=KEYS,
        default_factory=dict,
        default_text="the keys in [the reference](keys.md)",
        doc="Keys of the terminal interface: a table of commands, and the key of each.",
    )


SECTIONS: dict[str, Any] = {
    "verify": VerifySettings,
    "spot": SpotSettings,
    "match": MatchSettings,
    "archives": ArchiveSettings,
    "desk": DeskSettings,
    "captures": CaptureSettings,
    "job": JobSettings,
    "notify": NotifySettings,
}
"""Sections by name, in the order in which settings are listed."""
