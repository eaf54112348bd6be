"""A day with every story on one database: whoever takes the files reads no answer, no address and no message."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.local.story_player import Stage, read_story
from bot.core.language.message import Outgoing
from bot.services.tick import tick
from bot.storage.database import open_file
from tests.conftest import LANGUAGES, POLICY, OpenApp
from tests.conversations.player import STORIES, play
from tests.reading import readable
from tests.services.privacy.test_erasure import files, sealed_words

SHORTEST = 6
"""Letters below which a word could stand among random bytes by chance."""
PAGE = 4096


def heard(story: dict[str, Any]) -> Iterator[str]:
    """Everything that people type or tap in a story, in whatever language."""
    for line in story["line"]:
        for value in line.get("hear", {}).values():
            yield from value.values() if isinstance(value, dict) else [value]


def said(shown: list[Outgoing]) -> Iterator[str]:
    """Everything that is said to them, line by line, and every button."""
    for outgoing in shown:
        yield outgoing.key
        yield from outgoing.text.splitlines()
        yield from (label.text for label in outgoing.choices)


def blocks(folder: Path) -> set[bytes]:
    """Every byte beside the database, in blocks of a page."""
    whole = [path.read_bytes() for path in folder.glob("randevou.db*")]
    return {data[at : at + PAGE] for data in whole for at in range(0, len(data), PAGE)}


OF_THE_DRAW = {"chance", "seniority", "first", "passed", "no_day", "too_large", "withdraw"}
"""Words under which the record of a draw counts groups, and one for the state of a request: the clock must read it."""


@pytest.mark.slow
def test_a_day_of_stories_leaves_nothing_to_read(open_app: OpenApp, tmp_path: Path) -> None:
    stories = sorted(((folder.name, read_story(folder)) for folder in STORIES), key=lambda named: named[1]["at"])
    for _, story in stories:
        app = open_app(story["pack"])
        tick(app, datetime.fromisoformat(story["at"]))
        app.close()
    keeps_the_log = open_file(tmp_path / "randevou.db")
    nobody = files(tmp_path)
    with_the_keys: set[str] = set()
    looked_for: set[str] = set()
    before = blocks(tmp_path)
    for number, (name, story) in enumerate(stories):
        stage = Stage(story, open_app, LANGUAGES[number % len(LANGUAGES)], tmp_path, POLICY)
        stage.addresses = f"terminal:{name}-{{}}-at-home"
        played = play(stage)
        secrets = {str(word) for word in (*heard(story), *said(played.shown))}
        secrets |= {talk.address for talk in stage.talks.values()}
        app = open_app(story["pack"])
        sealed = sealed_words(app)
        public = app.db.execute("SELECT day FROM slots UNION SELECT day FROM draw")  # what is offered to everybody
        days = {row["day"] for row in public}
        app.close()
        with_the_keys |= sealed & secrets
        about = (secrets | sealed) - days - OF_THE_DRAW
        hidden = {word for word in about if len(word) >= SHORTEST and word.encode() not in nobody}
        now = blocks(tmp_path)
        assert not readable(hidden, b"".join(now - before)), name
        looked_for, before = looked_for | hidden, now
    assert len(with_the_keys) > 20, "with the keys, what people said is there"
    assert len(looked_for) > 500
    assert (tmp_path / "randevou.db-wal").stat().st_size > 0, "the log was looked through, too"
    assert not readable(looked_for - days, files(tmp_path))
    keeps_the_log.close()
