"""Who asks for an appointment for 3 people says how many they are: that is asked back, and is no wish for a person."""

import pytest

from bot.core.conversation.answers import Answers
from bot.core.conversation.events import Look, Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn

SAID = [
    ("en", "I want an appointment for 3 people", 3),
    ("en", "appointment for 3", 3),
    ("es", "cita para 4 personas", 4),
    ("es", "quiero una cita para 4", 4),
    ("ht", "m bezwen yon randevou pou 3 moun", 3),
    ("ht", "randevou pou twa moun tanpri", 3),
    ("fr", "un rendez-vous pour 3", 3),
    ("fr", "je voudrais un rendez-vous pour 3 personnes", 3),
]


AT_THE_NUMBER = Answers(practice="understood", operator="met", consent="digest").in_order(())


def said(text: str, language: str, world: World, answers: Answers = AT_THE_NUMBER) -> Turn:
    begun = Conversation(world.pack.id, world.pack.revision, language, answers=answers)
    return advance(advance(begun, Look(), world).conversation, Said(text), world)


@pytest.mark.parametrize(("language", "text", "people"), SAID)
def test_an_appointment_for_so_many_is_asked_back_where_their_number_is_asked(
    world: World, language: str, text: str, people: int
) -> None:
    turn = said(text, language, world)
    assert turn.replies[0].text.key == "party.confirm"
    assert advance(turn.conversation, Tapped("yes"), world).conversation.answers.party == people


@pytest.mark.parametrize(("language", "text"), [row[:2] for row in SAID])
def test_before_that_question_it_opens_no_page_for_a_person(world: World, language: str, text: str) -> None:
    turn = said(text, language, world, Answers())
    assert not turn.conversation.aside
    assert not turn.conversation.answers.party


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I need a person"),
        ("en", "I want to talk to people, no machine"),
        ("es", "necesito hablar con una persona"),
        ("es", "quiero hablar con gente"),
        ("ht", "m bezwen yon moun"),
        ("ht", "yon moun tanpri"),
        ("fr", "je veux parler à une personne"),
    ],
)
def test_who_asks_for_a_person_still_gets_one(world: World, language: str, text: str) -> None:
    assert said(text, language, world).conversation.aside == "person"


def test_an_appointment_for_the_speaker_and_others_needs_no_question_back(world: World) -> None:
    assert said("I need an appointment for me and my two kids", "en", world).conversation.answers.party == 3
