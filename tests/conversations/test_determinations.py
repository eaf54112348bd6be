"""The rules are walked at most twice a turn: for the answers before it, and for those after it.

What those who wait look for, who may get what this turn gives back, comes beside it.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.channels.local.story_player import Stage, read_story
from bot.core.conversation.effects import FindSlots
from bot.core.programme import pack as programme
from bot.core.programme.eligibility import Determination
from bot.services.booking import waiting
from bot.services.conversation import respond as service
from tests.conftest import POLICY, OpenApp
from tests.conversations.player import STORIES, play

MOST = 2


@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_no_turn_of_a_story_walks_the_rules_more_than_twice(
    folder: Path, open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[int] = []
    determine, answer, search = programme.determine, service._answer, waiting.search

    def counted(*given: Any) -> Determination:
        walks[-1:] = [walks[-1] + 1] if walks else []
        return determine(*given)

    def one_turn(*given: Any) -> service.Answer:
        walks.append(0)
        return answer(*given)

    def beside(*given: Any) -> FindSlots | None:
        before = walks[-1:]
        found = search(*given)
        walks[-1:] = before
        return found

    monkeypatch.setattr(programme, "determine", counted)
    monkeypatch.setattr(waiting, "search", beside)
    monkeypatch.setattr(service, "_answer", one_turn)
    play(Stage(read_story(folder), open_app, "en", tmp_path, POLICY))
    assert max(walks) <= MOST, walks
