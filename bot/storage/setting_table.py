"""The table of settings: single values that a database keeps about itself, by name."""

from bot.storage.database import Connection


def read(db: Connection, name: str) -> str:
    """Return the value of a name, or an empty text if it has no value."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row["value"]) if row else ""


def write(db: Connection, name: str, value: str) -> None:
    """Save a value under a name; nothing changes if it is there already."""
    db.execute(
        """INSERT INTO setting (name, value) VALUES (:name, :value)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value""",
        {"name": name, "value": value},
    )


def delete(db: Connection, name: str) -> None:
    """Delete the value of a name, if there is one."""
    db.execute("DELETE FROM setting WHERE name = ?", (name,))
