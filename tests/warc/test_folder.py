"""The captures folder: torn files are recovered, other files are not changed, and a full disk loses no earlier record."""

import fcntl
import io
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from factcheck.errors import DeskError
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.warc.folder import CaptureError, RunFiles, prepare
from factcheck.warc.reader import CaptureReadError, Fault, read_stored_bytes, records
from tests.conftest import Clock
from tests.store.test_schema import ordinary_user


def exchange(body: bytes = b"<p>words</p>", coded: bool = False) -> Exchange:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return Exchange("http://site.example/", Clock().now, b"GET / HTTP/1.1\r\n\r\n", head, body, coded=coded)


def nothing_known(_name: str) -> int:
    return 0


@pytest.fixture
def files(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., RunFiles]]:
    opened: list[RunFiles] = []

    def begin(run_id: int = 1, rotate_at: int = 10**9) -> RunFiles:
        opened.append(RunFiles(tmp_path, run_id, clock, rotate_at))
        return opened[-1]

    yield begin
    for each in opened:
        each.close()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Limit the size of files: a write ends there, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def kinds(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_gets_its_name_only_when_it_is_complete(files: Callable[..., RunFiles], tmp_path: Path) -> None:
    run = files()
    span = run.write([exchange()], {})

    assert names(tmp_path) == [span.file + ".open"]
    run.close()
    assert names(tmp_path) == [span.file]
    assert kinds(tmp_path / span.file) == ["warcinfo", "response", "request"]


def test_a_run_without_captures_leaves_no_file(files: Callable[..., RunFiles], tmp_path: Path) -> None:
    files().close()

    assert names(tmp_path) == []


def test_a_full_file_is_followed_by_another(files: Callable[..., RunFiles], tmp_path: Path) -> None:
    run = files(rotate_at=1000)
    spans = [run.write([exchange(os.urandom(900), coded=True)], {}) for _ in range(3)]
    run.close()

    assert len({span.file for span in spans}) == 3
    assert names(tmp_path) == sorted(span.file for span in spans)


def test_two_runs_with_the_same_number_write_two_files(files: Callable[..., RunFiles]) -> None:
    first, second = files(run_id=7), files(run_id=7)

    assert first.write([exchange()], {}).file != second.write([exchange()], {}).file


def test_a_partial_write_on_a_full_disk_is_removed(files: Callable[..., RunFiles], tmp_path: Path) -> None:
    run = files()
    before = run.write([exchange()], {})
    with room_for(20_000), pytest.raises(CaptureError, match=str(tmp_path)):
        run.write([exchange(os.urandom(50_000), coded=True)], {})
    after = run.write([exchange(b"after")], {})
    run.close()

    assert after.offset == before.offset + before.length
    assert kinds(tmp_path / before.file) == ["warcinfo", *["response", "request"] * 2]
    for span in (before, after):
        assert list(records(read_stored_bytes(tmp_path, span.file, span.offset, span.length, span.digest)))


@pytest.mark.parametrize("tail", [b"", b"\x1f\x8b\x08\x00torn", bytes(5000)])
def test_a_file_left_by_a_crash_is_truncated_after_its_last_record_and_renamed(
    files: Callable[..., RunFiles], tmp_path: Path, tail: bytes
) -> None:
    run = files()
    span = run.write([exchange()], {})
    run.close()
    whole = (tmp_path / span.file).read_bytes()
    (tmp_path / span.file).rename(tmp_path / (span.file + ".open"))
    (tmp_path / (span.file + ".open")).write_bytes(whole + tail)

    messages = prepare(tmp_path, nothing_known)

    assert names(tmp_path) == [span.file]
    assert (tmp_path / span.file).read_bytes() == whole
    assert len(messages) == bool(tail)
    assert prepare(tmp_path, nothing_known) == []


def test_a_file_that_another_run_is_writing_is_not_changed(files: Callable[..., RunFiles], tmp_path: Path) -> None:
    span = files().write([exchange()], {})

    assert prepare(tmp_path, nothing_known) == []
    assert names(tmp_path) == [span.file + ".open"]


def test_a_file_that_ends_before_its_recorded_captures_is_not_truncated(
    files: Callable[..., RunFiles], tmp_path: Path
) -> None:
    run = files()
    span = run.write([exchange()], {})
    run.close()
    path = tmp_path / (span.file + ".open")
    (tmp_path / span.file).rename(path)
    with path.open("r+b") as file:
        file.truncate(span.offset + 10)

    (messages,) = prepare(tmp_path, lambda _name: span.offset + span.length)

    assert "captures verify" in messages
    assert path.stat().st_size == span.offset + 10


def test_other_files_are_never_changed(tmp_path: Path) -> None:
    foreign = {"notes.txt": b"mine", "factcheck-x.warc.gz.open": b"not ours", "other.warc.gz": b"\x1f\x8b"}
    for name, content in foreign.items():
        (tmp_path / name).write_bytes(content)

    prepare(tmp_path, nothing_known)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == foreign


def test_the_error_for_an_unwritable_folder_names_it_and_its_setting(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    tmp_path.chmod(0o755)
    closed.chmod(0o555)
    with ordinary_user(), pytest.raises(DeskError, match=r"closed.*captures\.folder"):
        prepare(closed, nothing_known)


def test_the_error_for_a_file_in_place_of_the_folder_names_it(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")

    with pytest.raises(DeskError, match="folder"):
        prepare(tmp_path / "folder", nothing_known)


def test_a_name_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x" * 100)
    with pytest.raises(CaptureReadError) as raised:
        read_stored_bytes(tmp_path / "captures", "../secret", 0, 10, "sha256:0")

    assert raised.value.fault is Fault.UNREADABLE


def test_the_lock_of_a_file_is_released_at_the_end_of_its_run(files: Callable[..., RunFiles], tmp_path: Path) -> None:
    run = files()
    span = run.write([exchange()], {})
    run.close()
    with (tmp_path / span.file).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    assert io.BytesIO((tmp_path / span.file).read_bytes()).read(2) == b"\x1f\x8b"
