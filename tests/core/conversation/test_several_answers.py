"""Several answers in one message: each is taken up, and what comes too early is confirmed in its turn."""

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from tests.conftest import NOW

AGREED = ("understood", "continue", "agree")


def at(app: App, language: str, *choices: str) -> Talk:
    talk = Talk(app, f"terminal:{language}", lambda: NOW)
    for event in (Arrived(), *map(Tapped, (language, *choices))):
        talk.hear(event)
    return talk


TOGETHER = [
    ("en", "We are 3, in Tijuana, I'm pregnant", "3", "Baja California"),
    ("en", "Hello we are 3 in Tijuana and we need help with papers", "3", "Baja California"),
    ("en", "in Reynosa we are four", "4", "Tamaulipas"),
    ("es", "somos 4 estamos en Reynosa y mi esposa está embarazada", "4", "Tamaulipas"),
    ("es", "Somos 2 adultos y 3 niños. Estamos en Tapachula.", "5", "Chiapas"),
    ("ht", "nou se 3 moun, nou nan Tijuana, mwen ansent", "3", "Baja California"),
    ("ht", "nou se 2 granmoun ak 3 timoun nan Reynosa", "5", "Tamaulipas"),
    ("fr", "on est 2 à Tapachula, ma femme est enceinte", "2", "Chiapas"),
    ("fr", "bonjour nous sommes 3 et nous sommes fatigués, à Monterrey", "3", "Nuevo León"),
]


@pytest.mark.parametrize(("language", "text", "size", "state"), TOGETHER)
def test_the_number_is_taken_and_the_place_confirmed_in_its_turn(
    app: App, language: str, text: str, size: str, state: str
) -> None:
    talk = at(app, language, *AGREED)
    talk.hear(Said(text))
    assert talk.step == "answer_questions"
    asked = talk.hear(Tapped("yes"))[-1]
    assert (asked.key, state in asked.text) == ("place.confirm", True)
    talk.hear(Tapped("yes"))
    assert talk.step == "choose_sites"
    talk.hear(Tapped("know"))
    assert any(size in choice.text for choice in talk.hear(Tapped("correct"))[-1].choices if choice.id == "party")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "in Tijuana"), ("es", "Tapachula"), ("ht", "mwen nan Tijuana"), ("fr", "Reynosa")],
)
def test_a_place_alone_is_kept_for_its_question_and_the_number_is_asked_again(
    app: App, language: str, text: str
) -> None:
    talk = at(app, language, *AGREED)
    (asked,) = talk.hear(Said(text))
    assert asked.key == "party.question"
    talk.hear(Tapped("3"))
    assert talk.hear(Tapped("yes"))[-1].key == "place.confirm"
    assert talk.hear(Tapped("no"))[-1].key == "place.question", "a no forgets it"


@pytest.mark.parametrize("text", ["2 adults and 1 child, in Tijuana", "in Reynosa: two women and a baby"])
def test_a_sum_beside_another_answer_is_asked_back_as_ever(app: App, text: str) -> None:
    (asked,) = at(app, "en", *AGREED).hear(Said(text))
    assert (asked.key, "3 people" in asked.text) == ("party.confirm", True)


@pytest.mark.parametrize("text", ["3 hours from Tijuana", "Tijuana since 3 days"])
def test_a_number_that_counts_no_people_is_not_taken(app: App, text: str) -> None:
    talk = at(app, "en", *AGREED)
    talk.hear(Said(text))
    assert talk.step == "count_party"


def test_before_consent_nothing_that_was_said_is_carried_or_stored(app: App) -> None:
    talk = at(app, "en", *AGREED[:2])
    talk.hear(Said("We are 3, in Tijuana"))
    assert not any(part in talk.carry for part in ("MX-BCN", "Tijuana"))
    assert app.db.execute("SELECT count(*) FROM conversation").fetchone()[0] == 0
    talk.hear(Tapped("agree"))
    assert talk.step == "count_party"


def test_the_town_is_never_kept_and_start_over_forgets_the_state(app: App) -> None:
    talk = at(app, "en", *AGREED)
    talk.hear(Said("I am in Tijuana"))
    (known,) = talk.hear(Tapped("know"))
    assert ("Baja California" in known.text, "Tijuana" in known.text) == (True, False)
    for event in (Tapped("continue"), Tapped("restart"), Tapped("yes"), Tapped("3")):
        talk.hear(event)
    assert talk.hear(Tapped("yes"))[-1].key == "place.question"


NEEDED = [
    ("en", "we are 3 and we need a lawyer", "lawyer.contacts"),
    ("es", "somos 3 y necesitamos un abogado", "lawyer.contacts"),
    ("ht", "nou se 3 moun epi nou bezwen yon avoka", "lawyer.contacts"),
    ("fr", "nous sommes 3 et nous avons besoin d'un avocat", "lawyer.contacts"),
    ("fr", "bonjour nous sommes 3 et nous avons faim, à Monterrey", "person.contacts"),
]


@pytest.mark.parametrize(("language", "text", "page"), NEEDED)
def test_help_that_is_asked_for_beside_the_number_is_given_at_once_and_the_number_kept(
    app: App, language: str, text: str, page: str
) -> None:
    talk = at(app, language, *AGREED)
    assert talk.hear(Said(text))[-1].key == page
    talk.hear(Tapped("continue"))
    assert talk.step == "answer_questions"
    assert any("3" in choice.text for choice in talk.hear(Tapped("correct"))[-1].choices if choice.id == "party")


NOT_COUNTED = [
    ("en", "two men with us"),
    ("en", "there is one"),
    ("en", "me and two bags"),
    ("es", "no somos 3"),
    ("es", "hay uno"),
    ("fr", "il y a un homme avec nous"),
    ("ht", "gen yon moun"),
]


@pytest.mark.parametrize(("language", "text"), NOT_COUNTED)
def test_who_is_not_surely_counted_is_not_taken_for_the_number(app: App, language: str, text: str) -> None:
    talk = at(app, language, *AGREED)
    said = talk.hear(Said(text))[-1].key
    assert (talk.step, said != "ahead.kept") == ("count_party", True), said
