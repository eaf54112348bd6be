"""The choices on a person's screen, as they are stored: ids, and what their labels are made of, without any words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.language.data import Json, as_list
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


def shown(choices: Iterable[Choice]) -> tuple[Shown, ...]:
    """Return choices without the words of their labels."""
    return tuple([Shown(one.id, _without_words(one.label), one.aside) for one in choices])


def choices(shown: Iterable[Shown], english: English) -> tuple[Choice, ...]:
    """Return the choices on the screen with their labels."""
    labels = [(one, _with_words(one.label, english)) for one in shown]
    return tuple([Choice(one.id, label if isinstance(label, Text) else str(label), one.aside) for one, label in labels])


def shown_to_data(shown: Iterable[Shown]) -> list[Json]:
    """Return the choices on the screen as plain JSON."""
    return [[one.id, one.label, int(one.aside)] for one in shown]


def shown_from_data(data: Json) -> tuple[Shown, ...]:
    """Return the choices that `shown_to_data` wrote, or that version 0.1 wrote with their English."""
    return tuple([_one_from_data(one) for one in as_list(data)])


def _one_from_data(data: Json) -> Shown:
    assert isinstance(data, list)
    id, label, aside = data
    if isinstance(label, dict) and "key" not in label:
        label = _without_words(from_data(label))
    return Shown(str(id), label, bool(aside))


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
