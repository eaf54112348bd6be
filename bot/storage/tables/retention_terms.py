"""Retention terms: how long each pack keeps what people said, saved so that they hold when it is no longer served."""

from datetime import timedelta
from typing import NamedTuple

from bot.storage import setting_table
from bot.storage.database import Connection

NAME = "keep:"
"""Prefix of the id of a pack in the table of settings."""


class Terms(NamedTuple):
    """How long an unfinished conversation is kept after its last message, and a case after its last appointment."""

    drafts: timedelta
    done: timedelta


def save(db: Connection, pack: str, drafts: int, done: int) -> None:
    """Save the terms of a pack, in days."""
    setting_table.write(db, NAME + pack, f"{drafts} {done}")


def load_all(db: Connection) -> dict[str, Terms]:
    """Return the terms of every pack that was ever used with this database."""
    rows = db.execute("SELECT name, value FROM setting WHERE name LIKE :names", {"names": NAME + "%"})
    days = {row["name"].removeprefix(NAME): [int(day) for day in row["value"].split()] for row in rows}
    return {pack: Terms(timedelta(days=drafts), timedelta(days=done)) for pack, (drafts, done) in days.items()}
