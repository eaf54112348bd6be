"""A whole text that asks for something else is no call for help, though some of its words are heard in one."""

import pytest

from bot.app import App
from bot.core.conversation.events import Arrived, Said, Tapped
from tests.services.conversation.test_respond import keys, talk_at

BEGUN = (Tapped("understood"), Tapped("continue"), Tapped("agree"))


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("es", "eliminen todo", "forget.sure"),
        ("es", "por favor, qué saben sobre mí", "know.all"),
        ("ht", "m pa vle plas la ankò", ""),
        ("en", "take me out of the draw", ""),
        ("fr", "enlever mon code pin", ""),
    ],
)
def test_a_whole_command_is_no_call(app: App, language: str, text: str, key: str) -> None:
    talk = talk_at(app, [Arrived(), Tapped(language), *BEGUN])
    said = keys(talk.hear(Said(text)))
    assert not [one for one in said if one.startswith(("danger.", "listen."))], said
    assert key in said or not key, said


@pytest.mark.parametrize(("language", "text"), [("en", "sos"), ("es", "no estamos seguros"), ("es", "no puedo salir")])
def test_a_cry_for_help_stays_one(app: App, language: str, text: str) -> None:
    talk = talk_at(app, [Arrived(), Tapped(language), *BEGUN])
    assert keys(talk.hear(Said(text)))[0].startswith("danger.")
