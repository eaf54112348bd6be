"""A server is killed at any point between the freeze and the last offer: after the restart the draw is the same."""

import shutil
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.app import App
from bot.core.programme.pack import Pack
from bot.services.tick import tick
from bot.storage.lost_commits import miscounted_slots
from tests.conftest import app_on
from tests.killing import killed_at
from tests.services.booking.drawing_people import NOON, SUNDAY, asks, drawing, held, record

POINTS = frozenset(
    {
        *(
            ("bot.services.booking.draw", name)
            for name in ("portions", "_prepare", "_make", "_entry", "_give", "_held")
        ),
        *(("bot.services.booking.offers", name) for name in ("make", "follow")),
        ("bot.services.booking.draw_seats", "make_room"),
        *(("bot.storage.tables.draws", name) for name in ("freeze", "finish", "save_outcomes", "still_in")),
        ("bot.storage.tables.requests", "offer"),
        ("bot.storage.database", "transaction"),
        *(("bot.storage.keys.person_keys", name) for name in ("before_commit", "after_commit", "_note_commit")),
    }
)
EVERY = 29
"""Lines between two kills."""


@pytest.fixture
def line(tmp_path: Path, packs: dict[str, Pack]) -> Path:
    """The files of a database in which ten groups wait, before the line is frozen."""
    folder = tmp_path / "line"
    folder.mkdir()
    with closing(app_on(folder / "randevou.db", drawing(packs["border-appointments"]))) as app:
        tick(app, SUNDAY)
        for party in (1, 2, 3, 4, 1, 2, 3, 1, 1, 2):
            asks(app, party)
    return folder


def result(app: App) -> tuple[object, ...]:
    """Who has which seats, what was said to whom, and what is written about the draw."""
    offers = app.db.execute("SELECT id, state, slot, seats, unread_until FROM waiting ORDER BY id").fetchall()
    slots = app.db.execute("SELECT site, starts_at, offered, taken FROM slots ORDER BY id").fetchall()
    notices = app.db.execute("SELECT person FROM outbox ORDER BY person").fetchall()
    outcomes = app.db.execute("SELECT * FROM draw_outcome ORDER BY size").fetchall()
    audited = app.db.execute("SELECT count(*) FROM audit WHERE action = 'draw run'").fetchone()[0]
    rows = [[tuple(row) for row in found] for found in (offers, slots, notices, outcomes)]
    return *map(tuple, rows), record(app)["digest"], audited


@pytest.mark.slow
def test_a_killed_draw_is_the_same_after_the_restart(line: Path, tmp_path: Path, packs: dict[str, Pack]) -> None:
    pack = drawing(packs["border-appointments"])

    def at_noon(database: Path) -> None:
        with closing(app_on(database, pack)) as app:
            tick(app, NOON)

    def after(folder: Path) -> tuple[object, ...]:
        with closing(app_on(folder / "randevou.db", pack)) as app:
            tick(app, NOON)
            tick(app, NOON + timedelta(minutes=1))
            assert miscounted_slots(app.db, NOON) == 0
            assert held(app)[0] == held(app)[1]
            return result(app)

    whole = shutil.copytree(line, tmp_path / "whole")
    expected = after(whole)
    assert expected[-1] == 1
    moment, killed = 1, True
    while killed:
        folder = shutil.copytree(line, tmp_path / str(moment))
        killed = killed_at(moment, partial(at_noon, folder / "randevou.db"), inside=POINTS)
        assert after(folder) == expected, f"killed at line {moment}"
        shutil.rmtree(folder)
        moment += EVERY
    assert moment > 10 * EVERY, "it was killed several times"
