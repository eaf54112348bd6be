"""The register of what is kept: each class of data, why and for how long, who sees it, and how it goes away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.language.text import Text
from bot.core.programme.pack import Pack

Basis = Literal["consent", "legitimate interest", "nobody's data"]
Unit = Literal["minutes", "hours", "days", "copies"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something is kept: a number of the pack, or a number that a constant of the code enforces."""

    name: str
    unit: Unit
    after: str
    """What it counts from."""
    number: int = 0
    pack_key: str = ""
    """The key of pack.toml that holds the number."""
    constant: str = ""
    """The constant that enforces the number, as `module.NAME`."""

    def of(self, pack: Pack) -> int:
        """The number for a pack, in the unit of the limit."""
        return int(getattr(pack, self.pack_key)) if self.pack_key else self.number


@dataclass(frozen=True, slots=True)
class DataClass:
    """One class of data: its columns (`table.column`, with the form in which they lie on the disk) and its terms."""

    id: str
    purpose: str
    whose: str
    basis: Basis
    seen_by: str
    goes: str
    """How it goes away."""
    notice: Text | None
    """What the people concerned are told of it; None only for data about nobody."""
    limits: tuple[Limit, ...]
    columns: Mapping[str, str]
    known: tuple[str, ...]
    """The keys of the lines by which "what do you know about me" says it."""

    def told(self, pack: Pack) -> Text | None:
        """The notice with the numbers of a pack."""
        return self.notice.filled(**{limit.name: limit.of(pack) for limit in self.limits}) if self.notice else None
