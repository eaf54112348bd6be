"""Every story, in four languages: what happens is kept by hand, what is said is rewritten with --rewrite."""

from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import Connection
from tests.conftest import LANGUAGES, OpenApp
from tests.conversations.player import CODE, STORIES, Played, Stage, read_story


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_the_story_goes_as_told(
    folder: Path, language: str, open_app: OpenApp, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    story = read_story(folder)
    played = Stage(story, open_app, language, tmp_path).play()
    told = [{"step": line["step"], "keys": line["keys"]} for line in story["line"]]
    assert played.lines == told
    assert outcome(open_app(story["pack"]).db) == story["outcome"]
    _compare(folder / f"{language}.txt", played, bool(request.config.getoption("--rewrite")))


def outcome(db: Connection) -> dict[str, Any]:
    """What the tables hold at the end: rows, and the seats that are taken."""
    tables = ("person", "consent", "conversation", "booking", "outbox")
    rows = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    seats = db.execute("SELECT coalesce(sum(taken), 0) FROM slots").fetchone()[0]
    held = [row[0] for row in db.execute("SELECT seats FROM booking WHERE state = 'booked' ORDER BY id")]
    return {"rows": rows, "seats_taken": seats, "seats_held": held}


def _compare(file: Path, played: Played, rewrite: bool) -> None:
    said = CODE.sub("BATO LIMA 473 KADO", "\n".join(played.transcript))
    if rewrite:
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")
