"""PINs: how they are read, which are too simple, and what is said about failed attempts."""

import unicodedata
from itertools import pairwise

from bot.core.conversation.contacts import people_lines
from bot.core.conversation.state import World
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts
from bot.core.programme.contact import HELP

SHORTEST, LONGEST = 4, 8
_BETWEEN = frozenset(" -.\u00a0\u202f\u200e\u200f")


def read_pin(text: str) -> str | None:
    """Return four to eight typed digits of any script, in ASCII; None for anything else.

    >>> read_pin(" 48-21 "), read_pin("٤٨٢١"), read_pin("482"), read_pin("48 a 21")
    ('4821', '4821', None, None)
    """
    written = [char for char in text[:64].strip() if char not in _BETWEEN]
    digits = [unicodedata.decimal(char, None) for char in written]
    if None in digits or not SHORTEST <= len(digits) <= LONGEST:
        return None
    return "".join(map(str, digits))


def is_simple(pin: str) -> bool:
    """Return whether a thief would try this PIN first: digits in a row, a repeated part, a year.

    >>> [pin for pin in ("0000", "1234", "9876", "7890", "1212", "1987", "4821", "190358") if is_simple(pin)]
    ['0000', '1234', '9876', '7890', '1212', '1987']
    """
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeated = pin in (pin + pin)[1:-1]
    return len(steps) == 1 or repeated or (len(pin) == 4 and pin[:2] in ("19", "20"))


WRONG_FORM = Text("pin.form", "A PIN is 4 to 8 digits and nothing else. Please write it again.")
SHARED_PHONE_ADVICE = Text(
    "leave.safer",
    "If others use this phone: set a PIN that they do not know (Help), write your new code on paper, and tap Close. "
    "Then you can go on from another phone, and this one shows nothing any more.",
)
"""A message for a person who has left a group and may share a phone with it."""


def wrong_pin(left: int) -> Text:
    """Return the message that the PIN is wrong."""
    return Texts("pin.wrong", "That is not the PIN. {n} try is left.", "That is not the PIN. {n} tries are left.", left)


def too_many_attempts(hours: int, world: World, language: str, choices: tuple[Choice, ...]) -> Reply:
    """Return the message after too many wrong attempts: calm, with people who can help, and nothing about the case."""
    text = Texts(
        "pin.closed",
        "That was wrong too often. For an hour nothing is opened here with a number. Nothing is lost, and what was "
        "arranged stands. These people can help, free:",
        "That was wrong too often. For {n} hours nothing is opened here with a number. Nothing is lost, and what was "
        "arranged stands. These people can help, free:",
        hours,
    )
    return Reply(text, lines=people_lines(HELP, world, language), choices=choices)
