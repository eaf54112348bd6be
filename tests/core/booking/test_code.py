"""Codes can be said aloud and cannot be guessed, and a wrong letter or digit is detected."""

from math import log2

from hypothesis import given
from hypothesis import strategies as st

from bot.core.booking.code import CODES, is_rude, read_code, write_code

CODE = st.integers(0, CODES - 1).map(write_code)
ALPHABET = "BDFKLMNPSTAIO0123456789"


def test_there_are_too_many_codes_to_guess_one() -> None:
    assert log2(CODES) > 32


@given(CODE)
def test_a_code_is_read_however_it_was_written(code: str) -> None:
    assert read_code(code) == code
    assert read_code(code.lower().replace(" ", "-")) == code
    assert read_code(f"  {code.replace(' ', '')} ") == code


@given(CODE, st.data())
def test_one_wrong_letter_or_digit_is_always_noticed(code: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([n for n, character in enumerate(code) if character != " "]))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    assert read_code(code[:place] + other + code[place + 1 :]) is None


@given(CODE)
def test_two_syllables_in_the_wrong_order_are_noticed(code: str) -> None:
    swapped = code[2:4] + code[:2] + code[4:]
    assert swapped == code or read_code(swapped) is None


@given(st.text(max_size=40))
def test_anything_else_is_no_code_and_no_error(text: str) -> None:
    found = read_code(text)
    assert found is None or read_code(found) == found


def test_a_code_with_a_rude_word_is_drawn_again() -> None:
    assert is_rude("KAKA LIMA 473 TIDO")
    assert not is_rude("BATO LIMA 473 TIDO")


def test_the_letters_are_those_that_sound_alike_in_all_four_languages() -> None:
    letters = {character for n in range(0, CODES, CODES // 997) for character in write_code(n) if character.isalpha()}
    assert letters == set("BDFKLMNPSTAIO")
