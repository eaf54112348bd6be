"""How many people stay together, in people's own words: what is plain is taken, what is not is asked back."""

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from tests.conftest import NOW


def asked_how_many(app: App, language: str) -> Talk:
    talk = Talk(app, f"terminal:{language}", lambda: NOW)
    for event in (Arrived(), *map(Tapped, (language, "understood", "continue", "agree"))):
        talk.hear(event)
    return talk


def party(app: App, talk: Talk) -> str:
    """Return the label of the answer that is kept."""
    talk.hear(Tapped("know"))
    return next(choice.text for choice in talk.hear(Tapped("correct"))[-1].choices if choice.id == "party")


PLAIN = [
    ("en", "we are 2 adults and 3 kids", 5),
    ("en", "we are 4 people: 2 women and 2 children", 4),
    ("en", "me plus 3", 4),
    ("en", "i am with my son", 2),
    ("es", "somos dos adultos con 3 menores", 5),
    ("es", "venimos 2 mujeres y un bebé", 3),
    ("es", "mi esposa, yo y 2 niños", 4),
    ("es", "voy con mi hijo", 2),
    ("ht", "nou se 2 granmoun ak 3 timoun", 5),
    ("ht", "nou se de granmoun epi yon timoun", 3),
    ("ht", "mwen ak 2 pitit mwen", 3),
    ("fr", "nous sommes 2 adultes et 3 enfants", 5),
    ("fr", "on est trois adultes et un bébé", 4),
    ("fr", "je suis avec mes deux enfants", 3),
]
ASKED = [
    ("en", "2 adults and 1 child", 3),
    ("en", "4 with me", 5),
    ("en", "we are 4 with 2 children", 6),
    ("en", "3 adlts and 2 children", 5),
    ("es", "2 adultos y 1 niño", 3),
    ("es", "dos hombres, una mujer y 2 bebés", 5),
    ("es", "somos sinco", 5),
    ("ht", "2 granmoun ak 1 timoun", 3),
    ("ht", "2 granmoun 1 tibebe", 3),
    ("fr", "deux adultes un bébé", 3),
    ("fr", "quatre adulte et 2 enfant", 6),
]
NOT_HEARD = [
    ("en", "I am 8"),
    ("en", "me and children"),
    ("en", "3 or 4"),
    ("en", "we are 5 people: 2 adults and 2 kids"),
    ("es", "18 años"),
    ("ht", "mwen ak timoun yo"),
    ("ht", "mwen gen 25 an"),
    ("fr", "25 ans"),
]


@pytest.mark.parametrize(("language", "text", "size"), PLAIN)
def test_a_sum_in_which_the_speaker_counts_is_taken(app: App, language: str, text: str, size: int) -> None:
    talk = asked_how_many(app, language)
    talk.hear(Said(text))
    assert talk.step == "answer_questions"
    assert str(size) in party(app, talk)


@pytest.mark.parametrize(("language", "text", "size"), ASKED)
def test_a_sum_without_we_and_a_slip_are_asked_back(app: App, language: str, text: str, size: int) -> None:
    talk = asked_how_many(app, language)
    (asked,) = talk.hear(Said(text))
    assert (asked.key, str(size) in asked.text) == ("party.confirm", True)
    talk.hear(Tapped("yes"))
    assert str(size) in party(app, talk)


@pytest.mark.parametrize(("language", "text"), NOT_HEARD)
def test_what_says_no_clear_number_of_people_is_not_taken(app: App, language: str, text: str) -> None:
    talk = asked_how_many(app, language)
    assert talk.hear(Said(text))[0].key == "not_understood.tap"


def test_a_no_to_the_sum_asks_again_and_another_number_is_taken(app: App) -> None:
    talk = asked_how_many(app, "es")
    talk.hear(Said("2 adultos y 1 niño"))
    assert [said.key for said in talk.hear(Said("no"))] == ["party.question"]
    talk.hear(Said("2 adultos y 1 niño"))
    talk.hear(Said("4"))
    assert "4" in party(app, talk)


def test_more_has_no_number_and_six_is_six_people(app: App) -> None:
    talk = asked_how_many(app, "en")
    shown = talk.hear(Said("kjh"))[-1]
    assert [choice.id for choice in shown.choices if not choice.aside] == ["1", "2", "3", "4", "5"]
    assert "from 1 to 12" in shown.text
    assert [choice.id for choice in shown.choices if choice.aside] == ["more", "back", "help"]
    talk.hear(Said("6"))
    assert "6" in party(app, talk)
