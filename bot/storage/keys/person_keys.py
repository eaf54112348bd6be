"""A key for each person, wrapped by the master key, in a second file that is always one step ahead of the database."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from bot.storage.database import Connection, StoreError, empty_log, open_file, transaction
from bot.storage.keys.master_key import KEY, SealError, candidate_keys, check_private, path_beside, replace_with_next

NONCE = 12
LOOK_UP, AUDIT = "look-up", "audit"
"""Keys that are nobody's: the first is changed by every rotation, the second by none."""
MOST_OPEN = 4096
"""People whose unwrapped keys stay in memory."""


class KeyGoneError(SealError):
    """There is no key for this person: they were erased."""


class Keys:
    """The keys of people: made with their first row, and destroyed before their last one goes.

    As the companion of the database it acts at the commit: a person whose row is there has a key on the disk by
    then, and a person whose row is gone has none.
    """

    def __init__(self, db: Connection, master_key: bytes) -> None:
        self.db = db
        self._master = AESGCM(master_key)
        self._open: dict[str, AESGCM] = {}
        self._touched: dict[str, bytes] = {}
        self._to_clean = True
        self._shared: dict[str, bytes] = {}
        self.look_up = self._unwrap(LOOK_UP)

    def cipher(self, person: str) -> AESGCM:
        """The cipher of a person; KeyGoneError if they have been erased."""
        cipher = self._open.pop(person, None) or AESGCM(self._touched.get(person) or self._unwrap(person))
        self._remember(person, cipher)
        return cipher

    def has_key(self, person: str) -> bool:
        """Whether a person has a key."""
        return person in self._open or self._body(person) is not None

    def create(self, person: str) -> None:
        """A random key for a new person; it is on the disk before the person is."""
        self._touched[person] = AESGCM.generate_key(8 * KEY)
        self._remember(person, AESGCM(self._touched[person]))

    def delete(self, person: str) -> None:
        """Destroy the key of a person whose row is being deleted."""
        self._touched.setdefault(person, b"")

    def before_commit(self, connection: Connection) -> None:
        """Write the keys of new people and destroy those of erased ones, in one commit of their own.

        What the database says counts, not what was asked: a part of the transaction may have been undone.
        """
        if not self._touched:
            return
        there = {person for person in self._touched if _exists(connection, person)}
        new = {person: key for person, key in self._touched.items() if key and person in there}
        gone = [person for person in self._touched if person not in there]
        serial = self.write(new, gone)
        connection.execute(
            """INSERT INTO setting (name, value) VALUES ('keys', :serial)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
            {"serial": str(serial)},
        )
        self._touched.clear()
        for person in gone:
            self._open.pop(person, None)
        self._to_clean = self._to_clean or bool(gone)

    def after_commit(self, connection: Connection) -> None:
        """After an erasure leave nothing in either log; where somebody reads just then, a later commit does it."""
        if self._to_clean:
            self._to_clean = not (empty_log(connection) and empty_log(self.db))

    def write(self, keys: Mapping[str, bytes], gone: Sequence[str], master_key: bytes | None = None) -> int:
        """Write and delete wrapped keys in one transaction; gives how often the file has changed by now."""
        cipher = AESGCM(master_key) if master_key else self._master
        with transaction(self.db):
            serial = self.serial + 1
            self.db.executemany("DELETE FROM key WHERE name = ?", [(name,) for name in gone])
            self.db.executemany(
                "INSERT INTO key (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
                [(name, _wrap(cipher, name, key)) for name, key in keys.items()],
            )
            self.db.execute(f"PRAGMA user_version = {serial}")
        self._master = cipher
        return serial

    def hash(self, purpose: str, value: str) -> str:
        """A keyed hash, to find a row without keeping what it is found by."""
        return _mac(self.look_up, f"{purpose}:{value}")

    def hash_for_audit(self, text: str) -> str:
        """A keyed hash for the audit. Its key is made with the first row of the audit, by whoever comes first."""
        return self.hash_with_shared(AUDIT, text)

    def hash_with_shared(self, name: str, value: str) -> str:
        """A keyed hash under a key that is nobody's, made here if there is none; no rotation changes it."""
        if name not in self._shared:
            self.create_shared(name)
            self._shared[name] = self._unwrap(name)
        return _mac(self._shared[name], value)

    def unwrap_all(self) -> dict[str, bytes]:
        """Every key by its name, unwrapped; SealError if one does not open."""
        return {row["name"]: self._unwrap(row["name"]) for row in self.db.execute("SELECT name FROM key")}

    def people(self) -> set[str]:
        """Everyone who has a key."""
        names = self.db.execute("SELECT name FROM key WHERE name NOT LIKE '%:%'")
        return {row["name"] for row in names} - {LOOK_UP, AUDIT}

    def shared(self, prefix: str) -> dict[str, bytes]:
        """The keys that are nobody's and are called `prefix:...`, by the rest of their names."""
        between = (f"{prefix}:", f"{prefix};")  # a range, which the index serves; LIKE would look at everybody's key
        names = self.db.execute("SELECT name FROM key WHERE name > ? AND name < ?", between).fetchall()
        return {row["name"].partition(":")[2]: self._unwrap(row["name"]) for row in names}

    def create_shared(self, name: str) -> None:
        """A random key that is nobody's; of whichever process comes first."""
        body = _wrap(self._master, name, AESGCM.generate_key(8 * KEY))
        self.db.execute("INSERT INTO key (name, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, body))

    @property
    def serial(self) -> int:
        """How often the file has changed: a copy with a lower number is an older one."""
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    def lock_file(self) -> bool:
        """Keep every other process out of the file until it is closed; False if one is in it."""
        self.db.execute("PRAGMA busy_timeout = 0")
        self.db.execute("PRAGMA locking_mode = exclusive")
        try:
            return bool(self.db.execute("PRAGMA journal_mode = truncate").fetchone()[0] == "truncate")
        except StoreError:
            return False

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _remember(self, person: str, cipher: AESGCM) -> None:
        self._open[person] = cipher
        if len(self._open) > MOST_OPEN:
            del self._open[next(iter(self._open))]

    def _unwrap(self, name: str) -> bytes:
        body = self._body(name)
        if body is None:
            raise KeyGoneError("The key to this was destroyed, or never was in this file.")
        try:
            return self._master.decrypt(body[:NONCE], body[NONCE:], name.encode())
        except (InvalidTag, ValueError):
            raise SealError("A key cannot be opened: the master key is not the one of these keys.") from None

    def _body(self, name: str) -> bytes | None:
        row = self.db.execute("SELECT body FROM key WHERE name = ?", (name,)).fetchone()
        return bytes(row["body"]) if row else None


def open_keys(database: Path, given: str, *, in_use: bool) -> Keys:
    """The keys of a database; file and master key are made at its first start, and never again while it is in use.

    `given` is the master key where the environment has it. SealError says which file is wrong, and how to mend it.
    """
    path = path_beside(database, ".keys")
    if not path.exists():
        if in_use:
            raise SealError(f"{path} is missing, and {database} cannot be read without it. Restore its newest copy.")
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    check_private(path)
    db = open_file(path)
    try:
        db.execute("CREATE TABLE IF NOT EXISTS key (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID")
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
    """The look-up key: of whichever process comes first."""
    body = _wrap(AESGCM(master_key), LOOK_UP, AESGCM.generate_key(8 * KEY))
    db.execute("INSERT INTO key (name, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (LOOK_UP, body))


def _opened(db: Connection, database: Path, given: str, tried: list[bytes]) -> Keys:
    """The keys under the first master key that opens them; with the second one a rotation is brought to its end."""
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
    mac = HMAC(key, SHA256())
    mac.update(text.encode())
    return mac.finalize().hex()


def _wrap(cipher: AESGCM, name: str, key: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, key, name.encode())
