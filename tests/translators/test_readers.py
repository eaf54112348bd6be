"""A text that two native speakers have read names both, and only as long as it is what they have read."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import CatalogError
from bot.settings import root
from bot.storage.files.languages import Language, load_languages
from bot.translators.readers import check, mark, read_by, readings

SAID = {"danger.now": "Ale kote ki an sekirite.", "danger.show": "Montre sa.", "cancel.yes": "Wi"}


def creole(**entry: Any) -> Language:
    language = load_languages(root() / "locales")["ht"]
    return replace(language, read=[{"keys": ["danger.*"], "translator": "Marie L.", "second": "Jean P.", **entry}])


def test_both_names_stand_at_the_texts_that_they_have_read_and_nowhere_else() -> None:
    language = creole(mark=mark(readings(creole())[0], SAID))
    assert read_by(language, "danger.now") == "Marie L., Jean P."
    assert read_by(language, "cancel.yes") == ""
    assert list(check(language, SAID)) == []
    assert list(check(language, SAID | {"cancel.yes": "Non"})) == []


def test_a_changed_text_and_a_new_one_ask_for_their_eyes_again() -> None:
    language = creole(mark=mark(readings(creole())[0], SAID))
    for later in (SAID | {"danger.now": "Kouri."}, SAID | {"danger.close": "Fèmen."}):
        (look,) = check(language, later)
        assert look.look
        assert "not what Marie L. and Jean P. have read" in look.fault
        assert mark(readings(language)[0], later) in look.fix


def test_one_person_twice_a_key_of_no_text_and_half_an_entry_are_faults() -> None:
    faults = [one.fault for one in check(creole(keys=["danger.*", "gone.*"], second="marie l. "), SAID) if not one.look]
    assert faults == ["no text has a key like “gone.*”", "marie l.  is named twice"]
    for wrong in ({"keys": "danger.*"}, {"by": "x"}):
        with pytest.raises(CatalogError, match="not complete"):
            list(check(creole(**wrong), SAID))
