"""Schedules: the folders that the job may write to, and the modes of its files."""

import shlex
from pathlib import Path
from typing import get_args

import pytest

from factcheck.errors import InputError
from factcheck.services.operations import schedule_units
from factcheck.services.operations.schedule_units import SERVICE, Program
from factcheck.settings import CaptureSettings, JobSettings, Mark, Settings, fields, marked

PLACES = Settings(
    db="/srv/desk/desk.db",
    captures=CaptureSettings(folder=Path("/srv/kept pages")),
    job=JobSettings(textfile=Path("/var/lib/node_exporter/factcheck.prom")),
)
"""A place for every setting that the job writes to, each in a folder of its own."""


def service(settings: Settings) -> list[str]:
    program = Program(Path("/usr/bin/python3"), None, settings.db, None, "desk")
    return schedule_units.systemd(program, settings)[SERVICE].splitlines()


def read_write_paths(settings: Settings) -> list[str]:
    (line,) = [line for line in service(settings) if line.startswith("ReadWritePaths=")]
    return shlex.split(line.removeprefix("ReadWritePaths="))


def test_every_setting_that_is_a_path_says_whether_the_job_writes_there() -> None:
    marks = {name: set(field.marks) for name, field in fields() if _is_path(field.annotation)}

    assert marks.keys() == {"captures.folder", "job.textfile", "notify.sendmail"}
    assert all(len(found - {Mark.SECRET}) == 1 for found in marks.values())


def _is_path(annotation: object) -> bool:
    return annotation is Path or any(map(_is_path, get_args(annotation)))


def test_every_setting_that_is_written_to_is_in_the_unit() -> None:
    assert set(marked(Mark.WRITTEN_FILE, Mark.WRITTEN_FOLDER)) == {"db", "captures.folder", "job.textfile"}
    assert read_write_paths(PLACES) == ["/srv/desk", "/srv/kept pages", "/var/lib/node_exporter"]


def test_a_folder_inside_another_is_named_once() -> None:
    settings = Settings(
        db="/srv/desk/desk.db",
        captures=CaptureSettings(folder=Path("/srv/desk/captures")),
        job=JobSettings(textfile=Path("/srv/desk/factcheck.prom")),
    )

    assert read_write_paths(settings) == ["/srv/desk"]


@pytest.mark.parametrize("job", [JobSettings(), JobSettings(textfile=Path("/var/lib/node_exporter/factcheck.prom"))])
def test_a_textfile_opens_nothing_else_to_other_accounts(job: JobSettings) -> None:
    assert "UMask=0077" in service(Settings(db="/srv/desk/desk.db", job=job))


def test_a_database_on_a_server_needs_no_folder() -> None:
    assert not [line for line in service(Settings(db="postgresql://db.example/desk")) if "ReadWritePaths" in line]


def test_no_key_is_given_twice() -> None:
    keys = [line.partition("=")[0] for line in service(PLACES) if "=" in line and line[0] != "#"]

    assert len(keys) == len(set(keys))


def test_a_relative_path_is_refused_by_the_setting_s_name() -> None:
    settings = Settings(db="/srv/desk/desk.db", captures=CaptureSettings(folder=Path("kept")))

    with pytest.raises(InputError, match=r"captures\.folder = 'kept' is a relative path"):
        schedule_units.written_folders(settings)
