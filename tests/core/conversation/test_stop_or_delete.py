"""Who says what may mean "stop" or "delete" is asked which one of them, and nothing is done before."""

import pytest

from bot.core.conversation.answers import Answers
from bot.core.conversation.events import Look, Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn


def said(text: str, language: str, world: World) -> Turn:
    answers = Answers(practice="understood", operator="met", consent="digest").in_order(())
    begun = Conversation(world.pack.id, world.pack.revision, language, answers=answers)
    return advance(advance(begun, Look(), world).conversation, Said(text), world)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "get me out of this chat"),
        ("en", "cancel everything i want out of here"),
        ("fr", "enlevez-moi de la liste d'envoi"),
        ("ht", "annile tout bagay m pa vle kontinye"),
    ],
)
def test_stop_and_delete_in_one_sentence_are_asked_back(world: World, language: str, text: str) -> None:
    turn = said(text, language, world)
    assert [choice.id for choice in turn.replies[0].choices][:3] == ["forget", "stop", "no"]
    assert advance(turn.conversation, Tapped("stop"), world).conversation.aside == "stop"
    assert advance(turn.conversation, Tapped("forget"), world).conversation.aside == "forget"


@pytest.mark.parametrize(
    ("language", "text", "page"),
    [
        ("en", "delete my data", "forget"),
        ("en", "no more messages please", "stop"),
        ("es", "borren mis datos", "forget"),
        ("fr", "arrêtez de m'écrire", "stop"),
        ("ht", "efase tout sa m te di", "forget"),
    ],
)
def test_one_of_them_alone_opens_its_page(world: World, language: str, text: str, page: str) -> None:
    assert said(text, language, world).conversation.aside == page
