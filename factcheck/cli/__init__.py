"""The command line: parse, call a service, print.

A command's module is imported when the command runs, so that help and completion cost what Typer costs; the terminal
interface is opened without even that.
"""

import errno
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from factcheck.cli import signals, streams
from factcheck.cli.exit_statuses import Reported
from factcheck.cli.global_flags import Call, read_call
from factcheck.errors import FactcheckError, FilterError
from factcheck.redaction import redact
from factcheck.services.text.sanitize import sanitize_text

if TYPE_CHECKING:
    import typer


class Command(NamedTuple):
    """Module of a command in this package, and its help in one line."""

    module: str
    help: str


COMMANDS = {
    "add": Command("claims", "Record a claim."),
    "cite": Command("claims", "Cite a source for a claim, with the quoted words."),
    "list": Command("lists", "List claims that match a filter."),
    "show": Command("lists", "Show a claim with its citations, alerts and notes."),
    "set": Command("claims", "Change claims: status=… assignee=… priority=… +tag -tag."),
    "merge": Command("duplicates", "Merge a claim into another one that says the same."),
    "split": Command("duplicates", "Split a claim from the claim that it was merged into."),
    "rate": Command("claims", "Rate a claim and give the reason."),
    "note": Command("claims", "Add a note to a claim."),
    "undo": Command("claims", "Undo your last action."),
    "alerts": Command("lists", "List alerts that need review."),
    "resolve": Command("resolve", "Resolve an alert: accept, replace, withdraw, dismiss or reopen."),
    "archive": Command("archive", "Look up archived copies of the sources that a claim cites."),
    "log": Command("lists", "List recorded actions, newest first."),
    "check": Command("check", "Check links and quotes without a database."),
    "verify": Command("verify", "Check the sources that are due, and open alerts."),
    "diff": Command("captures", "Compare two versions of a page word by word."),
    "history": Command("history", "List every check of a source, oldest first."),
    "captures": Command("captures", "Show, export, verify and prune captures of sources."),
    "spot": Command("spot", "Find the statements of an article that are worth checking."),
    "ingest": Command("ingest", "File the statements of an article as claims."),
    "match": Command("match", "Find tracked claims that may say the same as a text."),
    "alias": Command("alias", "Manage names that count as one when claims are compared."),
    "import": Command("imports", "Import claims from a file."),
    "tui": Command("tui_commands", "Open the terminal interface."),
    "demo": Command("tui_commands", "Demonstrate a desk on a small web that the demo serves itself."),
    "db": Command("db", "Maintain the database."),
    "schedule": Command("schedule", "Print a schedule for the job: systemd units or a line for cron."),
    "doctor": Command("doctor", "Report on the database, the disk, the queue and the settings."),
}


SHOWN_MAX_CHARACTERS = 200
"""Characters of a word that an error repeats."""


def build(arguments: list[str]) -> "typer.Typer":
    """Return the application with the called command, and the other commands by name and help only."""
    import typer

    from factcheck.cli import completion
    from factcheck.cli.help_format import use_plain_help
    from factcheck.cli.root import root

    app = typer.Typer(
        name="factcheck",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    line = completion.completed_line()
    call = read_call(arguments)
    if completion.FLAGS.intersection(arguments) and call is None:
        completion.require_known_shell()
    if line is not None:
        call = read_call(line)
    called = COMMANDS.get(call.command) if call is not None else None
    if called is not None:
        import_module(f"factcheck.cli.{called.module}").register(app)
    for name, command in COMMANDS.items():
        if called is None or command.module != called.module:
            app.command(name, help=command.help)(lambda: None)
    use_plain_help(app)
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
    """Run the command line and return its exit status. A resource that the machine refuses is named on one line."""
    call = read_call(arguments)
    try:
        if call is not None and call.command == "tui" and not call.rest:
            return _run_screen(call.flags)
        return _run_command(arguments, call)
    except Exception as error:
        from factcheck.limits import shortage

        sentence = shortage(error)
        if sentence is None:
            raise
        _complain(sentence)
        return 3


def _run_screen(flags: Mapping[str, str | None]) -> int:
    from factcheck.cli.tui_launcher import open_screen

    try:
        return open_screen(flags)
    except FactcheckError as error:
        _complain(error.message)
        return error.exit_status
    except KeyboardInterrupt:
        return 130


def _run_command(arguments: list[str], call: Call | None) -> int:
    """Run a command and flush its output. A closed pipe ends it quietly, wherever the pipe was found closed."""
    try:
        try:
            return _call(arguments, call)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
    except streams.ReaderGone:
        return streams.READER_GONE_STATUS
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG} or error.filename is not None:
            raise
        streams.silence(1)
        print(f"factcheck: the output cannot be written: {error.strerror}", file=sys.stderr)
        return 3


def _call(arguments: list[str], call: Call | None) -> int:
    """Run a command and return its exit status. The scheduled job starts without the parser where it is called plainly."""
    try:
        if call is not None and call.command == "verify":
            from factcheck.cli import verify_job

            plain = verify_job.read_plainly(call.rest)
            if plain is not None:
                return verify_job.run(call.flags, plain)
        return _parse_and_call(arguments)
    except FactcheckError as error:
        _complain(error.message, lines=isinstance(error, FilterError))
        return error.exit_status
    except Reported as error:
        return error.status
    except KeyboardInterrupt:
        return 130


def _parse_and_call(arguments: list[str]) -> int:
    import typer

    from factcheck.cli.root import CLICK_ERROR

    arguments = ["--help" if word == "-h" and "--" not in arguments[:at] else word for at, word in enumerate(arguments)]
    try:
        status = build(arguments)(arguments, prog_name="factcheck", standalone_mode=False)
    except CLICK_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # a group without its command: the message is the help
            print(error.format_message(), file=sys.stderr)
            return int(error.exit_code)
        hint = "; put -- before words that start with a dash" if "No such option" in error.format_message() else ""
        _complain(f"{error.format_message()}{hint}")
        return int(error.exit_code)
    except typer.Abort:
        return 130
    return status if isinstance(status, int) else 0


def _complain(message: str, *, lines: bool = False) -> None:
    """Print an error on stderr, on one line unless it points into a filter; control characters are escaped.

    Words of the call that are too long to read are cut off.
    """
    shown = redact(message)
    if not lines:
        shown = re.sub(rf"(\S{{{SHOWN_MAX_CHARACTERS}}})\S+", r"\1…", shown)
    print(sanitize_text(f"factcheck: {shown}", lines=lines), file=sys.stderr)
