"""A row of a pack by its keys: which it has, which it lacks or should not have, and which value was refused."""

from collections.abc import Mapping
from typing import TypeVar

from bot.core.errors import suggest
from bot.storage.files.packs.keys import Key, Table
from bot.storage.files.packs.reader import Draft
from bot.storage.files.packs.values import NAMES, describe

T = TypeVar("T")


class KeyedRow:
    """A TOML table (`typed`) or a CSV line, by its keys."""

    def __init__(
        self, draft: Draft, file: str, place: str, values: dict[str, object], table: Table, *, typed: bool
    ) -> None:
        self.draft, self.file, self.place, self.values, self.table, self.typed = (
            draft,
            file,
            place,
            values,
            table,
            typed,
        )
        self.owners: Mapping[str, str] = {}
        """For each key that another pack wrote, its id: a text keeps its key for translators."""
        self.refused: set[str] = set()
        """The keys whose value has a mistake."""
        self._mistakes_before = len(draft.mistakes)

    @property
    def valid(self) -> bool:
        """Whether no mistake was noted since this row was created."""
        return len(self.draft.mistakes) == self._mistakes_before

    def add_mistake(self, fault: str, fix: str = "") -> None:
        """Note a mistake in this row."""
        self.draft.add_mistake(self.file, self.place, fault, fix)

    def refuse(self, name: str, fault: str, fix: str) -> None:
        """Note that the value of a key is wrong, once: what follows from a mistake is no second one."""
        if name not in self.refused:
            self.refused.add(name)
            self.add_mistake(fault, fix)

    def has(self, name: str) -> bool:
        """Return whether a key is given."""
        return name in self.values

    def done(self) -> None:
        """Note every key that does not exist: most of them are typing mistakes."""
        for name in self.values:
            if name not in self.table.keys:
                self.add_mistake(f'the key "{name}" does not exist here.', suggest(name, self.table.keys))

    def _key(self, name: str, *kinds: str) -> Key:
        """Return what is declared of a key, which is read as one of some kinds."""
        key = self.table.keys[name]
        assert key.kind in kinds, f"{name} is declared as {key.kind}"
        return key

    def _take(self, name: str, kind: type[T], example: str, required: bool) -> T | None:
        """Return a value of a type; None if it is missing or has another type, which is noted."""
        if not self.has(name):
            if required:
                fix = f"For example: {name} = {example}" if self.typed else "Fill in its cell."
                self.refuse(name, f'"{name}" is missing.', fix)
            return None
        value = self.values[name]
        if type(value) is kind:  # exactly this type: in Python, True is also an int, and a datetime is also a date
            return value
        fix = f"Write it like this: {name} = {example}"
        self.refuse(name, f'"{name}" is {describe(value)}, not {NAMES[kind]}.', fix)
        return None
