"""Every story of tests/conversations, played on Telegram in four languages: the same is said, the same is kept."""

import asyncio
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.app import App
from bot.core.language.text import Catalog
from bot.core.programme.pack import Pack
from bot.core.understanding.vocabulary import Vocabulary
from bot.storage.files.packs import load_pack
from tests.conftest import LANGUAGES
from tests.conversations.player import STORIES
from tests.conversations.test_stories import outcome
from tests.telegram.botapi import BotApi
from tests.telegram.storyplayer import TelegramStage


@pytest.fixture(autouse=True)
def read_once(
    packs: Mapping[str, Pack], words: tuple[dict[str, Catalog], Vocabulary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot opens with packs and words that are read already, and its clock runs often."""
    catalogs, vocabulary = words
    monkeypatch.setattr("bot.app.load_catalogs", lambda folder: catalogs)
    monkeypatch.setattr(Vocabulary, "of", lambda catalogs: vocabulary)
    monkeypatch.setattr("bot.app.load_pack", lambda folder: packs.get(folder.name) or load_pack(folder))
    monkeypatch.setattr("bot.channels.telegram.run.TICK_SECONDS", 0.1)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_the_story_goes_on_telegram_as_told(
    folder: Path, mode: str, words: tuple[dict[str, Catalog], Vocabulary], tmp_path: Path
) -> None:
    async def whole() -> None:
        stories = (play(folder, language, mode, words[0], tmp_path / language) for language in LANGUAGES)
        await asyncio.gather(*stories)  # each with a bot and a Telegram of its own; only their waiting is shared

    asyncio.run(whole())


async def play(folder: Path, language: str, mode: str, catalogs: dict[str, Catalog], into: Path) -> None:
    """One story in one language, and what it must leave behind."""
    into.mkdir()
    async with BotApi(allow_http=True) as api:
        stage = TelegramStage(api, folder, language, into, catalogs, free_port() if mode == "webhook" else 0)
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


def free_port() -> int:
    """Where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
