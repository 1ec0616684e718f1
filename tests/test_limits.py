"""A resource that the machine refuses is named in the message, whatever exception it was wrapped in."""

import errno
import resource
from pathlib import Path

import pytest

from factcheck import limits
from factcheck.limits import (
    DISK_MESSAGE,
    FILE_SIZE_MESSAGE,
    FILES_MESSAGE,
    MEMORY_MESSAGE,
    THREADS_MESSAGE,
    Exhausted,
    shortage,
)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), MEMORY_MESSAGE),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), MEMORY_MESSAGE),
        (ImportError("lexbor.so: failed to map segment from shared object"), MEMORY_MESSAGE),
        (ImportError("lexbor.so: cannot open shared object file: Too many open files"), FILES_MESSAGE),
        (OSError(errno.EMFILE, "Too many open files"), FILES_MESSAGE),
        (OSError(errno.ENFILE, "Too many open files in system"), FILES_MESSAGE),
        (OSError(errno.EFBIG, "File too large"), FILE_SIZE_MESSAGE),
        (OSError(errno.ENOSPC, "No space left on device"), DISK_MESSAGE),
        (OSError(errno.EMFILE, "Too many open files", "desk.db"), f"desk.db: {FILES_MESSAGE}"),
        (RuntimeError("can't start new thread"), THREADS_MESSAGE),
        (BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"), THREADS_MESSAGE),
        (ExceptionGroup("several", [ValueError("ours"), MemoryError()]), MEMORY_MESSAGE),
        (RuntimeError("dictionary changed size during iteration"), None),
        (ImportError("No module named 'lexbor'"), None),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), None),
        (OSError("no number"), None),
        (ValueError("ours"), None),
    ],
)
def test_what_was_refused_is_named(error: Exception, sentence: str | None) -> None:
    wrapped = RuntimeError("a step failed")
    wrapped.__cause__ = error

    assert (shortage(error), shortage(wrapped)) == (sentence, sentence)


def test_what_an_error_hides_is_not_its_reason() -> None:
    error = ValueError("another matter")
    error.__context__, error.__suppress_context__ = MemoryError(), True

    assert shortage(error) is None


def test_a_thread_may_lack_memory_where_that_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (300_000_000, 300_000_000))

    assert (
        shortage(RuntimeError("can't start new thread"))
        == f"no more threads or processes can be started: {MEMORY_MESSAGE}"
    )


@pytest.mark.parametrize(("free", "fitting"), [(1000, 100), (240, 50), (44, 1)])
def test_as_many_fetches_run_as_files_may_be_opened(monkeypatch: pytest.MonkeyPatch, free: int, fitting: int) -> None:
    set_file_limit(monkeypatch, free)

    assert limits.fitting_fetches(100) == fitting
    assert (limits.fetches_note(100) is None) is (fitting == 100)
    assert limits.fitting_idle_connections(fitting) + fitting * 3 + 40 <= max(free, 3 * fitting + 40)


def test_a_limit_that_leaves_room_for_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    set_file_limit(monkeypatch, 43)

    with pytest.raises(Exhausted, match=r"may open only \d+ files; raise the limit \(ulimit -n\)"):
        limits.fitting_fetches(100)


def test_a_soft_limit_is_raised_as_far_as_the_hard_one_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []
    opened = (limits.files_left() or 0) - resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    monkeypatch.setattr(resource, "getrlimit", lambda _: given[-1] if given else (256, 500))
    monkeypatch.setattr(resource, "setrlimit", lambda _, pair: given.append(pair))

    fitting = limits.fitting_fetches(1000)

    assert given == [(500, 500)]
    assert abs(fitting - (500 + opened - 40) // 4) <= 1


def set_file_limit(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """Let this process open so many more files."""
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = now - (limits.files_left() or 0) + free
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, limit))


def test_a_file_that_has_reached_its_limit_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 100_000)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (120_000, 120_000))

    assert limits.file_size_limit(tmp_path / "large") == 120_000
    assert limits.file_size_limit(tmp_path / "none") is None
