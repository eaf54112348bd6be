"""`randevou draw` and `randevou requests`: made once, never before the hour, shown in counts."""

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.storage.database import transaction
from bot.storage.files.packs import load_pack
from tests.conftest import POLICY, app_on
from tests.services.booking.drawing_people import asks

ASKED = datetime.fromisoformat("2024-06-30T17:00+00:00")
BEFORE, DUE, LATER = (f"2024-07-01T{at}:00-04:00" for at in ("11:59", "12:05", "15:00"))
"""Before and after the draw of the practice pack, at noon in New York."""


@pytest.fixture
def play(tmp_path: Path) -> Path:
    """A rehearsal file of the last day of June 2024, in which three groups wait."""
    database = tmp_path / "play.db"
    call(database, "tick", "--at", "2024-06-30T12:30:00-04:00")
    with closing(app_on(database, load_pack(POLICY / "border-appointments"))) as app, transaction(app.db):
        app.db.execute("UPDATE slots SET offered = 3, capacity = 3, by_hand = 1 WHERE site = 'tijuana'")
    with closing(app_on(database, load_pack(POLICY / "border-appointments"))) as app:
        for party in (1, 2, 2):
            asks(app, party, ASKED, sites=("tijuana",))
    return database


def call(database: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--db", str(database)])


def test_a_draw_is_made_at_its_hour_and_once(play: Path) -> None:
    early = call(play, "draw", "run", "--day", "today", "--at", BEFORE)
    assert (early.exit_code, "frozen at 2024-07-01 04:00Z, and the draw is at 2024-07-01 16:00Z" in early.output) == (
        1,
        True,
    )
    made = call(play, "draw", "run", "--day", "today", "--at", DUE)
    assert (made.exit_code, made.output.splitlines()[-1]) == (
        0,
        "2024-07-01: 3 groups asked, 3 have a place on offer.",
    )
    again = call(play, "draw", "run", "--at", LATER)
    assert (again.exit_code, "was made at 2024-07-01 16:05Z. It is made once, ever." in again.output) == (0, True)
    over = call(play, "draw", "run", "--day", "2024-06-20", "--at", LATER)
    assert (over.exit_code, "went to the next one" in over.output) == (1, True)


def test_what_a_draw_did_is_shown_in_counts_without_people(play: Path) -> None:
    call(play, "tick", "--at", DUE)
    shown = json.loads(call(play, "draw", "show", "--day", "2024-07-01", "--at", LATER, "--json").output)
    (draw,) = shown["draws"]
    assert {name: draw[name] for name in ("asked", "placed", "seats", "due_at", "late_minutes")} == {
        "asked": 3, "placed": 3, "seats": 5, "due_at": "2024-07-01 16:00Z", "late_minutes": 5,
    }  # fmt: skip
    assert [(row["size"], row["asked"], row["offered"]) for row in shown["sizes"]] == [(1, 1, 1), (2, 2, 2)]
    assert "2024-07-01" in call(play, "draw", "show", "--at", LATER).output
    assert call(play, "requests", "list").output.split() == ["state", "groups", "offered", "3"]


def test_a_pack_that_does_not_draw_says_so(tmp_path: Path) -> None:
    database = tmp_path / "clinic.db"
    assert call(database, "tick", "--pack", "legal-clinic").exit_code == 0
    for verb in ("run", "show"):
        told = call(database, "draw", verb, "--pack", "legal-clinic", "--day", "2026-11-22")
        assert (told.exit_code, "makes no draw on 2026-11-22" in told.output) == (1, True), told.output
    assert call(database, "requests", "list", "--pack", "legal-clinic").output == "Nobody has asked for a place.\n"
