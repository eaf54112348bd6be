"""Accounts of the people who help at a desk: a name, a role, and a slow hash of a passphrase."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.core.desk.acts import Role
from bot.core.desk.staff_name import fold
from bot.storage.database import Connection, Row
from bot.storage.keys.sealing import Seal
from bot.storage.tables import audit_log

KEPT = audit_log.KEPT + audit_log.SLACK
"""How long an account is kept after it ended: until no row of the audit names it, so that nobody else gets its name."""
INVITED = timedelta(hours=24)
"""How long the link of an invitation can be used."""


class Account(NamedTuple):
    """An account, without its passphrase."""

    id: int
    name: str
    since: datetime
    ended: datetime | None
    role: Role
    language: str
    """The language of the desk; empty until it is chosen."""


class AccountWithHash(NamedTuple):
    """An account that has not ended, and the hash of its passphrase."""

    account: Account
    passphrase_hash: str


def add(db: Connection, name: str, passphrase_hash: str, now: datetime, role: Role = Role.VOLUNTEER) -> Account:
    """Add an account; StoreError if a name that looks the same is in the table. Without a hash nobody can use it."""
    added = db.execute(
        """INSERT INTO staff (name, folded, passphrase_hash, since, role)
           VALUES (:name, :folded, :hash, :now, :role) RETURNING *""",
        {"name": name, "folded": fold(name), "hash": passphrase_hash, "now": _utc(now), "role": role},
    )
    return read_row(added.fetchone())


def alike(db: Connection, name: str) -> Account | None:
    """Return the account whose name is this one or looks the same, also if it has ended."""
    row = db.execute("SELECT * FROM staff WHERE folded = :folded", {"folded": fold(name)}).fetchone()
    return read_row(row) if row else None


def current(db: Connection, name: str) -> AccountWithHash | None:
    """Return the account of a name, if it has not ended."""
    row = db.execute("SELECT * FROM staff WHERE folded = :folded AND ended IS NULL", {"folded": fold(name)}).fetchone()
    return AccountWithHash(read_row(row), row["passphrase_hash"]) if row else None


def everyone(db: Connection) -> list[Account]:
    """Return every account, in the order in which they were added."""
    return [read_row(row) for row in db.execute("SELECT * FROM staff ORDER BY id")]


def set_role(db: Connection, id: int, role: Role) -> None:
    """Give an account another role."""
    db.execute("UPDATE staff SET role = :role WHERE id = :id", {"role": role, "id": id})


def set_language(db: Connection, id: int, language: str) -> None:
    """Note in which language somebody reads the desk."""
    db.execute("UPDATE staff SET language = :language WHERE id = :id", {"language": language, "id": id})


def invite(db: Connection, seal: Seal, id: int, token: str, now: datetime) -> None:
    """Note the link of an invitation; an earlier one of the same account opens nothing any more."""
    db.execute(
        "UPDATE staff SET invited_hash = :hash, invited_until = :until WHERE id = :id",
        {"hash": _link(seal, token), "until": _utc(now + INVITED), "id": id},
    )


def invited(db: Connection, seal: Seal, token: str, now: datetime) -> Account | None:
    """Return the account that a link invites, as long as it can be used."""
    row = db.execute(
        "SELECT * FROM staff WHERE invited_hash = :hash AND invited_until > :now AND ended IS NULL",
        {"hash": _link(seal, token), "now": _utc(now)},
    ).fetchone()
    return read_row(row) if row else None


def accept(db: Connection, id: int, passphrase_hash: str) -> None:
    """Save the passphrase that was chosen on the page of an invitation; its link is used."""
    db.execute(
        "UPDATE staff SET passphrase_hash = :hash, invited_hash = '', invited_until = '' WHERE id = :id",
        {"hash": passphrase_hash, "id": id},
    )


def end(db: Connection, id: int, now: datetime) -> None:
    """End an account and delete its passphrase. Its name stays, as long as the audit can name it."""
    db.execute(
        "UPDATE staff SET ended = :now, passphrase_hash = '', invited_hash = '', invited_until = '' WHERE id = :id",
        {"now": _utc(now), "id": id},
    )
    db.execute("DELETE FROM desk_session WHERE staff = :id", {"id": id})


def prune(db: Connection, now: datetime) -> None:
    """Delete accounts that ended so long ago that no row of the audit names them."""
    db.execute("DELETE FROM staff WHERE ended < :before", {"before": _utc(now - KEPT)})


def read_row(row: Row) -> Account:
    """Return the account in a row of the table."""
    ended = row["ended"]
    return Account(
        row["id"],
        row["name"],
        datetime.fromisoformat(row["since"]),
        datetime.fromisoformat(ended) if ended else None,
        Role(row["role"]),
        row["language"],
    )


def _link(seal: Seal, token: str) -> str:
    return seal.hash("desk invitation", token)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
