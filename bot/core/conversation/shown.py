"""The choices on a person's screen, as they are stored: ids, and what their labels are made of, without any words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.language.data import Json
from bot.core.language.message import Choice
from bot.core.language.text import Text, Texts, Value, from_data, to_data

English = Mapping[str, tuple[str, ...]]
"""English texts by key, singular and plural."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One choice on the screen. A typed number or word means what the person saw."""

    id: str
    label: Json
    """A name, or the key and the values of a text."""
    aside: bool = False

    @classmethod
    def of(cls, choice: Choice) -> "Shown":
        """Return a choice without the words of its label."""
        return cls(choice.id, _without_words(choice.label), choice.aside)

    def to_data(self) -> list[Json]:
        """Return the choice as plain JSON."""
        return [self.id, self.label, int(self.aside)]

    @classmethod
    def from_data(cls, data: Json) -> "Shown":
        """Return the choice that `to_data` wrote, or that version 0.1 wrote with its English."""
        assert isinstance(data, list)
        id, label, aside = data
        if isinstance(label, dict) and "key" not in label:
            label = _without_words(from_data(label))
        return cls(str(id), label, bool(aside))

    def choice(self, english: English) -> Choice:
        """Return the choice with its label again."""
        label = _with_words(self.label, english)
        return Choice(self.id, label if isinstance(label, Text) else str(label), self.aside)


def choices(shown: Iterable[Shown], english: English) -> tuple[Choice, ...]:
    """Return the choices on the screen with their labels."""
    return tuple(one.choice(english) for one in shown)


def _without_words(value: Value) -> Json:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [_without_words(part) for part in value]
    if not isinstance(value, Text):
        return to_data(value)
    if not value.values:
        return {"key": value.key}
    return {"key": value.key, "v": {name: _without_words(part) for name, part in value.values}}


def _with_words(data: Json, english: English) -> Value:
    if isinstance(data, list):
        return tuple(_with_words(part, english) for part in data)
    if not isinstance(data, dict) or "key" not in data:
        return from_data(data)
    key, given = str(data["key"]), data.get("v")
    values = {name: _with_words(part, english) for name, part in given.items()} if isinstance(given, dict) else {}
    forms = english.get(key, (key,))  # a text that is gone: the catalogs may still have it
    number = values.pop("n", None)
    if len(forms) > 1 and isinstance(number, int):
        return Texts(key, forms[0], forms[1], number, **values)
    return Text(key, forms[0], **values, **({} if number is None else {"n": number}))
