"""The register of stored data: each class of data, its purpose, its retention, who sees it, and how it is deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.language.text import Text
from bot.core.programme.pack import Pack

Basis = Literal["consent", "legitimate interest", "no personal data"]
Unit = Literal["minutes", "hours", "days", "copies"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something is kept: a number from the pack, or a number that a constant in the code enforces."""

    name: str
    unit: Unit
    after: str
    """The moment from which the time is counted."""
    number: int = 0
    pack_key: str = ""
    """The key of pack.toml that holds the number."""
    constant: str = ""
    """The constant that enforces the number, as `module.NAME`."""

    def of(self, pack: Pack) -> int:
        """Return the number for a pack, in the unit of the limit."""
        return int(getattr(pack, self.pack_key)) if self.pack_key else self.number


@dataclass(frozen=True, slots=True)
class DataClass:
    """One class of data: its columns (`table.column`, each with the form in which it is stored) and its terms."""

    id: str
    purpose: str
    whose: str
    basis: Basis
    seen_by: str
    goes: str
    """How it is deleted."""
    notice: Text | None
    """What the privacy notice says about it; None only for data that is not about a person."""
    limits: tuple[Limit, ...]
    columns: Mapping[str, str]
    known: tuple[str, ...]
    """The keys of the lines that show it to a person who asks "what do you know about me"."""

    def told(self, pack: Pack) -> Text | None:
        """Return the notice with the numbers of a pack."""
        return self.notice.filled(**{limit.name: limit.of(pack) for limit in self.limits}) if self.notice else None
