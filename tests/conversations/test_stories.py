"""Every story, in every language: where each line leads, what may be answered, what is kept. No text is compared."""

from pathlib import Path

import pytest

from bot.channels.local.story_player import Stage, read_story
from tests.conftest import LANGUAGES, POLICY, OpenApp
from tests.conversations.player import STORIES, need_words, play, played, typed_in

pytestmark = pytest.mark.xdist_group("stories")  # in one process, each story is played once
TOLD = ("step", "keys", "choices")


def test_all_stories_have_their_typed_words_in_the_same_languages() -> None:
    languages = {frozenset(words) for folder in STORIES for words in typed_in(folder)}
    assert len(languages) == 1, languages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_the_story_goes_as_told(folder: Path, language: str) -> None:
    need_words(folder, language)
    story, whole = read_story(folder), played(folder, language)
    assert [line.told for line in whole.lines] == [
        {name: line[name] for name in TOLD if name in line} for line in story["line"]
    ]
    assert whole.outcome == story["outcome"]


def test_a_story_goes_the_same_on_a_file_that_is_closed_and_opened_between_every_two_lines(
    open_app: OpenApp, tmp_path: Path
) -> None:
    (folder,) = [folder for folder in STORIES if folder.name == "stolen-phone"]
    closing = play(Stage(read_story(folder), open_app, "ht", tmp_path, POLICY), closing=True)
    whole = played(folder, "ht")
    assert [line.told for line in closing.lines] == [line.told for line in whole.lines]
    assert closing.outcome == whole.outcome
