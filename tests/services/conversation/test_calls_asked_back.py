"""What is likely a call for help is asked back: at every question, in every language, and without a trace."""

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from tests.conftest import LANGUAGES
from tests.said import typed
from tests.services.conversation.test_calls_for_help import OF_THE_CASE, PLACES, STORIES, dump, ids
from tests.services.conversation.test_respond import TO_PLACE, keys, talk_at

ASKED = ["danger", "listen", "person", "no"]
"""The buttons of the question, the same whatever was said."""
SECRET = ("where a PIN is set", "where the PIN is asked")
OPEN = {place: events for place, events in PLACES.items() if place not in ("before the language", *SECRET)}


def asked_back(app: App, events: list[Event]) -> Talk:
    """Return a talk in which a story is asked back."""
    talk = talk_at(app, events)
    shown = talk.hear(Said(STORIES[talk.language]))
    assert (keys(shown), ids(shown)) == (["meant.call"], ASKED)
    return talk


@pytest.mark.parametrize("place", OPEN)
def test_the_question_leaves_no_row_and_tells_nothing_of_the_case_or_of_what_was_said(app: App, place: str) -> None:
    talk = talk_at(app, PLACES[place])
    before = dump(app)
    said = STORIES[talk.language]
    (shown,) = talk.hear(Said(said))
    assert (shown.key, ids([shown])) == ("meant.call", ASKED)
    long_words = [word for word in said.split() if len(word) > 5]
    assert not [word for word in (*OF_THE_CASE, *long_words) if word in shown.text]
    for choice, key in (("danger", "danger.now"), ("continue", ""), ("listen", "listen.now"), ("continue", "")):
        heard = talk.hear(Tapped(choice))
        assert not key or keys(heard) == [key]
    assert dump(app) == before


@pytest.mark.parametrize("place", OPEN)
@pytest.mark.parametrize("no", [Tapped("no"), Said("4"), Tapped("continue")], ids=repr)
def test_a_no_asks_the_open_question_again_as_if_nothing_had_been_said(app: App, place: str, no: Event) -> None:
    talk = asked_back(app, PLACES[place])
    before = dump(app)
    talk.hear(no)
    again = keys(talk.hear(Said("911")))
    assert again == ["danger.now"]
    assert dump(app) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", ["1", "yes"])
def test_a_number_or_a_yes_opens_the_page_for_danger(app: App, language: str, answer: str) -> None:
    yes = typed(language, {"en": "yes", "es": "sí", "ht": "wi", "fr": "oui"})
    talk = asked_back(app, [Arrived(), Tapped(language), *TO_PLACE[2:]])
    assert keys(talk.hear(Said(yes if answer == "yes" else answer))) == ["danger.now"]


def test_who_says_more_is_heard(app: App) -> None:
    talk = asked_back(app, TO_PLACE)
    assert keys(talk.hear(Said("m anvi touye tèt mwen"))) == ["listen.now"]
    assert keys(talk.hear(Tapped("continue"))) == ["place.question"]
    talk = asked_back(app, TO_PLACE)
    assert keys(talk.hear(Said("Tijuana")))[-1] == "place.confirm", "an answer is an answer"


def test_a_person_is_one_tap_away_and_what_is_open_waits(app: App) -> None:
    talk = asked_back(app, TO_PLACE)
    before = dump(app)
    assert keys(talk.hear(Tapped("person"))) == ["person.contacts"]
    assert dump(app) == before


ANSWERS = {
    "en": ["tree of us", "me and my two kidz", "just me an my wif", "we are fore people", "three adulst and a baby"],
    "es": ["somos trez personas", "yo y mis dos ijos", "solo yo y mi espoza", "tres adultoz y un bebe"],
    "ht": ["nou se twaa moun", "mwen ak de timun", "mwen menm ak madanm mw", "twa granmoun ak ti beb", "senk moun la"],
    "fr": ["nous somes trois", "moi et mes deux enfans", "juste moi et ma fame", "trois adultes et un bebé"],
}  # fmt: skip
TOWNS = ["Ciudad Juares", "San Cristobal de las Casas", "Santo Domingo Zanatepec", "Villa de Alvares Colima"]


@pytest.mark.parametrize(("language", "answer"), [(code, said) for code, all in ANSWERS.items() for said in all])
def test_an_answer_with_a_slip_is_never_asked_back_as_a_danger(app: App, language: str, answer: str) -> None:
    talk = talk_at(app, [Arrived(), Tapped(language), Tapped("understood"), Tapped("continue"), Tapped("agree")])
    assert talk.step == "count_party"
    assert "meant.call" not in keys(talk.hear(Said(answer)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("town", TOWNS)
def test_a_town_at_the_question_for_it_is_never_asked_back_as_a_danger(app: App, language: str, town: str) -> None:
    talk = talk_at(app, [Arrived(), Tapped(language), *TO_PLACE[2:]])
    assert "meant.call" not in keys(talk.hear(Said(town)))


@pytest.mark.parametrize("place", SECRET)
def test_where_a_pin_is_typed_nothing_is_asked_back(app: App, place: str) -> None:
    talk = talk_at(app, PLACES[place])
    assert keys(talk.hear(Said(STORIES[talk.language]))) == ["pin.form"]
