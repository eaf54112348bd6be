"""What a clock that was ahead wrote is brought back to now, in every table."""

from contextlib import closing
from pathlib import Path

from bot.storage.database import connect
from bot.storage.tables.clock import PAST, SOON

TIMES = {
    "at", "created_at", "booked_at", "not_before", "until", "closed_until", "since", "ended", "starts_at", "kept_until",
    "unread_until", "chosen_at", "frozen_at", "drawn_at",
}  # fmt: skip
NOT_BROUGHT_BACK = {
    ("audit", "at"),  # never changed
    *((("draw", name)) for name in ("chosen_at", "frozen_at", "drawn_at")),  # a draw is made once, and never again
    ("bucket", "until"),  # never more than a full bucket ahead, whatever the row says
    ("slots", "starts_at"),  # lies ahead by its nature
    ("staff", "ended"),  # the account stays ended
    ("waiting", "until"),  # the day that the person was told; the request goes with the conversation at the latest
}


def test_every_column_that_holds_a_time_is_brought_back_or_named(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "x.db")) as db:
        tables = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {(table, row["name"]) for table in tables for row in db.execute(f"PRAGMA table_info({table})")}
    assert {one for one in columns if one[1] in TIMES} == {*PAST.items(), *SOON} | NOT_BROUGHT_BACK
