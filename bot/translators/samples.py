"""Fills texts with sample values, one for each placeholder, or with the longest, so that they are read as people do."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from fnmatch import fnmatchcase
from functools import cache

from bot.core.language.text import PLACEHOLDER, Catalog, Country, Day, Texts, Value
from bot.storage.files.gazetteer import load_gazetteer
from bot.translators.context import Table, is_heard, meanings_of

DAY, HOUR, NUMBER = date(2026, 11, 25), time(8), 7
PEOPLE, HOURS = ("people", "{n} person", "{n} people"), ("waiting.hours", "{n} hour", "{n} hours")
"""Texts of the conversation, which is where they are collected."""
SAMPLES: Mapping[str, Value] = {
    "a number with its word": Texts(*PEOPLE, n=NUMBER),
    "a number of hours with its word": Texts(*HOURS, n=NUMBER),
    "a number": str(NUMBER),
    "the most": str(NUMBER),
    "the least": str(NUMBER),
    "a day with its weekday": Day(DAY),
    "the day": Day(DAY),
    "the first day": DAY,
    "the last day": DAY,
    "a time of the day": HOUR,
    "days and hours": HOUR,
}
"""A value by what a placeholder holds, as locales/placeholders.toml says it: its first words. Any other stays empty."""


def samples(key: str, text: str, catalog: Catalog, table: Table) -> dict[str, str]:
    """Return a sample for each placeholder of a text, {} where what stands there is itself a text or a name."""
    meanings = meanings_of(key.removesuffix("[0]"), table)
    return {name: _sample(meanings.get(name, ""), catalog) for name in PLACEHOLDER.findall(text)}


def _sample(meaning: str, catalog: Catalog) -> str:
    value = next((value for start, value in SAMPLES.items() if meaning.startswith(start)), None)
    return "{}" if value is None else catalog.say(value)


def longest(key: str, text: str, catalog: Catalog, table: Table) -> int:
    """Return how many characters a text has with the longest day, hour and names that it can hold."""
    return len(PLACEHOLDER.sub(lambda hole: longest_value(key, hole[1], catalog, table), text))


def longest_value(key: str, hole: str, catalog: Catalog, table: Table) -> str:
    """Return the longest day, hour or name that a placeholder of a text can hold, "" where nothing is known of it."""
    meaning = meanings_of(key, table).get(hole, "")
    return next((value for start, value in _longest_values(catalog).items() if meaning.startswith(start)), "")


@cache
def _longest_values(catalog: Catalog) -> dict[str, str]:
    """Return the longest value by what a placeholder holds, of the calendar, the map and the texts of a catalog."""
    gazetteer = load_gazetteer()
    abroad = [place for place in gazetteer.places if not place.state]
    names = {
        "the place of the appointment": _named("*.site.*.name", catalog),
        "who runs the programme": _named("*.operator", catalog),
        "a state of Mexico": [state.name for state in gazetteer.states],
        "a town abroad": [place.name for place in abroad],
        "a country of the towns": [catalog.say(Country(place.country)) for place in abroad],
        "a country": list(catalog.countries.values()),
        "a day with its weekday": [catalog.say(Day(DAY + timedelta(days=n))) for n in range(366)],
        "a time of the day": [catalog.say(time(hour, 30)) for hour in range(24)],
    }
    return {meaning: max(of, key=len, default="") for meaning, of in names.items()}


def _named(pattern: str, catalog: Catalog) -> list[str]:
    return [forms[0] for key, forms in catalog.messages.items() if fnmatchcase(key, pattern) and not is_heard(key)]
