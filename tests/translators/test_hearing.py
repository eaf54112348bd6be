"""What is heard is checked like what is said: no word means two things, and no language hears far less than others."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.language.text import Catalog
from bot.core.understanding.calls import Calls
from bot.settings import root
from bot.storage.files.calls import load_calls
from bot.storage.files.catalogs import load_catalogs
from bot.translators.hearing import clashes, thin
from bot.translators.sources import Finding
from tests.conftest import LANGUAGES

LOCALES = root() / "locales"


def check_heard(known: Mapping[str, Catalog], calls: Calls) -> list[Finding]:
    return [*clashes(known, calls), *thin(known, calls)]


def found(language: str, *others: str, **words: str) -> list[Finding]:
    """What the checks find after these lists of a language were changed; `heard_yes` is the list heard.yes."""
    catalogs = {code: catalog for code, catalog in load_catalogs(LOCALES).items() if code in (language, *others)}
    changed = {name.replace("_", ".", 1): (text,) for name, text in words.items()}
    catalogs[language] = replace(catalogs[language], messages={**catalogs[language].messages, **changed})
    return [each for each in check_heard(catalogs, load_calls(LOCALES)) if f"locales/{language}/" in each.file]


def added(language: str, key: str, word: str) -> str:
    return f"{load_catalogs(LOCALES)[language].messages[key][0]}|{word}"


def test_our_own_words_mean_one_thing_each_and_are_enough() -> None:
    known, calls = load_catalogs(LOCALES), load_calls(LOCALES)
    assert clashes(known, calls) == []
    whole = Calls({code: sheet for code, sheet in calls.sheets.items() if code in LANGUAGES})
    assert thin({code: known[code] for code in LANGUAGES}, whole) == []


@pytest.mark.parametrize(
    ("key", "word", "fault"),
    [
        ("heard.list_none", "oui", "“oui” is also in heard.list_yes"),
        ("heard.wish_afternoon", "le matin", "“le matin” is also in heard.wish_morning"),
        ("heard.no", "ok", "“ok” is also in heard.yes"),
        ("heard.no", "okay", "“okay” is also in heard.yes"),  # another spelling of the same word
        ("heard.yes", "lundi", "“lundi” is also in heard.weekdays"),
        ("heard.unsure", "trois", "“trois” is also in heard.numbers"),
        ("heard.no", "ils vont me tuer", "“ils vont me tuer” is heard as danger (killed"),
        ("heard.list_yes", "je veux mourir", "“je veux mourir” is heard as self_harm"),
    ],
)
def test_a_short_answer_that_means_a_second_thing_is_named(key: str, word: str, fault: str) -> None:
    (finding, *others) = found("fr", **{key.replace(".", "_", 1): added("fr", key, word)})
    assert finding.fault.startswith(fault)
    assert (finding.hint, others) == (False, [])


@pytest.mark.parametrize(
    ("key", "row", "fault", "fix"),
    [
        ("heard.languages", "cr: créole", "“cr” is the code of no language", "Write one of: en, "),
        ("heard.languages", "créole", "“créole” stands at no code of a language", "Write its code, a colon"),
        ("heard.countries", "UK: albion", "“UK” is the code of no country", "Write two capital letters"),
        ("heard.nationalities", "ht: compatriote", "“ht” is the code of no country", "Write two capital letters"),
    ],
)
def test_words_at_a_code_that_means_nothing_are_named(key: str, row: str, fault: str, fix: str) -> None:
    (finding,) = found("fr", **{key.replace(".", "_", 1): added("fr", key, row)})
    assert (finding.file, finding.key, finding.fault) == ("locales/fr/bot.po", key, fault)
    assert finding.fix.startswith(fix)
    assert not finding.hint


def test_an_order_of_dates_that_was_translated_is_named() -> None:
    (finding,) = found("fr", heard_date_order="jour d’abord")
    assert (finding.fault, finding.fix) == (
        "“jour d’abord” is no order of a date",
        "Write it in English: day first or either.",
    )


def test_a_word_that_stands_for_two_numbers_is_named() -> None:
    numbers = load_catalogs(LOCALES)["ht"].messages["heard.numbers"][0]
    (finding,) = found("ht", heard_numbers=numbers.replace("|kat", "|kat/twa", 1))
    assert (finding.key, finding.fault) == ("heard.numbers", "“twa” stands there twice, with two meanings")


def test_a_rude_word_that_can_stand_in_no_code_is_named() -> None:
    (finding,) = found("es", heard_rude=f"{load_catalogs(LOCALES)['es'].messages['heard.rude'][0]}|tonto")
    assert (finding.key, finding.fault, finding.hint) == ("heard.rude", "“tonto” can stand in no code", False)


def test_a_list_with_far_fewer_words_than_in_the_other_languages_is_named_as_a_hint() -> None:
    (finding,) = found("es", *LANGUAGES, heard_cancel="cancelar|cancelar mi cita")
    assert (finding.key, finding.hint) == ("heard.cancel", True)
    assert finding.fault.startswith("it has 2 words, the other languages ")


def test_a_row_of_calls_with_far_fewer_examples_than_in_the_other_languages_is_named_as_a_hint() -> None:
    calls = load_calls(LOCALES)
    french = calls.sheets["fr"]
    killed = replace(french.rows["killed"], examples=french.rows["killed"].examples[:1])
    sheets = {**calls.sheets, "fr": replace(french, rows={**french.rows, "killed": killed})}
    (finding,) = check_heard(load_catalogs(LOCALES), replace(calls, sheets=sheets))
    assert (finding.file, finding.key, finding.hint) == ("locales/fr/calls.toml", "killed.examples", True)
