"""Every story of tests/conversations on Telegram, in four languages and at four paces: the same is said and kept.

In each story two languages go by polling and two by webhook. From story to story each language has another way and
another pace, so that over all stories it has every pace by both ways.
"""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot import RELEASED
from bot.app import App
from tests.conftest import LANGUAGES
from tests.conversations.player import STORIES, outcome, read_story
from tests.telegram.botapi import BotApi
from tests.telegram.stage import free_port
from tests.telegram.storyplayer import FINGERS, Fingers, TelegramStage

MODES = ["polling", "webhook"]
Hands = tuple[str, str, Fingers]
"""A language, a way and a pace."""


def hands(number: int) -> list[Hands]:
    """Who plays the story with this number."""
    return [
        (language, MODES[(at + number) % len(MODES)], FINGERS[(at + number // len(MODES)) % len(FINGERS)])
        for at, language in enumerate(LANGUAGES)
    ]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the bot runs often."""
    monkeypatch.setattr("bot.app_thread.TICK_SECONDS", 0.1)


def test_every_language_is_played_at_every_pace_by_both_ways() -> None:
    played = {one for number in range(len(STORIES)) for one in hands(number)}
    assert len(played) == len(LANGUAGES) * len(MODES) * len(FINGERS)


BETWEEN_TICKS = ("wait-for-a-place", "family-of-seven", "passed-over")
"""Stories of several people that hang on the moment of a tick. A running server ticks when it wants: the terminal tells
it to, and each person hears of it on a line of their own."""


def is_of_the_past(folder: Path) -> bool:
    """Whether a story begins before this release: on Telegram no day is so early, and what has ended says so."""
    return datetime.fromisoformat(read_story(folder)["at"]).date() < RELEASED


ON_TELEGRAM = [one for one in STORIES if one.name not in BETWEEN_TICKS and not is_of_the_past(one)]


@pytest.mark.parametrize("folder", ON_TELEGRAM, ids=lambda one: one.name)
def test_the_story_goes_on_telegram_as_told(folder: Path, tmp_path: Path) -> None:
    async def whole() -> None:
        stories = [play(folder, *one, tmp_path / one[0]) for one in hands(STORIES.index(folder))]
        await asyncio.gather(*stories)  # each with a bot and a Telegram of its own; only their waiting is shared

    asyncio.run(whole())


async def play(folder: Path, language: str, mode: str, fingers: Fingers, into: Path) -> None:
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
