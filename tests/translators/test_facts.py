"""Single faults in translations are found, and texts that only say one thing in other words are left alone."""

from collections import defaultdict
from functools import cache

import pytest

from bot.settings import root
from bot.storage.files import po_files
from bot.storage.files.catalogs import load_catalogs, po_file
from bot.storage.files.po_files import forms
from bot.translators.context import meanings_of, read_table
from bot.translators.facts import NOT_PROSE, Difference, Reader, compare, digest, read_words
from tests.conftest import LANGUAGES
from tests.translators.mutations import Mutation, Texts, mutations, rewordings
from tests.translators.when_held_out import held_out_faults, held_out_rewordings
from tests.translators.whose_and_when import faults, same_in_other_words

LOCALES = root() / "locales"
TRANSLATED = LANGUAGES[1:]
CAUGHT, CAUGHT_OF_A_KIND = 0.95, 0.8
WHOSE_CAUGHT, WHEN_CAUGHT, WHEN_CAUGHT_OF_A_LANGUAGE = 0.94, 0.95, 0.92
"""In Creole a verb alone can say the past, and another one in the same clause can make up for it: less is found."""

HELD_OUT_CAUGHT, HELD_OUT_FALSE = 0.9, 6
"""A score alone: nobody tunes the checks to the rows of when_held_out.py."""


@cache
def readers() -> dict[str, Reader]:
    return read_words(LOCALES, load_catalogs(LOCALES))


@cache
def texts() -> dict[str, Texts]:
    """Return all texts that people read, by language and key; of a plural, the form for many."""
    found: dict[str, Texts] = {code: {} for code in ("en", *TRANSLATED)}
    for code in TRANSLATED:
        for key, message in po_files.read(po_file(LOCALES, code)).by_key().items():
            if not key.startswith(NOT_PROSE) and "|" not in forms(message.id)[0]:
                found["en"][key], found[code][key] = forms(message.id)[-1], forms(message.string)[-1]
    return found


def said(key: str) -> dict[str, str]:
    return {code: of_language[key] for code, of_language in texts().items()}


def news(one: Mutation) -> set[Difference]:
    """Return what is found in the changed text and was not found before."""
    return set(compare(one.key, said(one.key) | {one.language: one.after}, readers())) - known(one.key)


@cache
def known(key: str) -> frozenset[Difference]:
    """Return what is found in a text as it is."""
    return frozenset(compare(key, said(key), readers()))


def test_nearly_every_single_fault_is_found() -> None:
    buttons = {key for key, english in texts()["en"].items() if len(english) <= 25 and english[-1] not in ".?!:"}
    caught: dict[str, list[bool]] = defaultdict(list)
    for one in mutations(texts(), buttons):
        caught[one.kind].append(bool(news(one)))
    every = [found for of_kind in caught.values() for found in of_kind]
    table = "\n".join(f"{sum(found):3} of {len(found):3}  {kind}" for kind, found in sorted(caught.items()))
    print(f"\n{table}\n{sum(every)} of {len(every)} mutations found")
    assert len(every) >= 500
    assert len(caught) >= 20
    assert sum(every) >= CAUGHT * len(every), table
    assert not [kind for kind, found in caught.items() if sum(found) < CAUGHT_OF_A_KIND * len(found)], table


@pytest.mark.parametrize(
    ("kind", "least", "of_each"),
    [("whose", WHOSE_CAUGHT, CAUGHT_OF_A_KIND), ("when", WHEN_CAUGHT, WHEN_CAUGHT_OF_A_LANGUAGE)],
)
def test_another_owner_and_another_time_are_found(kind: str, least: float, of_each: float) -> None:
    caught: dict[str, list[bool]] = defaultdict(list)
    missed = []
    for one in faults(texts()):
        if one.kind == kind:
            caught[one.language].append(bool(news(one)))
            missed += [] if caught[one.language][-1] else [(one.key, one.after)]
    every = [found for of_language in caught.values() for found in of_language]
    print(f"\n{kind}: " + ", ".join(f"{code} {sum(found)} of {len(found)}" for code, found in caught.items()))
    assert len(every) >= 60
    assert sum(every) >= least * len(every), missed
    assert not [code for code, found in caught.items() if sum(found) < of_each * len(found)], missed


def test_what_was_learned_of_time_holds_for_words_that_nothing_was_tuned_to() -> None:
    caught: dict[str, list[bool]] = defaultdict(list)
    for one in held_out_faults(texts()):
        for group in (one.kind, one.language, "all"):
            caught[group].append(bool(news(one)))
    alarms = sum(bool(news(one)) for one in held_out_rewordings(texts()))
    table = ", ".join(f"{group} {sum(found)} of {len(found)}" for group, found in caught.items())
    print(f"\n{table}; {alarms} false")
    assert len(caught["all"]) >= 120
    assert sum(caught["all"]) >= HELD_OUT_CAUGHT * len(caught["all"]), table
    assert not [group for group, found in caught.items() if sum(found) < CAUGHT_OF_A_KIND * len(found)], table
    assert alarms <= HELD_OUT_FALSE


