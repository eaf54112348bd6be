"""Every story of tests/conversations on the web, without JavaScript: the same is said and kept as in the terminal.

From story to story the language is another one, so that all are played.
"""

import asyncio
from pathlib import Path

import pytest

from bot.storage.tables.rate_limits import Limit
from tests.conftest import LANGUAGES
from tests.conversations.player import STORIES, need_words, outcome
from tests.web.storyplayer import WebStage

pytestmark = pytest.mark.xdist_group("stories")  # in one process, each story is played once in the terminal


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of a story stands still, so that nobody waits for the limit of messages."""
    monkeypatch.setattr("bot.services.rate_limits.CHAT", Limit(1000, 1))


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("folder", STORIES, ids=lambda one: one.name)
def test_the_story_goes_on_the_web_as_told(folder: Path, tmp_path: Path) -> None:
    language = LANGUAGES[STORIES.index(folder) % len(LANGUAGES)]
    need_words(folder, language)
    stage = WebStage(folder, language, tmp_path)
    try:
        asyncio.run(stage.play())
        kept, told = outcome(stage.app.db), stage.story["outcome"]
        for rows in (kept["rows"], told["rows"]):
            rows.pop("outbox")  # here a notice waits until its reader opens the page, and a terminal shows it at once
        assert kept == told
    finally:
        stage.app.close()
