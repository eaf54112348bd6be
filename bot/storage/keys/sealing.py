"""Sealing: what a person said is encrypted with their key, and opens only in the column and row it was written for."""

import json
import os

from cryptography.exceptions import InvalidTag

from bot.core.language.data import Json
from bot.storage.database import Connection
from bot.storage.keys.master_key import SealError
from bot.storage.keys.person_keys import NONCE_BYTES, Keys

SEALED = {"address": "id", "conversation": "pack", "booking": "id", "outbox": "id", "pin": "person"}
"""Every table with a sealed `body`, and the column that identifies a row among those of one person."""


class Seal:
    """Seals and unseals values with the key of a person, and makes keyed hashes to look rows up."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.hash = keys.hash
        """A keyed hash, which finds a row without storing the value it is looked up by."""

    def seal(self, person: str, column: str, row: object, value: Json) -> bytes:
        """Encrypt a value (plain JSON); only this person's key opens it, and only for this column and row.

        The column is written `table.column`.
        """
        nonce = os.urandom(NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + self.keys.cipher(person).encrypt(nonce, plain, _place(column, row))

    def unseal(self, person: str, column: str, row: object, body: bytes) -> Json:
        """Return the value given to `seal`; raise SealError if the person has no key, or key, column or row differ."""
        try:
            plain = self.keys.cipher(person).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], _place(column, row))
            opened: Json = json.loads(plain)
            return opened
        except (InvalidTag, ValueError):
            raise SealError("A row cannot be opened: it is damaged, or belongs to another column or row.") from None

    def hash_for_audit(self, text: str) -> str:
        """Return a keyed hash for the audit log. Its key is used for nothing else, and no rotation changes it."""
        return self.keys.hash_for_audit(text)


def _place(column: str, row: object) -> bytes:
    return f"{column}:{row}".encode()


def open_everything(db: Connection, seal: Seal) -> tuple[int, int]:
    """Try to open every sealed row; return the number of rows, and how many of them do not open."""
    rows, broken = 0, 0
    for table, name in SEALED.items():
        for row in db.execute(f"SELECT person, {name} AS name, body FROM {table}"):
            rows += 1
            try:
                seal.unseal(row["person"], f"{table}.body", row["name"], row["body"])
            except SealError:
                broken += 1
    return rows, broken
