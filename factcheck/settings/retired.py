"""Settings of earlier releases: still accepted, ignored, and named once with what replaces them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_URL = "archives.url is the one address of the archive"
RETIRED: Mapping[str, str] = {
    "archives.availability": _URL,
    "archives.cdx": _URL,
    "archives.replay": _URL,
    "archives.save": _URL,
    "archives.linger": "look-ups get two minutes after a run",
    "archives.again_days": "a look-up is repeated after 30 days",
    "archives.failed_hours": "a failed look-up is repeated after 6 hours",
    "verify.retry_pause": "the pause before another attempt is 2 seconds",
    "captures.rotate_bytes": "a new capture file is begun after 1 GB",
    "desk.language": "it had no effect",
}
"""Names of retired settings, and what holds in their place."""

ARCHIVE_ADDRESSES = frozenset(name for name, instead in RETIRED.items() if instead == _URL)


@dataclass(frozen=True, slots=True)
class RetiredSetting:
    """A retired setting that some source still gives."""

    name: str
    origin: str


def notice(found: Sequence[RetiredSetting]) -> str:
    """Return one line that names retired settings, where they are set, and what replaces them."""
    by_reason: dict[str, list[str]] = {}
    for each in found:
        by_reason.setdefault(RETIRED[each.name], []).append(f"{each.name} ({each.origin})")
    listed = "; ".join(f"{', '.join(names)}: {instead}" for instead, names in by_reason.items())
    return f"settings that no longer exist are ignored: {listed}"
