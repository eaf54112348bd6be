"""Codes can be said aloud and cannot be guessed, and a wrong letter or digit is detected."""

from math import log2

from hypothesis import given
from hypothesis import strategies as st

from bot.core.booking.code import CODES, read_code, write_code

CODE = st.integers(0, CODES - 1).map(write_code)
ALPHABET = "BDFKLMNPSTAIO0123456789"


def test_there_are_too_many_codes_to_guess_one() -> None:
    assert log2(CODES) > 32


@given(CODE)
def test_a_code_is_read_however_it_was_written(code: str) -> None:
    assert read_code(code) == code
    assert read_code(code.lower().replace(" ", "-")) == code
    assert read_code(f"  {code.replace(' ', '')} ") == code


LOOKS_LIKE = {
    "consonant": {"B": "8", "D": "0Oo", "L": "1Ii", "S": "5", "T": "7"},
    "vowel": {"A": "4ÁàâÄ", "I": "1Llíî", "O": "0DQdqØøóòô"},
    "digit": {"0": "OoDQØ٠０", "1": "IiLl١１", "2": "Zz२", "4": "Aa٤", "5": "Ss۵", "6": "G", "7": "T৭", "8": "B８"},
}


def kind_of(place: int) -> str:
    """Return what stands at a place of a code without spaces."""
    return "digit" if 8 <= place < 11 else ("consonant", "vowel")[(place + (place > 8)) % 2]


@given(CODE, st.data())
def test_a_code_is_read_after_it_went_through_handwriting_and_a_keyboard(code: str, data: st.DataObject) -> None:
    written = ""
    for place, sign in enumerate(code.replace(" ", "")):
        alike = LOOKS_LIKE[kind_of(place)].get(sign, "")
        written += data.draw(st.sampled_from([sign, sign.lower(), *alike]))
        written += data.draw(st.sampled_from(["", "", "", " ", "-", "–", ".", "\u00a0", "\u200b", "\u0301"]))
    assert read_code(written) == code


def test_each_sign_that_looks_like_another_is_read_where_it_can_stand_and_only_there() -> None:
    assert read_code("BABA BABA 000 BABI") == "BABA BABA 000 BABI"
    for written in (
        "8A8A 8A8A OOO 8A81",
        "bàbá-bÂbä ٠٠٠ babí",
        "ＢＡＢＡ ＢＡＢＡ ０００ ＢＡＢＩ",
        "B4B4 B4B4 QDØ B4BL",
    ):
        assert read_code(written) == "BABA BABA 000 BABI", written
    for written in (
        "BABA BABA 000 BAB",
        "BABA BABA 0000 BABI",
        "8BAA BABA 000 BABI",
        "VABA BABA 000 BABI",
        "BABA BABA E00 BABI",
    ):
        assert read_code(written) is None, written


def test_a_number_of_fifteen_digits_is_no_code() -> None:
    assert read_code("490154203237518") is None


@given(CODE, st.data())
def test_one_wrong_letter_or_digit_is_never_read_as_another_code(code: str, data: st.DataObject) -> None:
    places = [n for n, character in enumerate(code) if character != " "]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    alike = LOOKS_LIKE[kind_of(places.index(place))].get(code[place], "")
    assert read_code(code[:place] + other + code[place + 1 :]) == (code if other in alike else None)


@given(CODE)
def test_two_syllables_in_the_wrong_order_are_noticed(code: str) -> None:
    swapped = code[2:4] + code[:2] + code[4:]
    assert swapped == code or read_code(swapped) is None


@given(st.text(max_size=40))
def test_anything_else_is_no_code_and_no_error(text: str) -> None:
    found = read_code(text)
    assert found is None or read_code(found) == found


def test_the_letters_are_those_that_sound_alike_in_all_four_languages() -> None:
    letters = {character for n in range(0, CODES, CODES // 997) for character in write_code(n) if character.isalpha()}
    assert letters == set("BDFKLMNPSTAIO")
