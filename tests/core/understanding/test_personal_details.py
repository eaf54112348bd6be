"""Initials and birth dates get one spelling, in four languages, or the question is asked again; nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.understanding.personal_details import READ, birth_date, initials, nearly
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs
from tests.conftest import LANGUAGES

VOCABULARY = Vocabulary.of(load_catalogs(root() / "locales"))
TODAY = date(2026, 11, 22)
LETTERS = st.text("abcdemnjüñكمЖ", min_size=2, max_size=4)


def said(text: str, language: str = "en") -> str | None:
    return initials(text, VOCABULARY, language, TODAY)


def born(text: str, language: str = "en") -> str | None:
    return birth_date(text, VOCABULARY, language, TODAY)


@pytest.mark.parametrize("text", ["M. J.", "MJ", "m j", "m.j", " M-J ", "Ｍ．Ｊ", "Ḿ. J.", "m\u200d.j."])
def test_initials_have_one_spelling(text: str) -> None:
    assert said(text) == "mj"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("É. D.", "ed"), ("م ك", "مك"), ("Ж.П.", "жп"), ("N. O.", "no"), ("王小明", "王小明"), ("A B C D", "abcd")],
)
def test_initials_may_be_of_any_script(text: str, kept: str) -> None:
    assert said(text) == kept


@pytest.mark.parametrize(
    "text", ["", "M", "Maria", "M. 2", "no", "non", "wi", "sí", "M&J", "🙂🙂", "12", ". .", "a b c d e"]
)
def test_what_is_no_initials_is_asked_again(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "14 March 1990"), ("en", "March 14, 1990"), ("en", "I was born on the 14th of March 1990"),
        ("en", "1990-03-14"), ("en", "14/03/1990"), ("en", "3/14/1990"), ("es", "14 de marzo de 1990"),
        ("es", "nací el 14 de marzo del 1990"), ("es", "14/3/1990"), ("ht", "14 mas 1990"),
        ("ht", "mwen fèt 14 mas 1990"), ("ht", "m fèt le 14 mas 1990"), ("fr", "14 mars 1990"),
        ("fr", "née le 14 mars 1990"), ("fr", "14.03.1990"), ("ht", "14 de marzo de 1990"),
    ],
)  # fmt: skip
def test_a_birth_date_is_read_in_words_of_four_languages(language: str, text: str) -> None:
    assert born(text, language) == "1990-03-14"


@pytest.mark.parametrize(
    "text",
    ["", "14 March", "March 1990", "14 March 90", "30 February 1990", "14 March 2027", "14 March 1850", "kjh", "1990"],
)
def test_what_is_no_birth_date_is_asked_again(text: str) -> None:
    assert born(text) is None


def test_a_date_that_people_write_both_ways_is_asked_again_and_one_that_can_be_only_one_day_is_not() -> None:
    both_ways = [language for language in LANGUAGES if not VOCABULARY.words(language).day_first]
    assert [born("03/04/1990", language) for language in both_ways] == [None] * len(both_ways)
    assert {born("05/05/1990", language) for language in LANGUAGES} == {"1990-05-05"}
    assert {born("25/04/1990", language) for language in LANGUAGES} == {"1990-04-25"}


@given(kind=st.sampled_from(sorted(READ)), text=st.text(max_size=60), language=st.sampled_from(LANGUAGES))
def test_any_text_is_a_detail_or_is_asked_again(kind: str, text: str, language: str) -> None:
    found = READ[kind](text, VOCABULARY, language, TODAY)
    assert found is None or found == found.strip() != ""


@given(LETTERS, st.data())
def test_initials_swapped_or_one_off_share_something(one: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(one) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    changed = one[:at] + letter + one[at + 1 :]
    longer = one[:at] + letter + one[at:]
    swapped = "".join(data.draw(st.permutations(one)))
    for other in (changed, longer, swapped, one):
        assert set(nearly("initials", one)) & set(nearly("initials", other)), (one, other)


def test_other_initials_and_other_days_share_nothing() -> None:
    assert not set(nearly("initials", "abc")) & set(nearly("initials", "def"))
    assert nearly("birth_date", "1990-03-14") == ()
