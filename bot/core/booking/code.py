"""The code of a booking: three words and three digits that sound alike in every language."""

import re
import unicodedata

CONSONANTS = "BDFKLMNPST"
VOWELS = "AIO"
_SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]
_WORD_LIKE = r"(?:[^\W_AEIOU][AEIOUYÁÉÍÓÚÀÈÌÒÙ014DQØL]){2}"
_NUMBER_LIKE = r"(?=\w{0,2}\d)[0-9ODQØILZASGTB]{3}"
_LIKE_A_CODE = re.compile(rf"\b{_WORD_LIKE}\W*{_WORD_LIKE}\W*{_NUMBER_LIKE}\W*{_WORD_LIKE}\b", re.IGNORECASE)
"""Three words of open syllables and three digits, with the usual slips."""
_WRITTEN = re.compile(r"\b[A-Z]{4} [A-Z]{4} \d{3} ([A-Z]{4})\b")
"""A code as `write_code` spells it."""
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


def read_code(text: str) -> str | None:
    """Return a typed or spoken code in its one spelling; None if there is an error in it.

    Each place has a consonant, a vowel or a digit. A sign that looks like one of these is read as it: people copy codes
    by hand. It must look like only one of them, and the check finds every other error.

    >>> read_code("baba-baba 000 babi"), read_code("8aba baba oOO ba6l"), read_code("BABA BABA 001 BABI")
    ('BABA BABA 000 BABI', None, None)
    >>> read_code("8ábá bab4 oOO babl")
    'BABA BABA 000 BABI'
    """
    plain = "".join(map(_plain, unicodedata.normalize("NFKD", text)))
    if len(plain) != 15:
        return None
    letters, digits = plain[:8] + plain[11:], plain[8:11].translate(_AS_DIGIT)
    consonants, vowels = letters[::2].translate(_AS_CONSONANT), letters[1::2].translate(_AS_VOWEL)
    places = [consonant + vowel for consonant, vowel in zip(consonants, vowels, strict=True)]
    if any(place not in _SYLLABLES for place in places) or not (digits.isascii() and digits.isdigit()):
        return None
    one, two, three, four, five, six = map(_SYLLABLES.index, places)
    value = (((one * 30 + two) * 900 + three * 30 + four) * 1000 + int(digits)) * 900 + five * 30 + six
    if value % _CHECK != 1:
        return None
    return f"{''.join(places[:2])} {''.join(places[2:4])} {digits} {''.join(places[4:])}"


_AS_CONSONANT = str.maketrans("8O0I157", "BDDLLST")
_AS_VOWEL = str.maketrans("40DQØ1L", "AOOOOII")
_AS_DIGIT = str.maketrans("ODQØILZASGTB", "000011245678")
"""Signs that look like a letter or a digit of a code, where no other one can stand."""


def _plain(char: str) -> str:
    """Return a letter as a capital, a digit of any script in ASCII, and nothing for spaces, hyphens and accents."""
    digit = unicodedata.decimal(char, None)
    return str(digit) if digit is not None else char.upper() if char.isalnum() else ""


def without_codes(text: str) -> str:
    """Return a text without what looks like a code, even if it is misspelt: its words mean nothing.

    >>> without_codes("my code: SATI KOMA 5O4 DAPE, hurry")
    'my code:  , hurry'
    """
    return _LIKE_A_CODE.sub(" ", text)


def code_in(text: str) -> str:
    """Return the first code that a text of ours says; empty if it says none."""
    found = _WRITTEN.search(text)
    return found[0] if found else ""


def with_last_parts(text: str) -> str:
    """Return a text of ours with the last part of each code only: enough to know which one it is, and to use none.

    >>> with_last_parts("Your code: SATI KOMA 504 DAPE.")
    'Your code: … DAPE.'
    """
    return _WRITTEN.sub(r"… \1", text)


def halves(code: str) -> tuple[str, str]:
    """Return the two halves of a code, as it is read aloud.

    >>> halves("SATI KOMA 504 DAPE")
    ('SATI KOMA', '504 DAPE')
    """
    return code[:9], code[10:]


def _word(number: int) -> str:
    first, second = divmod(number, 30)
    return _SYLLABLES[first] + _SYLLABLES[second]
