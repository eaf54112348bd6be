"""What is typed in this chat and is no call for help: the codes of appointments and of desks, right or misspelt."""

from random import Random

import pytest

from bot.core.booking.code import CODES, without_codes, write_code
from bot.core.conversation.calls import called
from bot.core.conversation.state import World
from tests.conftest import LANGUAGES

SLIPS = {"O": "0U", "I": "1EY", "A": "E", "K": "CQ", "B": "V8", "S": "5Z"}


def misspelt(code: str, chance: Random) -> str:
    """A code in which one character is wrong."""
    at = chance.choice([n for n, character in enumerate(code) if character in SLIPS])
    return code[:at] + chance.choice(SLIPS[code[at]]) + code[at + 1 :]


@pytest.mark.parametrize("language", ["", *LANGUAGES])
@pytest.mark.parametrize("written", ["{code}", "{code}.", "{lower}", "{joined}", "{misspelt}", "my code is {code}"])
def test_no_code_is_a_call(world: World, language: str, written: str) -> None:
    chance = Random(written + language)
    codes = [write_code(chance.randrange(CODES)) for _ in range(400)] + ["SATI KOMA 504 DOPO", "MATA MIFA 120 SANI"]
    for code in codes:
        forms = {"code": code, "lower": code.lower(), "joined": code.replace(" ", "-")}
        text = written.format(**forms, misspelt=misspelt(code, chance))
        assert called(text, language, world) is None, text


@pytest.mark.parametrize("text", ["nesesito abogada para mi caso", "mata tatas 100 dola", "SATI KOMA dola DOPO"])
def test_words_that_are_no_code_stay(text: str) -> None:
    assert without_codes(text) == text


def test_a_call_beside_a_code_is_heard(world: World) -> None:
    assert called("BATO LIMA 473 KADO they want to kill me", "en", world)
