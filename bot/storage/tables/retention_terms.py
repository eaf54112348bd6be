"""For how long each pack keeps what people said: noted here, so that it counts after the pack is served no more."""

from datetime import timedelta
from typing import NamedTuple

from bot.storage.database import Connection

NAME = "keep:"
"""Before the id of a pack among the settings."""


class Terms(NamedTuple):
    """How long an unfinished conversation is kept after its last word, and a case after its last appointment."""

    drafts: timedelta
    done: timedelta


def save(db: Connection, pack: str, drafts: int, done: int) -> None:
    """A pack that is served keeps things for so many days."""
    db.execute(
        """INSERT INTO setting (name, value) VALUES (:name, :value)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value""",
        {"name": NAME + pack, "value": f"{drafts} {done}"},
    )


def load_all(db: Connection) -> dict[str, Terms]:
    """The terms of every pack that was ever served on this database."""
    rows = db.execute("SELECT name, value FROM setting WHERE name LIKE :names", {"names": NAME + "%"})
    days = {row["name"].removeprefix(NAME): [int(day) for day in row["value"].split()] for row in rows}
    return {pack: Terms(timedelta(days=drafts), timedelta(days=done)) for pack, (drafts, done) in days.items()}
