"""Every story of tests/conversations on Telegram, in four languages and at four paces: the same is said and kept.

Each language has another pace by polling than by webhook, and another one in the next story.
"""

import asyncio
from pathlib import Path

import pytest

from bot.app import App
from tests.conftest import LANGUAGES
from tests.conversations.player import STORIES, outcome
from tests.telegram.botapi import BotApi
from tests.telegram.stage import free_port
from tests.telegram.storyplayer import FINGERS, Fingers, TelegramStage

MODES = ["polling", "webhook"]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the bot runs often."""
    monkeypatch.setattr("bot.app_thread.TICK_SECONDS", 0.1)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_the_story_goes_on_telegram_as_told(folder: Path, mode: str, tmp_path: Path) -> None:
    async def whole() -> None:
        first = STORIES.index(folder) + MODES.index(mode)
        fingers = (FINGERS * 3)[first % 4 :]
        stories = (
            play(folder, language, mode, tmp_path / language, hands)
            for language, hands in zip(LANGUAGES, fingers, strict=False)
        )
        await asyncio.gather(*stories)  # each with a bot and a Telegram of its own; only their waiting is shared

    asyncio.run(whole())


async def play(folder: Path, language: str, mode: str, into: Path, fingers: Fingers) -> None:
    """One story in one language, and what it must leave behind."""
    into.mkdir()
    async with BotApi(allow_http=True) as api:
        stage = TelegramStage(api, folder, language, into, free_port() if mode == "webhook" else 0, fingers)
        await stage.play()
    app = App.open(stage.settings)
    try:
        assert outcome(app.db) == stage.story["outcome"], language
        last = {line.person: line.step for line in stage.lines if line.step}
        assert {name: stage.step_of(app, name) for name in last} == last, language
    finally:
        app.close()
    assert not api.unanswered()
    refused = [call for call in api.calls if call.code != 200 and call.method != "getUpdates"]
    assert not refused, "of its own polls a bot gives up the last one"
