"""Accounts of the people who help at a desk: a name, and a slow hash of a passphrase."""

from datetime import UTC, datetime
from typing import NamedTuple

from bot.core.desk.staff_name import fold
from bot.storage.database import Connection, Row
from bot.storage.tables import audit_log

KEPT = audit_log.KEPT + audit_log.SLACK
"""How long an account is kept after it ended: until no row of the audit names it, so that nobody else gets its name."""


class Account(NamedTuple):
    """An account, without its passphrase."""

    id: int
    name: str
    since: datetime
    ended: datetime | None


class AccountWithHash(NamedTuple):
    """An account that has not ended, and the hash of its passphrase."""

    account: Account
    passphrase_hash: str


def add(db: Connection, name: str, passphrase_hash: str, now: datetime) -> Account:
    """Add an account; StoreError if a name that looks the same is in the table."""
    added = db.execute(
        "INSERT INTO staff (name, folded, passphrase_hash, since) VALUES (:name, :folded, :hash, :now) RETURNING *",
        {"name": name, "folded": fold(name), "hash": passphrase_hash, "now": now.astimezone(UTC).isoformat()},
    )
    return _account(added.fetchone())


def alike(db: Connection, name: str) -> Account | None:
    """Return the account whose name is this one or looks the same, also if it has ended."""
    row = db.execute("SELECT * FROM staff WHERE folded = :folded", {"folded": fold(name)}).fetchone()
    return _account(row) if row else None


def current(db: Connection, name: str) -> AccountWithHash | None:
    """Return the account of a name, if it has not ended."""
    row = db.execute("SELECT * FROM staff WHERE folded = :folded AND ended IS NULL", {"folded": fold(name)}).fetchone()
    return AccountWithHash(_account(row), row["passphrase_hash"]) if row else None


def everyone(db: Connection) -> list[Account]:
    """Return every account, in the order in which they were added."""
    return [_account(row) for row in db.execute("SELECT * FROM staff ORDER BY id")]


def end(db: Connection, id: int, now: datetime) -> None:
    """End an account and delete its passphrase. Its name stays, as long as the audit can name it."""
    db.execute(
        "UPDATE staff SET ended = :now, passphrase_hash = '' WHERE id = :id",
        {"now": now.astimezone(UTC).isoformat(), "id": id},
    )


def prune(db: Connection, now: datetime) -> None:
    """Delete accounts that ended so long ago that no row of the audit names them."""
    db.execute("DELETE FROM staff WHERE ended < :before", {"before": (now - KEPT).astimezone(UTC).isoformat()})


def _account(row: Row) -> Account:
    ended = row["ended"]
    return Account(
        row["id"], row["name"], datetime.fromisoformat(row["since"]), datetime.fromisoformat(ended) if ended else None
    )
