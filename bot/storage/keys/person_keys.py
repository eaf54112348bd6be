"""A key for each person, wrapped by the master key, in a second file that is always written before the database."""

import hmac
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage import setting_table
from bot.storage.database import Connection, StoreError, count_commit, empty_log, open_file, synced, wait_for_disk
from bot.storage.keys.master_key import (
    KEY_BYTES,
    SealError,
    candidate_keys,
    path_beside,
    replace_with_next,
)
from bot.storage.own_files import KEYS

NONCE_BYTES = 12
LOOK_UP, AUDIT = "look-up", "audit"
"""Names of shared keys, which belong to no person: every rotation changes the first, no rotation the second."""
SERIAL = "keys"
"""The setting that holds the serial number of the newest keys that the database has used."""
OWED = "log:owed"
"""The setting that stands while a log must be emptied."""
PATIENCE = 1.0
"""Seconds that an erasure waits for a reader of each file. Nobody else is answered meanwhile."""
MOST_OPEN = 4096
"""At most this many unwrapped keys of people stay in memory."""


class KeyGoneError(SealError):
    """This person has no key: they were erased."""


class Keys:
    """The keys of people: created with the first row of a person, and destroyed before the last one is deleted.

    Keys is the companion of the database and acts at each commit: a person with a row has a key on the disk by then,
    and a person without a row has none.
    """

    def __init__(self, db: Connection, master_key: bytes) -> None:
        self.db = db
        self._master = AESGCM(master_key)
        self._open: dict[str, AESGCM] = {}
        self._touched: dict[str, bytes] = {}
        self._erased = False
        self._changed = False
        self._owes = True
        """Whether the commit may leave a log to be emptied; it is so until the database says that it is not."""
        self._commits = self._counted = 0
        self._shared: dict[str, bytes] = {}
        self.look_up = self._unwrap(LOOK_UP)
        wait_for_disk(db, False)

    def cipher(self, person: str) -> AESGCM:
        """Return the cipher of a person; raise KeyGoneError if they were erased."""
        cipher = self._open.pop(person, None) or AESGCM(self._touched.get(person) or self._unwrap(person))
        self._remember(person, cipher)
        return cipher

    def has_key(self, person: str) -> bool:
        """Return whether a person has a key."""
        return person in self._open or self._body(person) is not None

    def create(self, person: str) -> None:
        """Create a random key for a new person; it is written to the disk before the row of the person."""
        self._touched[person] = AESGCM.generate_key(8 * KEY_BYTES)
        self._remember(person, AESGCM(self._touched[person]))

    def delete(self, person: str) -> None:
        """Destroy the key of a person whose row is being deleted."""
        self._touched.setdefault(person, b"")

    def before_commit(self, connection: Connection) -> None:
        """Write the keys of new people and destroy those of erased people, in one separate commit.

        The rows of the database decide, not the calls before: a part of the transaction may have been rolled back.
        """
        self._commits, self._owes = 0, True
        if self._touched:
            self._write_touched(connection)
        if self._changed:
            setting_table.write(connection, SERIAL, str(self.serial))
        if connection.total_changes != self._counted:
            self._commits, self._owes = count_commit(connection, OWED)
            self._counted = connection.total_changes

    def _write_touched(self, connection: Connection) -> None:
        there = {person for person in self._touched if _exists(connection, person)}
        new = {person: key for person, key in self._touched.items() if key and person in there}
        gone = [person for person in self._touched if person not in there]
        self.write(new, gone)
        for person in gone:
            self._open.pop(person, None)
        if gone:
            self.owe_emptying(connection)
            self._erased = True

    def after_commit(self, connection: Connection) -> None:
        """Note the number of the commit. After an erasure, by this process or by another, empty the logs of both files.

        If a reader prevents this, a later commit tries again.
        """
        self._touched.clear()  # not before: keys whose rows were not committed are deleted by the next commit
        self._changed = False
        if self._commits:
            self._note_commit()
        wait, self._erased = (PATIENCE if self._erased else 0.0), False
        if self._owes:
            self.empty_logs(connection, wait)

    def owe_emptying(self, connection: Connection) -> None:
        """Write into the database that its log and that of the keys must be emptied, whichever process can do it."""
        setting_table.write(connection, OWED, "1")

    def empty_logs(self, connection: Connection, wait: float = 0.0) -> list[str]:
        """Empty the logs if that is owed; return the names of those that another process reads for so long (seconds).

        Until then they hold the key and the rows of a person who was erased.
        """
        if not setting_table.read(connection, OWED):
            return []
        left = [name for name, db in (("the database", connection), ("the keys", self.db)) if not empty_log(db, wait)]
        if not left:
            setting_table.delete(connection, OWED)
        return left

    def _note_commit(self) -> None:
        """Note that the database holds this commit, without waiting for the disk: a kill loses nothing of it.

        The commit itself stands. If it cannot be noted now, the next one is.
        """
        with suppress(StoreError):
            self.db.execute(
                """INSERT INTO seen (id, commits) VALUES (1, :commits)
                   ON CONFLICT (id) DO UPDATE SET commits = max(commits, excluded.commits)""",
                {"commits": self._commits},
            )

    @property
    def commits_seen(self) -> int:
        """The number of the last commit that was noted: the database holds it, unless commits were lost."""
        return int(self.db.execute("SELECT coalesce(max(commits), 0) FROM seen").fetchone()[0])

    def write(self, keys: Mapping[str, bytes], gone: Sequence[str], master_key: bytes | None = None) -> None:
        """Write and delete wrapped keys in one transaction; this raises the serial number of the file."""
        cipher = AESGCM(master_key) if master_key else self._master
        with synced(self.db):
            self.db.executemany("DELETE FROM key WHERE name = ?", [(name,) for name in gone])
            self.db.executemany(
                "INSERT INTO key (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
                [(name, _wrap(cipher, name, key)) for name, key in keys.items()],
            )
            self._raise_serial()
        self._master = cipher

    def hash(self, purpose: str, value: str) -> str:
        """Return a keyed hash, which finds a row without storing the value it is looked up by."""
        return _mac(self.look_up, f"{purpose}:{value}")

    def hash_for_audit(self, text: str) -> str:
        """Return a keyed hash for the audit log. Its key is created with the first row of the log."""
        return self.hash_with_shared(AUDIT, text)

    def hash_with_shared(self, name: str, value: str) -> str:
        """Return a keyed hash made with a shared key, created if it is missing; no rotation changes that key."""
        if name not in self._shared:
            self.create_shared(name)
            self._shared[name] = self._unwrap(name)
        return _mac(self._shared[name], value)

    def unwrap_all(self) -> dict[str, bytes]:
        """Return every key, unwrapped, by its name; raise SealError if one cannot be opened."""
        return {row["name"]: self._unwrap(row["name"]) for row in self.db.execute("SELECT name FROM key")}

    def people(self) -> set[str]:
        """Return the ids of all people who have a key."""
        names = self.db.execute("SELECT name FROM key WHERE length(name) = 16 AND name NOT GLOB '*[^0-9a-f]*'")
        return {row["name"] for row in names}

    def shared(self, prefix: str) -> dict[str, bytes]:
        """Return the shared keys named `prefix:...`, by the rest of their names."""
        between = (f"{prefix}:", f"{prefix};")  # a range uses the index; LIKE would read the key of every person
        names = self.db.execute("SELECT name FROM key WHERE name > ? AND name < ?", between).fetchall()
        return {row["name"].partition(":")[2]: self._unwrap(row["name"]) for row in names}

    def create_shared(self, name: str) -> None:
        """Create a random shared key; if another process created it first, keep that one."""
        body = _wrap(self._master, name, AESGCM.generate_key(8 * KEY_BYTES))
        with synced(self.db):
            added = self.db.execute("INSERT INTO key (name, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, body))
            if added.rowcount:
                self._raise_serial()

    @property
    def serial(self) -> int:
        """The number of changes to the file so far: a copy with a lower number is older."""
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    def lock_file(self) -> bool:
        """Lock the file against all other processes until it is closed; return False if one has it open."""
        self.db.execute("PRAGMA busy_timeout = 0")
        self.db.execute("PRAGMA locking_mode = exclusive")
        try:
            return bool(self.db.execute("PRAGMA journal_mode = truncate").fetchone()[0] == "truncate")
        except StoreError:
            return False

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _raise_serial(self) -> None:
        self.db.execute(f"PRAGMA user_version = {self.serial + 1}")
        self._changed = True

    def _remember(self, person: str, cipher: AESGCM) -> None:
        self._open[person] = cipher
        if len(self._open) > MOST_OPEN:
            del self._open[next(iter(self._open))]

    def _unwrap(self, name: str) -> bytes:
        body = self._body(name)
        if body is None:
            raise KeyGoneError("The key was destroyed, or was never in this file.")
        try:
            return self._master.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise SealError("A key cannot be opened: the master key does not belong to these keys.") from None

    def _body(self, name: str) -> bytes | None:
        row = self.db.execute("SELECT body FROM key WHERE name = ?", (name,)).fetchone()
        return bytes(row["body"]) if row else None


def open_keys(database: Path, given: str, *, in_use: bool) -> Keys:
    """Open the keys of a database. The files are created at the first start, never for a database that is in use.

    `given` is the master key if the environment has it. SealError says which file is wrong, and how to fix it.
    """
    path = path_beside(database, ".keys")
    if in_use and not os.path.lexists(path):
        raise SealError(f"{path} is missing, and {database} cannot be read without it. Restore its newest copy.")
    db = open_file(path, KEYS)
    try:
        db.execute("CREATE TABLE IF NOT EXISTS key (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID")
        db.execute("CREATE TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, commits INTEGER NOT NULL)")
        fresh = db.execute("SELECT 1 FROM key WHERE name = ?", (LOOK_UP,)).fetchone() is None
        if fresh and in_use:
            raise SealError(f"{path} has no keys, and {database} cannot be read without them. Restore its newest copy.")
        tried = candidate_keys(database, given, create=fresh)
        if fresh:
            _first_key(db, tried[0])
        return _opened(db, database, given, tried)
    except BaseException:
        db.close()
        raise


def _first_key(db: Connection, master_key: bytes) -> None:
    """Create the look-up key; if another process created it first, keep that one."""
    body = _wrap(AESGCM(master_key), LOOK_UP, AESGCM.generate_key(8 * KEY_BYTES))
    db.execute("INSERT INTO key (name, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (LOOK_UP, body))


def _opened(db: Connection, database: Path, given: str, tried: list[bytes]) -> Keys:
    """Open the keys with the first master key that fits; if the second one fits, finish the interrupted rotation."""
    for number, master_key in enumerate(tried):
        try:
            keys = Keys(db, master_key)
        except SealError:
            continue
        if number:
            replace_with_next(database)
        return keys
    name = "RANDEVOU_KEY" if given else path_beside(database, ".key")
    raise SealError(f"{name} does not open {path_beside(database, '.keys')}. Restore the two that belong together.")


def _exists(connection: Connection, person: str) -> bool:
    return connection.execute("SELECT 1 FROM person WHERE id = ?", (person,)).fetchone() is not None


def _mac(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def _wrap(cipher: AESGCM, name: str, key: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, key, name.encode())
