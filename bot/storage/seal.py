"""What a person said is kept sealed: one key each, made from a master key that lies beside the database."""

import json
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from bot.storage.database import Connection

NONCE = 12
KEY = 32


class SealError(Exception):
    """The key file is missing, readable by others, or not the one of this database."""


class Seal:
    """Seals and unseals by person, and makes the keyed hashes by which a row can be looked up."""

    def __init__(self, master: bytes) -> None:
        self._master = master
        self._cipher = lru_cache(maxsize=1024)(self._new_cipher)

    def seal(self, person: str, place: str, value: Any) -> bytes:
        """A value (plain JSON) as bytes that only this person's key opens, and only in this place."""
        nonce = os.urandom(NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + self._cipher(person).encrypt(nonce, plain, place.encode())

    def unseal(self, person: str, place: str, body: bytes) -> Any:
        """What `seal` was given; SealError if the key or the place is another."""
        try:
            return json.loads(self._cipher(person).decrypt(body[:NONCE], body[NONCE:], place.encode()))
        except InvalidTag:
            raise SealError("A row cannot be opened: the key file is not the one of this database.") from None

    def hash(self, purpose: str, value: str) -> str:
        """A keyed hash, to find a row without keeping what it is found by."""
        return self._mac(f"{purpose}:{value}").hex()

    def _new_cipher(self, person: str) -> AESGCM:
        return AESGCM(self._mac(f"person:{person}"))

    def _mac(self, text: str) -> bytes:
        mac = HMAC(self._master, SHA256())
        mac.update(text.encode())
        return mac.finalize()


def key_path(database: Path) -> Path:
    """The key file of a database."""
    return database.with_name(database.name + ".key")


def open_seal(database: Path, *, in_use: bool) -> Seal:
    """The seal of a database; its key is made on first use and never again while there is anything to open."""
    path = key_path(database)
    if not path.exists():
        if in_use:
            raise SealError(f"{path} is missing, and {database} cannot be read without it. Restore the key file.")
        _create(path)
    if path.is_file() and path.stat().st_mode & 0o077:
        raise SealError(f"{path} can be read by others. Run: chmod 600 {path}")
    try:
        master = urlsafe_b64decode(path.read_bytes())
    except (ValueError, OSError):
        master = b""
    if len(master) != KEY:
        raise SealError(f"{path} is no key file of ours. Restore the key file of {database}.")
    return Seal(master)


def _create(path: Path) -> None:
    """Made by whichever process comes first; a second one reads what the first has written."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(urlsafe_b64encode(secrets.token_bytes(KEY)))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def check_key(db: Connection, seal: Seal, database: Path) -> None:
    """Refuse the key of another database: under it nobody would be known, and new rows could not be read later."""
    mark = seal.hash("database", "key")
    db.execute("INSERT INTO setting (name, value) VALUES ('key', :mark) ON CONFLICT DO NOTHING", {"mark": mark})
    if db.execute("SELECT value FROM setting WHERE name = 'key'").fetchone()["value"] != mark:
        raise SealError(f"{key_path(database)} is the key of another database. Restore the one of {database}.")
