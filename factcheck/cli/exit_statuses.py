"""Exit statuses of the program, each with its meaning: part of what others script against."""

from collections.abc import Mapping


class Reported(Exception):
    """Ends the program with a status, after the error was reported."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


EXIT_STATUSES: Mapping[int, str] = {
    0: "Done, and nothing needs a person.",
    1: "Done, and something needs a person: `check` found a bad link or quote, `verify --exit-code` opened alerts, "
    "`doctor` found a problem, an import has a broken row, or an article cannot be read. Or nothing was found where "
    "something was asked for, as by `show 999`.",
    2: "The call, its input or a setting is wrong. Nothing was changed.",
    3: "It could not be done: the database, the disk, or the network as a whole.",
    75: "Another run holds the lock.",
    129: "Ended by SIGHUP. All finished work is stored.",
    130: "Ended by Ctrl-C (SIGINT), or the reader of a pipe closed it. All finished work is stored.",
    143: "Ended by SIGTERM. All finished work is stored.",
}
