"""Names of staff: which texts are names, and which two names a reader takes for the same."""

import re
import unicodedata

LONGEST = 40
_FORM = re.compile(r"[a-z][a-z0-9]*([ -][a-z0-9]+)*", re.IGNORECASE | re.ASCII)
_ALLOWED = re.compile(r"[a-z0-9 -]", re.IGNORECASE | re.ASCII)
_ALIKE = str.maketrans("01i", "oll", " -")
"""Signs that many typefaces draw alike (capital I, small l and 1), and signs that a reader passes over."""


def read_name(text: str) -> str:
    """Return a name of staff in its one spelling; raise ValueError with the reason if the text is not a name.

    Only Latin letters are allowed: a name in other letters can look like a Latin one to its last letter.
    """
    name = unicodedata.normalize("NFKC", text).strip()
    plain = _without_accents(name)
    for character, base in zip(name, plain, strict=True):
        if not _ALLOWED.fullmatch(base):
            called = unicodedata.name(character, f"U+{ord(character):04X}")
            raise ValueError(
                f"the sign {called} is not allowed; write letters a to z with their accents, digits, - only"
            )
    if len(name) > LONGEST or not _FORM.fullmatch(plain):
        raise ValueError(
            f"a name begins with a letter, has at most {LONGEST} characters, and one space or hyphen between its words"
        )
    return name


def fold(name: str) -> str:
    """Return the form in which names are compared: two names that a reader can take for the same have the same form.

    Case, accents, spaces and hyphens do not count; 0 is o, 1 and i are l, rn is m, and vv is w.

    >>> fold("An-á"), fold("ana"), fold("Ida"), fold("lda")
    ('ana', 'ana', 'lda', 'lda')
    """
    return _without_accents(name).lower().translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def _without_accents(name: str) -> str:
    return "".join(unicodedata.normalize("NFD", character)[0] for character in name)
