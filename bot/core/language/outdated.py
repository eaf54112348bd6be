"""Says when people read an earlier text, or English, because a translation has not followed the English yet."""

from collections.abc import Iterator

from bot.core.language.text import Catalog, Text, Value

CRITICAL = ("consent.", "practice.", "ticket.", "offer.", "cancel.")
"""Beginnings of keys whose translation must have the meaning of the English: with another one nothing is released."""
NEVER_HELD_UP = ("danger.", "listen.", "show.")
"""Beginnings of keys of messages to people in danger, and to those who should help them: nothing is added to them."""
PERSON = Text("choice.person", "A person")
EARLIER = Text(
    "outdated.earlier", "This is our text of {date}. Something in it has changed. To ask a person, write “{person}”."
)
UNDATED = Text(
    "outdated.undated",
    "This is an earlier text. Something in it has changed. To ask a person, write “{person}”.",
)
UNTRANSLATED = Text("outdated.english", "We have this only in English so far. To ask a person, write “{person}”.")


def is_critical(key: str) -> bool:
    """Return whether a text must not be released with a translation of another meaning."""
    return key.startswith(CRITICAL)


def is_current(catalog: Catalog, text: Text) -> bool:
    """Return whether a text, with all texts inside it, says in this language what the English says."""
    if catalog.source or catalog.fault:
        return catalog.source
    return all(key in catalog.messages and key not in catalog.outdated for key in _keys(text))


def notes(catalog: Catalog, key: str, *texts: Text) -> tuple[Text, ...]:
    """Return the line that people read below a message whose texts are not all current; `key` is its main one."""
    if catalog.source or catalog.fault or key.startswith(NEVER_HELD_UP):
        return ()
    keys = {key for text in texts for key in _keys(text)}
    if outdated := [catalog.outdated[key] for key in keys & catalog.outdated.keys()]:
        days = [day for day in outdated if day]
        return (EARLIER.filled(date=min(days), person=PERSON) if days else UNDATED.filled(person=PERSON),)
    return () if keys <= catalog.messages.keys() else (UNTRANSLATED.filled(person=PERSON),)


def _keys(value: Value) -> Iterator[str]:
    """Yield the keys of a text and of the texts inside it."""
    if isinstance(value, Text):
        yield value.key
        for _, inside in value.values:
            yield from _keys(inside)
    elif isinstance(value, tuple):
        for inside in value:
            yield from _keys(inside)
