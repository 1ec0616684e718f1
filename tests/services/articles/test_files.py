"""Files of articles."""

import os
from pathlib import Path

import pytest

from factcheck.errors import InputError
from factcheck.services.articles.files import article_file, read_article_file


def test_a_file_is_read_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"The bridge cost 12 million euros.\r\n")

    found = article_file(str(path))

    assert (found.name, found.content) == (str(path), b"The bridge cost 12 million euros.\r\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("absent.txt", "No such file"),
        (os.curdir, "cannot be read"),
        ("ftp://news.example/a", "begins with http:// or https://"),
        ("a\0b", "has no NUL character"),
        ("/dev/zero", "has more than 100,000,000 bytes"),
    ],
)
def test_a_file_that_is_not_an_article_is_named(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        article_file(name)


def test_input_without_an_end_is_read_no_further_than_an_article_may_be_long() -> None:
    with (
        Path("/dev/zero").open("rb") as endless,
        pytest.raises(InputError, match=r"stdin has more than 100,000,000 bytes"),
    ):
        read_article_file("stdin", endless)
