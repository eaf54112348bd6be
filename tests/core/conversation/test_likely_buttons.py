"""Where nothing was understood, what a text may be about is one tap away, and nothing opens by itself."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.conversation.answers import Answers
from bot.core.conversation.calls import CALLED
from bot.core.conversation.events import Look, Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.needs import NEUTRAL, OFFERED
from bot.core.conversation.page import CLOSED
from bot.core.conversation.pages.ask_back import BUTTONS, CALL
from bot.core.conversation.repair import STORY
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.understanding.calls import SCENARIOS, Calls
from bot.settings import root
from bot.storage.files.calls import load_calls
from tests.conftest import LANGUAGES
from tests.said import typed

SOLD = {
    "en": "the fixer sells appointments here",
    "es": "el coyote vende las citas aquí",
    "ht": "rakètè a ap vann randevou yo",
    "fr": "un homme vend les rendez-vous",
}
ASKED = {"en": "meant.this", "es": "meant.which", "ht": "meant.this", "fr": "meant.this"}
"""The question back: in Spanish another page is nearly as likely."""
each_language = pytest.mark.parametrize("language", LANGUAGES)


DEAF = Calls(
    {
        code: replace(sheet, rows={id: replace(row, together=(), hints=()) for id, row in sheet.rows.items()})
        for code, sheet in load_calls(root() / "locales").sheets.items()
    }
)
"""Sheets of which only the examples are left: no matcher hears anything."""


@pytest.fixture
def deaf(world: World) -> World:
    return replace(world, read_calls=lambda: DEAF)


def asked(world: World, language: str, party: int = 0) -> Conversation:
    """Return the talk at the question for the number of people or, if that is known, at the next one."""
    answers = Answers(practice="understood", operator="met", consent="digest", party=party).in_order(())
    begun = Conversation(world.pack.id, world.pack.revision, language, answers=answers)
    return advance(begun, Look(), world).conversation


def key(turn: Turn) -> str:
    return turn.replies[0].text.key


def added(turn: Turn, before: Conversation) -> list[str]:
    """Return the pages for which the answer has new buttons."""
    shown = {choice.id for choice in before.shown}
    return [one.id for one in turn.replies[-1].choices if one.id in BUTTONS and one.id not in shown]


@each_language
def test_a_text_that_no_matcher_hears_is_not_said_back_and_its_page_is_one_tap_away(deaf: World, language: str) -> None:
    before = asked(deaf, language)
    turn = advance(before, Said(typed(language, SOLD)), deaf)
    assert key(turn) == ASKED[language]
    assert "money" in added(turn, before)
    catalog = deaf.catalogs[language]
    said = " ".join(catalog.say(text) for reply in turn.replies for text in (*reply.lead, reply.text, *reply.lines))
    assert not {word for word in SOLD[language].split() if len(word) > 5} & {*said.split()}
    assert key(advance(turn.conversation, Tapped("money"), deaf)) == "money.asked"


@each_language
def test_danger_and_self_harm_have_quiet_buttons_that_open_their_pages(deaf: World, language: str) -> None:
    for scenario in ("killed", "self_harm"):
        page = CALLED[SCENARIOS[scenario]]
        before, rows = asked(deaf, language), deaf.calls.sheets[language].rows
        turns = (advance(before, Said(text), deaf) for text in rows[scenario].examples if len(text.split()) < STORY)
        turn = next(turn for turn in turns if key(turn) == "meant.call" and page in added(turn, before))
        assert turn.conversation.over
        assert turn.conversation.over.page == CALL
        opened = advance(turn.conversation, Tapped(page), deaf).conversation
        assert opened.over
        assert opened.over.page == page


@each_language
def test_nearly_every_example_is_one_tap_away_and_none_opens_a_page(deaf: World, language: str) -> None:
    before, missed, every = asked(deaf, language), [], 0
    for id, row in deaf.calls.sheets[language].rows.items():
        page = CALLED.get(SCENARIOS.get(id, ""))
        for text in row.examples[::3] if page else ():
            turn = advance(before, Said(text), deaf)
            opened = turn.conversation.over.page if turn.conversation.over else turn.conversation.aside
            if opened not in ("", CALL) or len(text.split()) < 3:
                continue  # a command, or a few words
            every += 1
            if page not in added(turn, before):
                missed.append(text)
    assert every > 60
    assert len(missed) < 0.05 * every, missed


@each_language
def test_everyday_nonsense_gets_no_button_and_is_answered_as_before(world: World, language: str) -> None:
    before = asked(world, language)
    for text in ("kjh kjh kjh", "zorg blip qux", "🙂 🙂 🙂"):
        turn = advance(before, Said(text), world)
        assert key(turn) != "not_understood.likely"
        assert not added(turn, before)


def test_a_sensitive_question_shows_only_buttons_that_tell_nothing(deaf: World) -> None:
    before = asked(deaf, "en", party=2)
    for row in deaf.calls.sheets["en"].rows.values():
        for text in row.examples[::5]:
            turn = advance(before, Said(text), deaf)
            if key(turn).startswith("not_understood."):
                assert {*added(turn, before)} <= {*NEUTRAL}, text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "he keeps my medicine and will not open the door for me"),
     ("es", "me tomé toda la insulina y ya no importa")],
)  # fmt: skip
def test_half_a_call_that_leans_to_danger_offers_its_page_too(world: World, language: str, said: str) -> None:
    before = asked(world, language)
    turn = advance(before, Said(said), world)
    assert key(turn) == "meant.call"
    assert added(turn, before) == ["danger", "listen", "person"]


def test_a_second_and_a_third_text_have_their_buttons_too(deaf: World) -> None:
    talk = asked(deaf, "en")
    seen = []
    for _ in range(4):
        turn = advance(talk, Said("the fixer has dates in town"), deaf)
        seen.append(key(turn))
        assert "money" in {choice.id for choice in turn.replies[-1].choices}
        talk = turn.conversation
    assert len({*seen}) == 4


def test_a_closed_chat_offers_nothing(deaf: World) -> None:
    closed = replace(asked(deaf, "en"), locked=True, aside=CLOSED)
    turn = advance(closed, Said(SOLD["en"]), deaf)
    assert "money" not in {choice.id for reply in turn.replies for choice in reply.choices}


def test_a_locked_phone_offers_only_what_shows_nothing_of_the_case(deaf: World) -> None:
    locked = replace(asked(deaf, "en"), locked=True, misses=1)
    turn = advance(locked, Said("remove all my information now"), deaf)
    assert not {"forget", "know", "group"} & {choice.id for reply in turn.replies for choice in reply.choices}


def test_more_people_or_fewer_are_offered_only_to_a_person_with_an_appointment(deaf: World) -> None:
    before = asked(deaf, "en")
    for text in deaf.calls.sheets["en"].rows["group_changed"].examples:
        assert "group" not in added(advance(before, Said(text), deaf), before)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_no_text_brings_more_than_a_few_buttons(deaf: World, text: str, language: str) -> None:
    before = asked(deaf, language)
    turn = advance(before, Said(text), deaf)
    if key(turn) == "not_understood.likely":
        assert 1 <= len(added(turn, before)) <= OFFERED
