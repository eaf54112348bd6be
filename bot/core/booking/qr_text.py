"""The text in the QR picture of an appointment: its code, its sequence, and a seal that only this program can make."""

import re
from dataclasses import dataclass

from bot.core.booking.code import read_code

REAL, PRACTICE = "RDV", "DEMO"
"""How the text begins: for a real appointment, and for a demonstration, so that a person who scans it sees it."""
LONGEST = 200
"""The most characters of a text that are read; a code and a claim are shorter."""
_CLAIM = re.compile(rf"(?:{REAL}|{PRACTICE}):([A-Z0-9]{{15}}):([0-9]{{1,4}}):([0-9]{{1,4}}):([A-Z2-7]{{16}})")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person shows: a code and, from a picture, its sequence, the number of the key, and the seal."""

    code: str
    sequence: int = 0
    key: str = ""
    seal: str = ""


def write_claim(claim: Claim, *, practice: bool) -> str:
    """Return the text of a picture: letters, digits and colons, which make the smallest QR code.

    >>> write_claim(Claim("BABA BABA 000 BABI", 0, "1", "ABCDEFGHIJKLMNOP"), practice=False)
    'RDV:BABABABA000BABI:0:1:ABCDEFGHIJKLMNOP'
    """
    begin = PRACTICE if practice else REAL
    return f"{begin}:{claim.code.replace(' ', '')}:{claim.sequence}:{claim.key}:{claim.seal}"


def read_claim(text: str) -> Claim | None:
    """Return the claim in a typed or scanned text; None if it holds no code that is correctly formed.

    >>> read_claim("rdv:bababaBA000babi:0:1:abcdefghijklmnop")
    Claim(code='BABA BABA 000 BABI', sequence=0, key='1', seal='ABCDEFGHIJKLMNOP')
    >>> read_claim("baba-baba 000 babi")
    Claim(code='BABA BABA 000 BABI', sequence=0, key='', seal='')
    """
    plain = text[:LONGEST].strip()
    found = _CLAIM.fullmatch(plain.upper())
    code = read_code(found[1] if found else plain)
    if code is None:
        return None
    return Claim(code, int(found[2]), found[3], found[4]) if found else Claim(code)
