"""Every story of tests/conversations on Telegram: the same is said and kept as in the terminal.

From story to story the language, the pace and the way are others, so that over all stories each language is played at
every pace by polling and by webhook.
"""

import asyncio
from pathlib import Path

import pytest

from bot.app import App
from tests.conftest import LANGUAGES
from tests.conversations.player import STORIES, need_words, outcome
from tests.telegram.botapi import BotApi
from tests.telegram.stage import free_port
from tests.telegram.storyplayer import FINGERS, Fingers, TelegramStage

MODES = ["polling", "webhook"]
Hands = tuple[str, str, Fingers]
"""A language, a way and a pace."""


def hands(number: int) -> Hands:
    """Who plays the story with this number."""
    all_hands = [(language, mode, pace) for pace in FINGERS for mode in MODES for language in LANGUAGES]
    return all_hands[number % len(all_hands)]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the bot runs often."""
    monkeypatch.setattr("bot.app_thread.TICK_SECONDS", 0.1)


def test_every_language_is_played_at_every_pace_by_both_ways() -> None:
    played = {hands(number) for number in range(len(STORIES))}
    assert len(played) == len(LANGUAGES) * len(MODES) * len(FINGERS)


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("folder", STORIES, ids=lambda one: one.name)
def test_the_story_goes_on_telegram_as_told(folder: Path, tmp_path: Path) -> None:
    language, mode, fingers = hands(STORIES.index(folder))
    need_words(folder, language)
    asyncio.run(play(folder, language, mode, fingers, tmp_path))


async def play(folder: Path, language: str, mode: str, fingers: Fingers, into: Path) -> None:
    """One story in one language, and what it must leave behind."""
    async with BotApi(allow_http=True) as api:
        stage = TelegramStage(api, folder, language, into, free_port() if mode == "webhook" else 0, fingers)
        await stage.play()
    app = App.open(stage.settings)
    try:
        assert outcome(app.db) == stage.story["outcome"], language
        last = {line.person: line.step for line in stage.lines[stage.since :] if line.step}
        assert {name: stage.step_of(app, name) for name in last} == last, language
    finally:
        app.close()
    assert not api.unanswered()
    refused = [call for call in api.calls if call.code != 200 and call.method != "getUpdates"]
    assert not refused, "of its own polls a bot gives up the last one"
