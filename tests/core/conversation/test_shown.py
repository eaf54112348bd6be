"""The choices on the screen are stored without words, and get their labels again."""

import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation.events import Look, Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.shown import choices, shown, shown_from_data, shown_to_data
from bot.core.conversation.state import Conversation, World, conversation_from_data, conversation_to_data
from bot.core.language.message import Choice, choice_to_data
from bot.core.language.text import Country, Day, Text, Texts

ENGLISH = {"a.text": ("Hello {name}",), "a.plural": ("{n} person of {place}", "{n} people of {place}")}
VALUES = st.one_of(
    st.text(max_size=5), st.integers(), st.builds(Day, st.dates(), st.booleans()), st.dates(), st.just(time(13, 30)),
    st.just(Country("HT")), st.builds(lambda name: Text("a.text", "Hello {name}", name=name), st.text(max_size=5)),
)  # fmt: skip
LABELS = st.one_of(
    st.text(max_size=8),
    st.builds(lambda value: Text("a.text", "Hello {name}", name=value), VALUES),
    st.builds(
        lambda n, place: Texts("a.plural", "{n} person of {place}", "{n} people of {place}", n, place=place),
        st.integers(0, 9), VALUES,
    ),
)  # fmt: skip


@given(st.builds(Choice, id=st.text(max_size=8), label=LABELS, aside=st.booleans()))
def test_a_choice_gets_the_label_again_that_it_had(choice: Choice) -> None:
    written = json.loads(json.dumps(shown_to_data(shown([choice]))))
    assert choices(shown_from_data(written), ENGLISH) == (choice,)


@given(st.builds(Choice, id=st.text(max_size=8), label=LABELS, aside=st.booleans()))
def test_a_choice_that_version_0_1_wrote_is_read_without_its_words(choice: Choice) -> None:
    assert shown_from_data([choice_to_data(choice)]) == shown([choice])


def test_a_text_that_is_gone_is_named_by_its_key() -> None:
    gone = shown([Choice("x", Text("gone.text", "Gone"))])
    assert choices(gone, {}) == (Choice("x", Text("gone.text", "gone.text")),)


def test_no_english_word_of_a_button_is_stored(world: World) -> None:
    asked = advance(Conversation(world.pack.id, world.pack.revision, "ht"), Look(), world).conversation
    stored = json.dumps(conversation_to_data(asked))
    assert "practice.understood" in stored
    assert "I understand" not in stored
    assert conversation_from_data(json.loads(stored), pack=asked.pack, revision=asked.revision) == asked


@pytest.mark.parametrize(("language", "typed"), [("ht", "Mwen konprann"), ("en", "i understand"), ("fr", "1")])
def test_a_typed_label_means_the_button_after_storing(language: str, typed: str, world: World) -> None:
    asked = advance(Conversation(world.pack.id, world.pack.revision, language), Look(), world).conversation
    stored = json.loads(json.dumps(conversation_to_data(asked)))
    again = conversation_from_data(stored, pack=asked.pack, revision=asked.revision)
    tapped = advance(asked, Tapped("understood"), world).conversation
    assert advance(again, Said(typed), world).conversation == tapped


def test_the_words_of_a_day_are_those_of_its_label() -> None:
    label = Text("slot.day", "{day}", day=Day(date(2026, 11, 25), short=True))
    assert choices(shown([Choice("2026-11-25", label)]), {"slot.day": ("{day}",)})[0].label == label
