"""Test the words in locales/: they have no fault, and the words that only we use are complete."""

from collections.abc import Mapping

import pytest

from bot.core.language.countries import COUNTRIES, ENGLISH_NAMES
from bot.core.language.text import ENGLISH, Catalog, Country, Heard, Text, Texts
from bot.core.understanding import number_phrases, phrases
from bot.core.understanding.vocabulary import Words, fold_answer
from bot.settings import root
from bot.storage.files import po_files
from bot.storage.files.catalogs import load_catalogs, po_file
from bot.storage.files.languages import load_languages
from bot.translators.check import check
from tests.conftest import LANGUAGES

LOCALES = root() / "locales"
TRANSLATED = [code for code, language in load_languages(LOCALES).items() if not language.source]


def heard_lists() -> list[Heard]:
    parts: list[object] = [*vars(phrases).values()]
    parts += [one for part in parts if isinstance(part, Mapping) for one in part.values()]
    return [part for part in parts if isinstance(part, Heard)]


def test_no_text_has_a_fault_and_words_that_people_type_and_names_of_the_calendar_are_there_in_every_language() -> None:
    found = check(LOCALES, root())
    files = [po_file(LOCALES, code).relative_to(root()).as_posix() for code in LANGUAGES[1:]]
    faults = [str(each) for each in found if not each.hint and (not each.look or each.file in files)]
    assert not faults, "\n".join(faults)
    ours = ("heard.", "calendar.", "list.and", "country.")
    assert not [finding.key for finding in found if finding.file in files and finding.key.startswith(ours)]


def test_every_country_that_is_offered_has_a_name_in_every_language() -> None:
    known = load_catalogs(LOCALES)
    assert len(COUNTRIES) == len(ENGLISH_NAMES) == 88
    for catalog in known.values():
        names = [catalog.say(Country(code)) for code in ENGLISH_NAMES]
        assert len({fold_answer(name) for name in names}) == len(names)
        assert not set(names) & set(ENGLISH_NAMES)


@pytest.mark.parametrize("code", TRANSLATED)
def test_tables_that_are_read_in_order_have_a_word_in_each_place(code: str) -> None:
    catalog: Catalog = load_catalogs(LOCALES)[code]
    for list_ in (
        number_phrases.NUMBERS,
        number_phrases.WEEKDAYS,
        number_phrases.MONTHS,
        number_phrases.DAYS,
        number_phrases.HOURS,
    ):
        places = [place.split("/") for place in catalog.hear(list_)]
        assert len(places) >= len(ENGLISH.hear(list_))
        assert all(word.strip() for place in places for word in place), list_.key


@pytest.mark.parametrize("code", load_languages(LOCALES))
def test_every_heard_word_has_something_left_after_folding(code: str) -> None:
    catalog = load_catalogs(LOCALES)[code]
    for list_ in heard_lists():
        for word in catalog.hear(list_):
            assert all(fold_answer(part) for part in word.split(":")[-1].split("/") if part) or word[0] == "/", (
                list_.key,
                word,
            )


def test_a_creole_may_or_wednesday_is_no_two_letter_word() -> None:
    creole = Words(load_catalogs(LOCALES)["ht"])
    assert not {"sa", "di", "va", "je", "le", "ma"} & creole.weekday.keys() - {"le"}
    assert creole.weekday["le"].kind == "filler"


def test_the_template_says_where_each_text_stands_and_nothing_of_this_machine() -> None:
    template = (LOCALES / "bot.pot").read_text("utf-8")
    assert str(root()) not in template
    assert "POT-Creation-Date" not in template
    assert all(message.locations for message in po_files.read(LOCALES / "bot.pot").entries)


def test_a_key_in_the_words_is_a_key_in_the_code() -> None:
    keys = set(po_files.read(LOCALES / "bot.pot").by_key())
    assert {list_.key for list_ in heard_lists()} <= keys
    assert {Text(country.key, country.english).key for country in COUNTRIES} <= keys


@pytest.mark.parametrize(
    ("language", "forms"),
    [("en", (1, 0, 1, 1)), ("es", (1, 0, 1, 1)), ("ht", (0, 0, 1, 1)), ("fr", (0, 0, 1, 1))],
)
def test_counted_things_follow_the_rule_of_each_language(language: str, forms: tuple[int, ...]) -> None:
    """Check the form for one (0) or for many (1), for 0, 1, 2 and 5 people."""
    catalog = load_catalogs(LOCALES)[language]
    people = catalog.messages.get("people", ("{n} person", "{n} people"))
    for n, form in zip((0, 1, 2, 5), forms, strict=True):
        assert catalog.say(Texts("people", "{n} person", "{n} people", n)) == people[form].format(n=n)
