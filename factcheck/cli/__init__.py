"""The command line: parse, call a service, print.

A command's module is imported when the command runs, so that help and completion cost what Typer costs; the terminal
interface is opened without even that.
"""

import errno
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from factcheck.cli import signals, streams
from factcheck.errors import FactcheckError, FilterError
from factcheck.redaction import redact
from factcheck.services.text.sanitize import plain

if TYPE_CHECKING:
    import typer


class Command(NamedTuple):
    """A command's module in this package, and its help in one line."""

    module: str
    help: str


COMMANDS = {
    "add": Command("claims", "Record a claim."),
    "cite": Command("claims", "Tie a claim to a source, and to the words it rests on."),
    "list": Command("lists", "List the claims of a filter."),
    "show": Command("lists", "Show all about a claim."),
    "set": Command("claims", "Change claims: status=… assignee=… priority=… +tag -tag."),
    "rate": Command("claims", "Rate a claim, and say why."),
    "note": Command("claims", "Add a note to a claim."),
    "undo": Command("claims", "Undo your last action."),
    "alerts": Command("lists", "List what wants a person."),
    "resolve": Command("resolve", "Resolve an alert: accept, replace, withdraw, dismiss or reopen."),
    "archive": Command("archive", "Look for archived copies of what a claim cites, and into them."),
    "log": Command("lists", "List what was done, the newest first."),
    "check": Command("check", "Judge links and quotes without a database."),
    "verify": Command("verify", "Check the sources that are due, record the results, and open alerts."),
    "diff": Command("captures", "Show word by word what changed between two versions of a page."),
    "history": Command("history", "List every check of a source, the oldest first."),
    "captures": Command("captures", "See and look after what was kept of sources."),
    "import": Command("imports", "Bring claims in from a file."),
    "tui": Command("tui_commands", "Open the desk in the terminal."),
    "demo": Command("tui_commands", "Show the desk at work, on a small web made for the demo."),
    "db": Command("admin", "Look after the database."),
    "schedule": Command("schedule", "Print a timer for the job: systemd units, or a line for cron."),
    "doctor": Command("admin", "Tell of the database, the disk, the queue and the settings."),
}
TAKES_A_VALUE = ("--db", "--actor", "--config")


def wanted(arguments: list[str]) -> str | None:
    """Return the command that is called, or none: help, or nothing."""
    words = iter(arguments)
    for word in words:
        if word in TAKES_A_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


def plain_call(arguments: list[str]) -> dict[str, str | None] | None:
    """Return the flags of a call of the terminal interface that gives nothing else; None: it is another call.

    Building the parser takes as long as painting the first rows; these three flags can be read without it.
    """
    flags: dict[str, str | None] = dict.fromkeys(name.removeprefix("--") for name in TAKES_A_VALUE)
    words = iter(arguments)
    for word in words:
        if word == "tui":
            return None if next(words, None) is not None else flags
        value = next(words, None)
        if word not in TAKES_A_VALUE or value is None:
            return None
        flags[word.removeprefix("--")] = value
    return None


def build(arguments: list[str]) -> "typer.Typer":
    """Return the application with the called command in it, and the others by name and help only."""
    import typer

    from factcheck.cli.root import root

    app = typer.Typer(
        name="factcheck",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    called = COMMANDS.get(wanted(arguments) or "")
    if called is not None:
        import_module(f"factcheck.cli.{called.module}").register(app)
    for name, command in COMMANDS.items():
        if called is None or command.module != called.module:
            app.command(name, help=command.help)(lambda: None)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    given = sys.argv[1:] if arguments is None else arguments
    signals.listen()  # before a command's module is loaded, which may take a second
    try:
        streams.prepare()
        status = run(given)
    except streams.ReaderGone:
        status = streams.READER_GONE_STATUS
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit status."""
    flags = plain_call(arguments)
    if flags is not None:
        return _run_screen(flags)
    return _run_command(arguments)


def _run_screen(flags: dict[str, str | None]) -> int:
    from factcheck.cli.tui_launcher import open_screen

    try:
        return open_screen(flags)
    except FactcheckError as error:
        _complain(error.message)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _is_short(error):
            raise
        return 3


def _run_command(arguments: list[str]) -> int:
    """Run a command and print all it wrote. A closed pipe ends it quietly, wherever the pipe was found closed."""
    try:
        try:
            return _call(arguments)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
    except streams.ReaderGone:
        return streams.READER_GONE_STATUS
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG} or error.filename is not None:
            if not _is_short(error):
                raise
            return 3
        streams.silence(1)
        print(f"factcheck: what was found cannot be printed: {error.strerror}", file=sys.stderr)
        return 3
    except Exception as error:
        if not _is_short(error):
            raise
        return 3


def _is_short(error: Exception) -> bool:
    """Say what the machine refused, where that is what went wrong, and return whether it is."""
    from factcheck.limits import shortage

    told = shortage(error)
    if told:
        _complain(told)
    return told is not None


def _call(arguments: list[str]) -> int:
    import typer

    from factcheck.cli.root import CLICK_ERROR

    arguments = ["--help" if word == "-h" and "--" not in arguments[:at] else word for at, word in enumerate(arguments)]
    try:
        status = build(arguments)(arguments, prog_name="factcheck", standalone_mode=False)
    except FactcheckError as error:
        _complain(error.message, lines=isinstance(error, FilterError))
        return error.exit_status
    except CLICK_ERROR as error:
        hint = "; put -- before words that begin with a dash" if "No such option" in error.format_message() else ""
        _complain(f"{error.format_message()}{hint}")
        return int(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    return status if isinstance(status, int) else 0


def _complain(message: str, *, lines: bool = False) -> None:
    """Print what is wrong on stderr, in one line unless it points at a place in one; what it quotes is made harmless."""
    print(plain(f"factcheck: {redact(message)}", lines=lines), file=sys.stderr)