@pytest.mark.parametrize("kind", ["whose", "when"])
def test_other_words_for_the_same_owner_and_the_same_time_are_no_finding(kind: str) -> None:
    harmless = [one for one in same_in_other_words(texts()) if one.kind == kind]
    assert len(harmless) >= 40
    assert not [(one.key, one.after, found) for one in harmless if (found := news(one))]


def test_other_words_for_the_same_are_no_finding() -> None:
    harmless = rewordings(texts())
    assert len(harmless) >= 60
    assert not [(one.key, one.after, found) for one in harmless if (found := news(one))]


@pytest.mark.parametrize(
    ("spanish", "fault"),
    [
        ("Escriba hasta el 3 de mayo, por favor.", "month 5"),
        ("Escriba antes del 4 de marzo, por favor.", "the number 4"),
        ("Escriba después del 3 de marzo, por favor.", "after"),
        ("No escriba antes del 3 de marzo, por favor.", "negation"),
        ("Escriba antes del 3 de marzo, por favor.  Gracias.", "two spaces"),
        ("Écrivez avant le 3 mars, s’il vous plaît.", "the same as in fr"),
        ("Please write before 3 March.", "the same as in en"),
    ],
)
def test_a_fault_is_named(spanish: str, fault: str) -> None:
    good = {
        "en": "Please write before 3 March.",
        "es": "Escriba antes del 3 de marzo, por favor.",
        "fr": "Écrivez avant le 3 mars, s’il vous plaît.",
        "ht": "Tanpri, ekri anvan 3 mas.",
    }
    assert not compare("a.key", good, readers())
    found = compare("a.key", good | {"es": spanish}, readers())
    assert {one.language for one in found if fault in one.fault} >= {"es"}, found


@pytest.mark.parametrize(
    ("creole", "fault"),
    [
        ("Ou te mande yon plas anvan. Plas la te gratis, men tiraj la fini.", ""),
        ("Ou ap mande yon plas anvan. Plas la te gratis, men tiraj la fini.", "past"),
        ("Ou te mande yon plas anvan. Plas la ap gratis, men tiraj la fini.", "coming"),
        ("Ou te mande yon plas anvan. Plas la te gratis, men tiraj la poko fini.", "not yet"),
        ("Ou te mande yon plas anvan. Plas la toujou gratis, men tiraj la fini.", "still"),
        ("Ou te mande yon plas anvan. Plas la te te gratis, men tiraj la fini.", "half a tense"),
        ("Ou te mande yon plas anvan. Pwochen plas la te gratis, men tiraj la fini.", "next"),
    ],
)
def test_a_fault_of_time_is_named_in_its_sentence_though_another_one_has_more_commas(creole: str, fault: str) -> None:
    good = {
        "en": "You asked for a place before. The place was free, but the draw is over.",
        "es": "Usted, antes, pidió un lugar. El lugar era gratis, pero el sorteo terminó.",
        "fr": "Vous avez demandé une place avant. La place était gratuite, mais le tirage est fini.",
    }
    found = [one.fault for one in compare("a.key", good | {"ht": creole}, readers()) if one.language == "ht"]
    assert any(fault in one for one in found) if fault else not found, found


@pytest.mark.parametrize("name", ["San Luis 20 de Noviembre", "Pas de Calais", "Sin Nombre", "Plan de los Doce 2"])
def test_a_name_in_a_placeholder_or_in_the_text_says_nothing_else(name: str) -> None:
    table = read_table(LOCALES)
    for key, english in texts()["en"].items():
        holes = [hole for hole, held in meanings_of(key, table).items() if "name" in held and f"{{{hole}}}" in english]
        for hole in holes:
            before = said(key)
            after = {code: text.replace(f"{{{hole}}}", name) for code, text in before.items()}
            found = set(compare(key, after, readers())) - set(compare(key, before, readers()))
            assert not [one.fault for one in found if "times, in the other languages" in one.fault], (key, hole)


def test_names_of_towns_may_be_the_same_in_every_language() -> None:
    assert not compare("a.key", dict.fromkeys(texts(), "Ciudad Juárez"), readers())


def test_a_language_without_words_of_its_own_is_still_held_to_numbers_placeholders_and_addresses() -> None:
    fifth = Reader("pt", load_catalogs(LOCALES)["en"], {})
    good = said("privacy.delete")
    texts_of_key = good | {"pt": good["es"].replace("/forget", "/delete")}
    found = compare("privacy.delete", texts_of_key, {**readers(), "pt": fifth})
    assert any(one.language == "pt" and "/forget" in one.fault for one in found), found
    assert not any(one.language == "pt" and "negation" in one.fault for one in found)


def test_a_mark_changes_with_the_text_and_with_the_english() -> None:
    good = said("privacy.delete")
    marks = [digest(texts_of_key, "es") for texts_of_key in (good, good | {"es": "other"}, good | {"en": "other"})]
    assert len(set(marks)) == 3
    assert digest(good | {"fr": "other"}, "es") == marks[0]
