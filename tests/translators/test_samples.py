"""Texts are compared as people read them: with sample values in their placeholders, in singular and plural."""

from pathlib import Path

import pytest

from bot.translators.check import check
from bot.translators.facts import compare
from tests.translators.test_check import HEADER, locales
from tests.translators.test_facts import readers, said, texts

__all__ = ["locales"]
SUMMARY = {"en": "For {people} on {date}.", "es": "Para {people} el {date}.", "fr": "Pour {people} le {date}.",
           "ht": "Pou {people} nan {date}."}  # fmt: skip


def test_numbers_days_and_hours_are_read_as_people_read_them() -> None:
    filled = {code: readers()[code].fill("summary.question", text) for code, text in SUMMARY.items()}
    assert filled["en"] == "For 7 people on Wednesday 25 November."
    assert filled["ht"] == "Pou 7 moun nan mèkredi 25 novanm."
    assert readers()["fr"].fill("a.key", "{name} : {time}") == "{} : 8 h"


def test_every_number_day_and_hour_of_our_texts_has_a_sample() -> None:
    empty = {key for key, text in texts()["en"].items() for hole in ("{n}", "{day}", "{time}", "{date}") if hole in text
             and readers()["en"].fill(key, hole) == "{}"}  # fmt: skip
    assert not empty


def test_a_word_twice_where_a_sample_meets_its_frame_asks_for_a_look() -> None:
    assert not compare("summary.question", SUMMARY, readers())
    twice = SUMMARY | {"es": "Para {people} personas el {date}."}
    found = [one.fault for one in compare("summary.question", twice, readers()) if one.language == "es"]
    assert "filled, it says “personas personas”" in found


@pytest.mark.parametrize(
    ("key", "old", "new", "fact"),
    [
        ("waiting.on_list", "hasta el {day}", "desde el {day}", "until"),
        ("party.too_many", "para {most} personas como máximo", "para {most} personas como mínimo", "at most"),
        ("request.closed", "de {time} a {closes}", "de {closes} a {time}", "placeholders are in another order"),
    ],
)
def test_a_fact_in_the_frame_of_a_placeholder_is_read_back(key: str, old: str, new: str, fact: str) -> None:
    good = said(key)
    assert old in good["es"], good["es"]
    found = compare(key, good | {"es": good["es"].replace(old, new)}, readers())
    assert [one for one in found if fact in one.fault and one.language == "es"], found


@pytest.mark.parametrize(
    ("key", "most", "more"),
    [
        ("sites.full", "{site} (pa gen plas kounye a)", "{site} (pa gen okenn plas kounye a)"),
        ("place.in_country", "{place}, {country}", "{place}, yon vil ki nan peyi {country}"),
    ],
)
def test_a_button_that_is_too_long_only_with_a_long_name_is_named(
    locales: Path, key: str, most: str, more: str
) -> None:
    def findings(creole: str) -> list[str]:
        for file in (locales / "bot.pot", *locales.glob("*/bot.po")):
            said = creole if file.parent.name == "ht" else texts()["en"][key]
            comment = "#. Button: at most 60 characters. Said by the person, with a tap.\n"
            entry = f'msgctxt "{key}"\nmsgid "{texts()["en"][key]}"\nmsgstr "{said}"\n'
            name = "Nogales, Sonora / Nogales, Arizona"
            site = f'msgctxt "our.site.north.name"\nmsgid "{name}"\nmsgstr "{name}"\n'
            file.write_text(f"{HEADER}{comment}{entry}\n{site}", "utf-8")
        return [found.fault for found in check(locales) if found.key == key and "a button of" in found.fault]

    assert not findings(most)
    (found,) = findings(more)
    assert "with its longest name" in found


def test_the_singular_is_compared_as_the_plural_is(locales: Path) -> None:
    words = {
        "en": ("", ""),
        "es": ("Queda {n} intento hasta mañana.", "Quedan {n} intentos hasta mañana."),
        "fr": ("Il reste {n} essai jusqu’à demain.", "Il reste {n} essais jusqu’à demain."),
        "ht": ("Ou ka eseye {n} fwa jiska demen.", "Ou ka eseye {n} fwa jiska demen."),
    }

    def findings() -> list[str]:
        for code, (one, many) in words.items():
            file = locales / ("bot.pot" if code == "en" else f"{code}/bot.po")
            english = 'msgid "{n} try is left until tomorrow."\nmsgid_plural "{n} tries are left until tomorrow."\n'
            entry = f'msgctxt "a.key"\n{english}msgstr[0] "{one}"\nmsgstr[1] "{many}"\n'
            file.write_text(HEADER + entry, "utf-8")
        return [str(found) for found in check(locales) if found.key.startswith("a.key")]

    assert not findings()
    words["es"] = ("No queda {n} intento hasta mañana.", words["es"][1])
    (found,) = findings()
    assert "es/bot.po, a.key[0]: look: negation" in found
