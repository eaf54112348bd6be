"""The language of a sentence is told, Creole from French too, by the extra `words` and without any download."""

import pytest
from click.testing import CliRunner

from bot.cli import main, words
from bot.translators.facts import compare
from bot.translators.identify import identify
from tests.translators.test_facts import readers, said, texts

SIX_WORDS = 6
CHECK = ["words", "check", "legal-clinic"]


def test_every_longer_text_of_ours_is_told_to_be_in_its_language() -> None:
    wrong, many = [], 0
    for code, of_language in texts().items():
        for key, text in of_language.items():
            if len(text.split()) >= SIX_WORDS and "/" not in text:
                many += 1
                wrong += [(code, key)] if identify(text, texts()) not in (code, "") else []
    assert many > 1500
    assert not wrong


def test_a_language_that_the_model_does_not_know_is_never_named() -> None:
    assert identify("Nou pa ka li mesaj sa a.", ("en", "qx")) in ("", "en")
    assert identify("Two words", ("en", "es")) == ""


@pytest.mark.parametrize("code", ["es", "fr", "ht"])
def test_a_text_in_another_language_fails_in_every_pair(code: str) -> None:
    other = {
        "en": "Your position is not needed at the moment, so we have not kept it.",
        "es": "Su posición no hace falta en este momento, así que no la conservamos.",
        "fr": "Votre position n’est pas utile en ce moment, donc nous ne l’avons pas conservée.",
        "ht": "Kounye a nou pa bezwen pozisyon ou, se pou sa nou pa kenbe li.",
    }
    good = {each: text for each, text in said("location.not_needed").items() if each in other}
    for written, text in other.items():
        found = compare("location.not_needed", good | {code: text}, readers())
        fails = [one for one in found if one.fault == f"it is written in {written}"]
        assert [(one.language, one.look) for one in fails] == ([] if written == code else [(code, False)]), written


def test_one_sentence_in_another_language_asks_for_a_look() -> None:
    good = said("show.stay")
    mixed = good["es"].replace("Por favor, quédese conmigo.", "Please stay here with me.")
    found = compare("show.stay", good | {"es": mixed}, readers())
    assert [one.look for one in found if "“Please stay here with me.” is written in en" in one.fault] == [True]


def test_names_that_all_languages_share_are_in_no_language() -> None:
    name = "la Procuraduría de Protección de Niñas, Niños y Adolescentes"
    good = {"en": f"Ask {name}.", "es": f"Pida a {name}.", "fr": f"Demandez à {name}.", "ht": f"Mande {name}."}
    assert not [one for one in compare("a.key", good, readers()) if "written in" in one.fault]


def test_one_word_that_equals_another_language_asks_for_a_look() -> None:
    good = {"en": "Cancel", "es": "Cancelar", "fr": "Annuler", "ht": "Anile"}
    assert not compare("a.key", good, readers())
    (look,) = compare("a.key", good | {"fr": "Cancel"}, readers())
    assert (look.language, look.fault, look.look) == ("fr", "it is the same as in en", True)


def test_without_the_extra_the_check_says_what_it_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "IS_INSTALLED", False)
    result = CliRunner().invoke(main, CHECK)
    assert (result.exit_code, "SKIPPED" in result.stderr, ".[words]" in result.stderr) == (0, True, True)
    monkeypatch.undo()
    assert "SKIPPED" not in CliRunner().invoke(main, CHECK).stderr
