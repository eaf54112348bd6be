"""The code of a booking: three words and three digits that sound alike in every language."""

import re

_CONSONANTS = "BDFKLMNPST"
_VOWELS = "AIO"
_SYLLABLES = [consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS]
_RUDE = frozenset(
    {"KAKA", "PITO", "PIPI", "POPO", "PATA", "BOBO", "TONTO", "KOKO", "TATA", "TITI", "BIBI", "KIKI", "DODO"}
    | {"NINI", "PAPI", "MAMI", "LOLO", "TOTO", "BATI", "SAPO", "PINA", "PISA", "MOKO", "KODO", "DILO", "FIFI"}
    | {"PALO", "SIDA", "NANA"}
)
_LIKE_A_CODE = re.compile(
    r"\b{word}\W*{word}\W*[0-9OIL]{{3}}\W*{word}\b".format(word=r"(?:[^\W_AEIOU][AEIOUY01]){2}"), re.I
)
"""Three words of open syllables and three digits, with the usual slips."""
_CHECK = 97
CODES = 30**6 * 1000 // _CHECK
"""The number of codes, 2**32.8. Guesses are limited: one of many codes is found sooner than one given code."""


def write_code(number: int) -> str:
    """Return the code for a number below CODES: three words of open syllables and three digits.

    A wrong or swapped syllable or digit is always detected: valid values differ by a multiple of 97,
    which shares no divisor with the steps of 10 and 30 between the places.

    >>> write_code(0), write_code(CODES - 1)
    ('BABA BABA 000 BABI', 'TOTO TOTO 999 SIDA')
    """
    value = number * _CHECK + 1
    value, word_3 = divmod(value, 900)
    value, digits = divmod(value, 1000)
    word_1, word_2 = divmod(value, 900)
    return f"{_word(word_1)} {_word(word_2)} {digits:03} {_word(word_3)}"


def is_rude(code: str) -> bool:
    """Return whether a word of the code is rude in one of the four languages; if so, draw another code."""
    return not _RUDE.isdisjoint(code.split())


def read_code(text: str) -> str | None:
    """Return a typed or spoken code in its one spelling; None if there is an error in it.

    >>> read_code("baba-baba 000 babi"), read_code("BABA BABA 001 BABI")
    ('BABA BABA 000 BABI', None)
    """
    plain = "".join(character for character in text.upper() if character.isalnum())
    if len(plain) != 15 or not (plain[8:11].isascii() and plain[8:11].isdigit()):
        return None
    places = [plain[:2], plain[2:4], plain[4:6], plain[6:8], plain[11:13], plain[13:]]
    if any(place not in _SYLLABLES for place in places):
        return None
    one, two, three, four, five, six = (_SYLLABLES.index(place) for place in places)
    value = (((one * 30 + two) * 900 + three * 30 + four) * 1000 + int(plain[8:11])) * 900 + five * 30 + six
    if value % _CHECK != 1:
        return None
    return f"{plain[:4]} {plain[4:8]} {plain[8:11]} {plain[11:]}"


def without_codes(text: str) -> str:
    """Return a text without what looks like a code, even if it is misspelt: its words mean nothing.

    >>> without_codes("my code: SATI KOMA 5O4 DAPE, hurry")
    'my code:  , hurry'
    """
    return _LIKE_A_CODE.sub(" ", text)


def _word(number: int) -> str:
    first, second = divmod(number, 30)
    return _SYLLABLES[first] + _SYLLABLES[second]
