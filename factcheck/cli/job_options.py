"""The options of the scheduled job."""

import re
from dataclasses import dataclass

from factcheck.errors import InputError
from factcheck.services.monitoring.run_plan import Selection

SECONDS_PER_UNIT = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
DURATION_MAX_SECONDS = 366 * 86_400


@dataclass(frozen=True, slots=True)
class JobOptions:
    """The options of one run."""

    selection: Selection
    limit: int | None
    max_runtime: float | None
    delay: float
    """Seconds before it begins."""
    share: bool


def duration(text: str, option: str) -> float:
    """Return the seconds of a duration such as 90, 90s, 10m, 2h or 1h30m. Raises InputError naming the option."""
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?)([smhd]?)", text.strip())
    if not parts or "".join(map("".join, parts)) != text.strip() or (len(parts) > 1 and not all(u for _, u in parts)):
        raise InputError(f"{option} {text!r} is not a duration; give one such as 90s, 10m, 2h or 1h30m")
    seconds = sum(float(number) * SECONDS_PER_UNIT[unit] for number, unit in parts)
    if seconds > DURATION_MAX_SECONDS:
        raise InputError(f"{option} {text!r} is longer than a year; give one such as 90s, 10m, 2h or 1h30m")
    return seconds
