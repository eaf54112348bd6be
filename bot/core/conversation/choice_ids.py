"""Ids of choices that carry a value: a place, a country, a case. Each type writes its id and reads it again."""

from dataclasses import dataclass
from typing import cast, get_args

from bot.core.places.areas import Answer as Inside


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place to confirm: its state, whether the programme covers it, and how it was said. The town is not in it."""

    state: str
    inside: Inside
    method: str

    def write(self) -> str:
        """Return the id, such as `MX-CHP:yes:town`."""
        return ":".join(self.parts)

    @property
    def parts(self) -> tuple[str, str, str]:
        """The values, as a conversation keeps a place that waits for its confirmation."""
        return (self.state, self.inside, self.method)

    @classmethod
    def read(cls, id: str) -> "PlaceChoice | None":
        """Return the place that `write` wrote; None for any other id."""
        parts = id.split(":")
        if len(parts) != 3 or parts[1] not in get_args(Inside):
            return None
        return cls(parts[0], cast(Inside, parts[1]), parts[2])


@dataclass(frozen=True, slots=True)
class AbroadChoice:
    """Another country than Mexico, by its ISO 3166 code."""

    country: str

    def write(self) -> str:
        """Return the id, such as `abroad:GT`."""
        return f"abroad:{self.country}"

    @classmethod
    def read(cls, id: str) -> "AbroadChoice | None":
        """Return the country that `write` wrote; None for any other id."""
        kind, colon, country = id.partition(":")
        return cls(country) if kind == "abroad" and colon else None


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """One of several cases on a phone, counted from 1; 0 is a new one."""

    number: int

    def write(self) -> str:
        """Return the id, such as `case:2`."""
        return f"case:{self.number}"

    @classmethod
    def read(cls, id: str) -> "CaseChoice | None":
        """Return the case that `write` wrote; None for any other id."""
        kind, _, number = id.partition(":")
        return cls(int(number)) if kind == "case" and number.isascii() and number.isdecimal() else None
