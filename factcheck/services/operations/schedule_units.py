"""Schedules for the job: a line for cron, or a hardened service and timer for systemd (systemd.exec(5)).

All paths are resolved when the schedule is printed, because a timer has no PATH, no working directory and no shell profile.
"""

import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.errors import InputError
from factcheck.settings import Mark, Settings, marked, value_of

MAX_RUNTIME = "50m"
STOP_GRACE_SECONDS = 60
"""Seconds after the deadline of a check in which a run that is stopping records its checks and sends notifications."""
SERVICE, TIMER = "factcheck-verify.service", "factcheck-verify.timer"


@dataclass(frozen=True, slots=True)
class Program:
    """The command of the job: the interpreter, the checkout if factcheck is not installed, and the options."""

    interpreter: Path
    checkout: Path | None
    db: str
    config: Path | None
    user: str

    def command(self, *options: str) -> list[str]:
        """Return the complete command as a list of words."""
        named = ["--config", str(self.config)] if self.config else []
        return [str(self.interpreter), "-m", "factcheck", "--db", self.db, *named, "verify", "--due", *options]


def cron(program: Program) -> str:
    """Return a line for a crontab: once an hour, at a minute that depends on the desk."""
    minute = 1 + int.from_bytes(hashlib.sha256(program.db.encode()).digest()[:2]) % 58
    words = program.command("--quiet", "--jitter", "5m", "--max-runtime", MAX_RUNTIME)
    begin = [f"PYTHONPATH={shlex.quote(str(program.checkout))}"] if program.checkout else []
    command = " ".join([*begin, *map(shlex.quote, words)]).replace("%", r"\%")
    return f"{minute} * * * * {command}\n"


def systemd(program: Program, settings: Settings) -> dict[str, str]:
    """Return the units by their file names."""
    words = program.command("--log-json", "--quiet", "--max-runtime", MAX_RUNTIME)
    writable = written_folders(settings)
    temporary = any(path.is_relative_to(root) for path in writable for root in (Path("/tmp"), Path("/var/tmp")))  # noqa: S108
    lines = [
        "[Unit]",
        "Description=factcheck: check the sources that are due",
        "Wants=network-online.target",
        "After=network-online.target",
        "# OnFailure=your-alarm@%n.service",
        "",
        "[Service]",
        "Type=oneshot",
        f"User={program.user}",
        f"ExecStart={' '.join(map(_quote_word, words))}",
        "# 75: another run holds the lock; 143: it was asked to stop, and lost nothing.",
        "SuccessExitStatus=75 143",
        "KillMode=mixed",
        f"TimeoutStopSec={settings.verify.deadline + STOP_GRACE_SECONDS:.0f}",
        "Nice=10",
        "UMask=0077",
        "",
        "ProtectSystem=strict",
        "ProtectHome=read-only",
        *([f"ReadWritePaths={' '.join(map(_quote_path, writable))}"] if writable else []),
        f"PrivateTmp={'no' if temporary else 'yes'}",
        *_hardening(mails=bool(settings.notify.mail_to)),
    ]
    if program.checkout:
        lines.insert(lines.index("Type=oneshot") + 1, f"Environment={_quote_word(f'PYTHONPATH={program.checkout}')}")
    timer = [
        "[Unit]",
        "Description=factcheck: every hour",
        "",
        "[Timer]",
        "OnCalendar=hourly",
        "Persistent=true",
        "RandomizedDelaySec=10m",
        "FixedRandomDelay=true",
        "AccuracySec=1s",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return {SERVICE: "\n".join(lines) + "\n", TIMER: "\n".join(timer) + "\n"}


def written_folders(settings: Settings) -> list[Path]:
    """Return the folders that the job writes to, without those inside another.

    Raises InputError for a relative path, because a timer starts in another folder than the caller.
    """
    found: set[Path] = set()
    for name in marked(Mark.WRITTEN_FILE, Mark.WRITTEN_FOLDER):
        value = value_of(settings, name)
        if value is None or "://" in str(value):
            continue
        path = Path(value).expanduser()
        if not path.is_absolute():
            raise InputError(
                f"{name} = {str(value)!r} is a relative path; a timer needs an absolute path, such as /srv/desk"
            )
        found.add(path if name in marked(Mark.WRITTEN_FOLDER) else path.parent)
    return sorted(path for path in found if not any(path != each and path.is_relative_to(each) for each in found))


def _hardening(*, mails: bool) -> Sequence[str]:
    """Return the options that restrict the job. A set-group-id sendmail must be able to gain its group."""
    if mails:
        return (
            "# notify.mail_to is set: sendmail may have to gain a group, so the rest of the hardening is left out.",
        )
    return (
        "NoNewPrivileges=yes",
        "PrivateDevices=yes",
        "ProtectClock=yes",
        "ProtectControlGroups=yes",
        "ProtectHostname=yes",
        "ProtectKernelLogs=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelTunables=yes",
        "ProtectProc=invisible",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "LockPersonality=yes",
        "CapabilityBoundingSet=",
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service",
        "SystemCallErrorNumber=EPERM",
    )


def _quote_word(word: str) -> str:
    """Return a word of a unit's command line, quoted so that systemd expands nothing in it."""
    safe = word.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%").replace("$", "$$")
    return f'"{safe}"' if not word or set(word) & set(" \t'\"\\;") else safe


def _quote_path(path: Path) -> str:
    safe = str(path).replace("\\", r"\\").replace('"', r"\"").replace("%", "%%")
    return f'"{safe}"' if set(safe) & set(" \t'\"\\") else safe
