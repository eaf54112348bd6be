"""A part of JSON is returned as the kind that is needed, or refused."""

from collections.abc import Callable

import pytest

from bot.core.language.data import Json, as_a, as_list, as_number, as_object

READERS: dict[str, Callable[[Json], object]] = {
    "object": as_object,
    "array": as_list,
    "number": as_number,
    "text": lambda data: as_a(str, data),
    "whole": lambda data: as_a(int, data),
}
FITS: list[tuple[Json, set[str]]] = [
    ({"a": 1}, {"object"}),
    ([1], {"array"}),
    (1.5, {"number"}),
    (1, {"number", "whole"}),
    ("1", {"text"}),
    (None, set()),
]


@pytest.mark.parametrize(("data", "fits"), FITS)
@pytest.mark.parametrize("kind", READERS)
def test_a_value_is_read_as_its_own_kind_and_as_no_other(data: Json, fits: set[str], kind: str) -> None:
    if kind in fits:
        assert READERS[kind](data) is data
    else:
        with pytest.raises(TypeError):
            READERS[kind](data)
