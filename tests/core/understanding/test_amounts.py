"""A number with its unit, where a number is asked; it never counts people."""

import pytest

from bot.core.understanding.numbers_and_dates import amount, number
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs

VOCABULARY = Vocabulary.of(load_catalogs(root() / "locales"))


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("en", "18 years", 18),
        ("en", "I am thirty five years old", 35),
        ("es", "tengo 25 años", 25),
        ("es", "veinte años", 20),
        ("ht", "25 an", 25),
        ("ht", "mwen gen 71 an", 71),
        ("fr", "j'ai 20 ans", 20),
        ("fr", "trente ans", 30),
    ],
)
def test_a_number_of_years_is_an_amount_and_no_number_of_people(language: str, text: str, years: int) -> None:
    assert amount(text, VOCABULARY, language) == years
    assert number(text, VOCABULARY, language) is None


@pytest.mark.parametrize("text", ["-3 years", "2.5 years", "8 months", "18 or 19 years"])
def test_what_is_no_whole_number_of_years_is_no_amount(text: str) -> None:
    assert amount(text, VOCABULARY, "en") is None
