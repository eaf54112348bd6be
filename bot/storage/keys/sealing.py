"""What a person said is kept sealed: only their key opens it, and only in the column and row where it stands."""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag

from bot.storage.database import Connection
from bot.storage.keys.master_key import SealError
from bot.storage.keys.person_keys import NONCE, Keys

SEALED = {"address": "id", "conversation": "pack", "booking": "id", "outbox": "id", "pin": "person"}
"""Every table with a sealed `body`, and the column that names its rows, for one person at least."""


class Seal:
    """Seals and unseals by person, and makes the keyed hashes by which a row can be looked up."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def seal(self, person: str, column: str, row: object, value: Any) -> bytes:
        """A value (plain JSON) as bytes that only this person's key opens, and only in this column (`table.column`)
        and row."""
        nonce = os.urandom(NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + self.keys.cipher(person).encrypt(nonce, plain, _place(column, row))

    def unseal(self, person: str, column: str, row: object, body: bytes) -> Any:
        """What `seal` was given; SealError if the person has no key, or if key, column or row is another."""
        try:
            return json.loads(self.keys.cipher(person).decrypt(body[:NONCE], body[NONCE:], _place(column, row)))
        except (InvalidTag, ValueError):
            raise SealError("A row cannot be opened: it is damaged, or was written for another place.") from None

    def hash(self, purpose: str, value: str) -> str:
        """A keyed hash, to find a row without keeping what it is found by."""
        return self.keys.hash(purpose, value)

    def hash_for_audit(self, text: str) -> str:
        """A keyed hash for the audit: its key is no other's, and outlives every rotation."""
        return self.keys.hash_for_audit(text)


def _place(column: str, row: object) -> bytes:
    return f"{column}:{row}".encode()


def open_everything(db: Connection, seal: Seal) -> tuple[int, int]:
    """How many sealed rows there are, and how many of them do not open."""
    rows, broken = 0, 0
    for table, name in SEALED.items():
        for row in db.execute(f"SELECT person, {name} AS name, body FROM {table}"):
            rows += 1
            try:
                seal.unseal(row["person"], f"{table}.body", row["name"], row["body"])
            except SealError:
                broken += 1
    return rows, broken
