"""JSON as a value: its type, and checks of the parts that are read from it."""

from typing import TypeVar

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What `json.loads` returns."""
T = TypeVar("T", bool, int, str)


def as_object(data: Json) -> dict[str, Json]:
    """Return a JSON object; raise TypeError for another value."""
    if isinstance(data, dict):
        return data
    raise TypeError(f"a JSON object is needed, not {type(data).__name__}")


def as_list(data: Json) -> list[Json]:
    """Return a JSON array; raise TypeError for another value."""
    if isinstance(data, list):
        return data
    raise TypeError(f"a JSON array is needed, not {type(data).__name__}")


def as_a(kind: type[T], data: Json) -> T:
    """Return a value of a kind, such as `str`; raise TypeError for another value."""
    if isinstance(data, kind):
        return data
    raise TypeError(f"{kind.__name__} is needed, not {type(data).__name__}")


def as_number(data: Json) -> float:
    """Return a number, whole or not; raise TypeError for another value."""
    if isinstance(data, int | float) and not isinstance(data, bool):
        return data
    raise TypeError(f"a number is needed, not {type(data).__name__}")
