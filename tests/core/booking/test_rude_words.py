"""No code has a word that is rude in any language; each language has its own words, and a pack may add some."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.core.booking import rude_words
from bot.core.booking.rude_words import is_rude
from bot.core.language.text import ENGLISH, Catalog
from bot.services.booking import codes
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs

RUDE = rude_words.rude_words(load_catalogs(root() / "locales").values())
KNOWN = (
    "KAKA PITO PIPI POPO PATA BOBO KOKO TATA TITI BIBI KIKI DODO NINI PAPI MAMI LOLO TOTO BATI SAPO PINA PISA MOKO "
    "KODO DILO FIFI PALO SIDA NANA"
)


def with_words(language: str, words: str) -> Catalog:
    return replace(ENGLISH, language=language, messages={"heard.rude": (words,)})


def test_a_code_with_a_rude_word_is_drawn_again() -> None:
    assert is_rude("KAKA LIMA 473 TIDO", RUDE)
    assert not is_rude("BATO LIMA 473 TIDO", RUDE)


@pytest.mark.parametrize("word", KNOWN.split())
def test_the_words_of_our_languages_are_in_no_code(word: str) -> None:
    assert is_rude(f"BATO {word} 473 KADO", RUDE)


def test_a_language_that_is_added_needs_nothing_but_its_own_list(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter((0, 1, 2))
    monkeypatch.setattr(codes.secrets, "randbelow", lambda below: next(drawn))
    first = codes.write_code(0)
    assert codes.new_code(app) == first == "BABA BABA 000 BABI"
    added = replace(app, catalogs={**app.catalogs, "pt": with_words("pt", "kaka|baba")})
    drawn = iter((0, 97 * 10**6))
    assert codes.new_code(added) == codes.write_code(97 * 10**6)
    assert not is_rude(codes.write_code(97 * 10**6), rude_words.rude_words(added.catalogs.values()))
