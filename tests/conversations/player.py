"""What the stories of this folder come to: each is played once in a process, with every text that was shown."""

import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.channels.local.story_player import Line, Stage, read_story
from bot.core.language.message import Outgoing
from bot.core.programme.pack import Pack
from bot.storage.database import Connection
from bot.translators.noting import Noting
from tests.conftest import POLICY, app_on, our_pack

STORIES = sorted(path.parent for path in Path(__file__).parent.glob("*/story.toml"))


@dataclass
class Played:
    """What a story came to: its lines, what the tables hold at the end, and the keys of the texts that were shown."""

    lines: list[Line] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()

    @property
    def shown(self) -> list[Outgoing]:
        """All that was shown, in order."""
        return [outgoing for line in self.lines for outgoing in line.shown]


def typed_in(folder: Path) -> list[dict[str, str]]:
    """Return what people type in a story, each by language; words that are the same in all languages are left out."""
    typed = [line.get("hear", {}).get("text") for line in read_story(folder)["line"]]
    return [words for words in typed if isinstance(words, dict)]


def need_words(folder: Path, language: str) -> None:
    """Skip a story whose typed words nobody has written in a language that is new: there is nothing to play.

    `test_all_stories_have_their_typed_words_in_the_same_languages` sees that no other language is skipped.
    """
    if any(language not in words for words in typed_in(folder)):
        pytest.skip(f"what people type in the story {folder.name!r} is not written in {language!r}")


def play(stage: Stage, *, closing: bool = False) -> Played:
    """Play a story to its end."""
    whole = Played()
    for app, line in stage.play(closing=closing):
        whole.lines.append(line)
        whole.outcome = outcome(app.db)
    return whole


@cache
def played(folder: Path, language: str) -> Played:
    """What the story of a folder came to in one language; each is played once in a process."""
    noting = Noting()
    with tempfile.TemporaryDirectory() as into:
        stage = Stage(
            read_story(folder),
            lambda pack: noting.listen(app_on(Path(into) / "randevou.db", pack_of(pack))),
            language,
            Path(into),
            POLICY,
        )
        whole = play(stage)
    whole.keys = noting.shown(whole.shown)
    return whole


def pack_of(pack: str | Pack) -> Pack:
    """The pack of a story, by its name or as it is."""
    return our_pack(pack) if isinstance(pack, str) else pack


def outcome(db: Connection) -> dict[str, Any]:
    """What the tables hold: rows, and the seats that are taken."""
    tables = ("person", "consent", "conversation", "booking", "outbox")
    rows = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    seats = db.execute("SELECT coalesce(sum(taken), 0) FROM slots").fetchone()[0]
    held = [row[0] for row in db.execute("SELECT seats FROM booking WHERE state = 'booked' ORDER BY id")]
    return {"rows": rows, "seats_taken": seats, "seats_held": held}
