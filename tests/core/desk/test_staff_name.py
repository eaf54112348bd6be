"""A name of staff is Latin letters that anybody can read, and two names that look the same are one."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.desk.staff_name import fold, read_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ana", "ana"), ("  Ana María ", "Ana María"), ("Ana Mari\u0301a", "Ana María"), ("Jean-Noël", "Jean-Noël"),
        ("Ａｎａ", "Ana"), ("Ana\u00a02", "Ana 2"), ("Nuñez", "Nuñez"), ("ª", "a"),
    ],
)  # fmt: skip
def test_a_name_has_one_spelling(typed: str, name: str) -> None:
    assert read_name(typed) == name
    assert read_name(name) == name


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("\u0430na", "CYRILLIC SMALL LETTER A"), ("\u0430\u0441\u0435", "CYRILLIC SMALL LETTER A"),
        ("ana\u200b", "ZERO WIDTH SPACE"), ("a\u00adna", "SOFT HYPHEN"), ("an\u2060a", "WORD JOINER"),
        ("ana\u202e", "RIGHT-TO-LEFT OVERRIDE"), ("q\u0301ana", "COMBINING ACUTE ACCENT"),
        ("\u0251na", "LATIN SMALL LETTER ALPHA"), ("\u0131na", "LATIN SMALL LETTER DOTLESS I"),
        ("an\u03bf", "GREEK SMALL LETTER OMICRON"), ("ana٢", "ARABIC-INDIC DIGIT TWO"), ("ana\x00", "U+0000"),
        ("ana.", "FULL STOP"), ("ana_b", "LOW LINE"), ("ana\n\nb", "U+000A"), ("ana\ud800", "U+D800"),
        ("", "begins with a letter"), ("   ", "begins with a letter"), ("2 ana", "begins with a letter"),
        ("an  a", "one space or hyphen"), ("ana-", "one space or hyphen"), ("-ana", "one space or hyphen"),
        ("a" * 41, "at most 40"),
    ],
)  # fmt: skip
def test_what_is_not_a_name_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_name(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana", "Ana"), ("ana", "ána"), ("ana", "an a"), ("ana", "an-a"), ("Ida", "lda"), ("Bob1", "Bobl"),
        ("Otto", "0tto"), ("Marna", "Mama"), ("Vvendy", "Wendy"), ("Núñez", "nunez"), ("İda", "ida"),
    ],
)  # fmt: skip
def test_two_names_that_a_reader_takes_for_the_same_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("ana", "luis"), ("ana", "ana 2"), ("Ana", "Anna"), ("Ana M", "Ana N")])
def test_names_that_differ_to_a_reader_are_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=12) | st.text("aAáа\u0301\u200b 1lIi0oO-.rnmvw", max_size=8))
def test_any_text_is_a_plain_name_or_is_refused(text: str) -> None:
    try:
        name = read_name(text)
    except ValueError:
        return
    assert read_name(name) == name
    assert unicodedata.is_normalized("NFKC", name)
    assert fold(name).isascii()
    assert fold(name).isalnum()
    assert not {unicodedata.category(character)[0] for character in name} & {"M", "C"}
    assert fold(name.upper()) == fold(name)
