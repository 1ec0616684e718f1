"""A reviewer's saved filters."""

import pytest

from factcheck.errors import FilterError, InputError, NotFound
from factcheck.services.desk import Desk
from factcheck.services.editing import saved_filters
from factcheck.settings import Settings
from factcheck.store.fast_reader import Reader


def stored(settings: Settings, actor: str = "ana") -> dict[str, str]:
    with Reader(settings.db) as reader:
        return reader.views(actor)


def test_a_filter_is_saved_replaced_and_removed_by_name(desk: Desk, bob: Desk, settings: Settings) -> None:
    saved_filters.save_view(desk, " Night  shift ", "status:inbox  budget")
    saved_filters.save_view(bob, "night shift", "tag:war")
    first = stored(settings)
    saved_filters.save_view(desk, "night shift", "status:open")
    second = stored(settings)
    saved_filters.remove_view(desk, "NIGHT SHIFT")

    assert (first, second) == ({"night shift": "status:inbox budget"}, {"night shift": "status:open"})
    assert (stored(settings), stored(settings, "bob")) == ({}, {"night shift": "tag:war"})


@pytest.mark.parametrize(
    ("name", "text", "kind", "message"),
    [
        ("x", "", InputError, "the filter is empty"),
        ("x", "status:inbx", FilterError, "did you mean inbox"),
        ("", "tag:a", InputError, "1 to 40 characters"),
        ("!?", "tag:a", InputError, "with a letter or digit"),
        ("a\x1bb", "tag:a", InputError, "1 to 40 characters"),
        ("a" * 41, "tag:a", InputError, "1 to 40 characters"),
    ],
)
def test_a_filter_that_cannot_be_saved_is_refused(
    desk: Desk, settings: Settings, name: str, text: str, kind: type[InputError], message: str
) -> None:
    with pytest.raises(kind, match=message):
        saved_filters.save_view(desk, name, text)

    assert stored(settings) == {}


def test_no_more_filters_are_saved_than_the_menu_has_keys(desk: Desk) -> None:
    for number in range(saved_filters.FILTERS_MAX):
        saved_filters.save_view(desk, f"view {number}", "tag:a")

    with pytest.raises(InputError, match="remove one first"):
        saved_filters.save_view(desk, "one more", "tag:a")
    with pytest.raises(NotFound, match="no filter of yours is saved as one more"):
        saved_filters.remove_view(desk, "one more")
