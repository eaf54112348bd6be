"""The calls of the corpus, typed into the chat: the page that is needed comes, and no other answer is taken."""

from collections import Counter

import pytest

from bot.core.conversation.state import World
from bot.core.understanding.calls import SCENARIOS
from tests.corpus.chat import LANGUAGES, good, rows, verdict

EVERY = 4
"""One row in so many is typed; `python -m tests.corpus.chat` types all."""
LEAST = {"danger": 0.985, "self_harm": 0.9, "help": 0.95, "none": 0.985}
"""The lowest shares of rows that were used for tuning; README.md says what is heard of the others."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_calls_are_heard_in_the_chat_and_everyday_sentences_are_none(world: World, language: str) -> None:
    right, every = Counter[str](), Counter[str]()
    silent = []
    for row in [row for row in rows("tuning") if row["language"] == language][::EVERY]:
        kind, found = SCENARIOS.get(row["scenario"], "none"), verdict(row, world)
        every[kind] += 1
        right[kind] += good(row, found)
        if found == "an answer" and kind != "none":
            silent.append(row["id"])
    assert not silent, "a call was taken for an answer, and nothing else was said"
    assert not [kind for kind, least in LEAST.items() if right[kind] < least * every[kind]], (right, every)
