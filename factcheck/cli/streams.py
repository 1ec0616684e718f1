"""The standard streams: open, able to print characters their encoding lacks, and silent once nobody reads them.

This is the one place that deals with a closed pipe. A write that finds the reader gone raises ReaderGone, which is neither
an OSError, which the parser would turn into a status of its own, nor an Exception, which a run would call a crash.
"""

import io
import os
import sys
from typing import Any

READER_GONE_STATUS = 130


class ReaderGone(SystemExit):
    """The reader of our output is gone: the command ends silently."""

    def __init__(self) -> None:
        super().__init__(READER_GONE_STATUS)


class _Output(io.FileIO):
    """A descriptor that raises ReaderGone for a closed pipe."""

    def write(self, data: Any, /) -> int:
        """Write, or raise ReaderGone. After that nothing is printed, because buffers are still flushed later."""
        try:
            return super().write(data)
        except BrokenPipeError:
            silence(self.fileno())
            raise ReaderGone from None
        except OSError:  # the terminal is gone, or the disk is full: what is buffered must not fail again at the exit
            silence(self.fileno())
            raise


def prepare() -> None:
    """Make the standard streams usable, in whatever state they were when the program started."""
    reserve()
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:  # it was closed before we began
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, wrapped(stream, number))


def reserve() -> None:
    """Open descriptors 0 to 2 if they are closed, so that no error is printed into the database."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)


def wrapped(stream: io.TextIOWrapper, number: int) -> io.TextIOWrapper:
    """Return a stream over our own descriptor; characters that it cannot encode are replaced."""
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Output(number, "w", closefd=False)),
        encoding=stream.encoding,
        errors="replace",
        line_buffering=number == 2 or stream.write_through or stream.isatty(),  # -u writes through
    )


def silence(number: int) -> None:
    """Print nothing more to a descriptor."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
