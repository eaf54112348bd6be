"""A person who says that they are in danger gets help at once, whatever was asked."""

import pytest

from bot.app import App
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from tests.services.conversation.test_respond import TO_CONSENT, TO_PLACE, TO_SUMMARY, keys, talk_at

CALLS = {
    "en": [
        "they want to kill me",
        "my husband beats me",
        "I am bleeding a lot",
        "the baby is coming",
        "they took my son",
    ],
    "es": [
        "me quieren matar",
        "mi esposo me pega",
        "estoy sangrando mucho",
        "ya viene el bebe",
        "se llevaron a mi hijo",
    ],
    "ht": ["yo vle touye m", "mari m ap bat mwen", "m ap pèdi san", "m gen tranche", "yo pran pitit mwen"],
    "fr": [
        "ils veulent me tuer",
        "mon mari me frappe",
        "je saigne beaucoup",
        "le bebe arrive",
        "ils ont pris mon fils",
    ],
}
OWN = {"en": "I want to die", "es": "me quiero morir", "ht": "mwen pa vle viv ankò", "fr": "je veux mourir"}
EVERY = [(language, text) for language, texts in CALLS.items() for text in (*texts, OWN[language])]


@pytest.mark.parametrize(("language", "text"), EVERY)
def test_a_call_is_heard_as_the_very_first_word_in_the_language_of_the_call(app: App, language: str, text: str) -> None:
    talk = talk_at(app, [])
    talk.hear(Arrived())
    assert keys(talk.hear(Said(text))) == ["danger.now"]
    assert talk.language == language


@pytest.mark.parametrize("before", [TO_CONSENT, TO_PLACE, TO_SUMMARY], ids=["consent", "place", "summary"])
def test_a_call_is_heard_at_any_question_and_the_question_comes_again(app: App, before: list[Event]) -> None:
    talk = talk_at(app, before)
    shown = talk.hear(Said("yo vle touye m, tanpri ede m"))
    assert keys(shown) == ["danger.now"]
    assert "touye" not in shown[0].text, "what was said is never said back"
    again, asked = talk.hear(Tapped("continue")), talk_at(app, before, "other").hear(Tapped("continue"))
    assert keys(again)[-1] == keys(asked)[-1]


def test_a_call_is_heard_on_a_locked_phone_and_shows_nothing_of_the_case(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    talk.hear(Arrived())
    shown = talk.hear(Said("mari m ap bat mwen"))
    assert keys(shown) == ["danger.now"]
    assert "Juárez" not in shown[0].text


@pytest.mark.parametrize("text", ["nou se twa moun", "san papye", "telefòn mwen mouri", "yo pa swiv nou", "Matamoros"])
def test_other_sentences_with_such_words_are_no_calls(app: App, text: str) -> None:
    assert "danger.now" not in keys(talk_at(app, TO_PLACE).hear(Said(text)))
