"""Sealing: what a person said is encrypted with their key, and opens only in the column and row it was written for."""

import json
import os
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.language.data import Json
from bot.storage.database import Connection, transaction
from bot.storage.keys.master_key import SealError
from bot.storage.keys.person_keys import NONCE_BYTES, Keys

SEALED = {
    "address": "id", "consent": "pack", "conversation": "pack", "booking": "id", "outbox": "id", "pin": "person",
    "waiting": "id",
}  # fmt: skip
"""Every table with a sealed `body`, and the column that identifies a row among those of one person."""
STEPS = {
    "address": 64, "consent": 128, "conversation": 1792, "booking": 256, "outbox": 3840, "pin": 256, "waiting": 512,
}  # fmt: skip
"""Bytes to whose multiples a value is padded. A row is then as long after one answer as after another.

An outbox row still fits into one page of the file, and so do two conversations.
"""
FORM = b"\x01"
"""The first byte of a sealed value that is padded. Version 0.1 did not pad, and began with the nonce."""
OVERHEAD = len(FORM) + NONCE_BYTES + 16
"""Bytes that sealing adds to the padded value: the form, the nonce and the authentication tag."""
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Seal:
    """Seals and unseals values with the key of a person, and makes keyed hashes to look rows up."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.hash = keys.hash
        """A keyed hash, which finds a row without storing the value it is looked up by."""

    def seal(self, person: str, column: str, row: object, value: Json) -> bytes:
        """Encrypt a value (plain JSON); only this person's key opens it, and only for this column and row.

        The column is written `table.column`. The length tells only the number of steps, not the value.
        """
        nonce = os.urandom(NONCE_BYTES)
        plain = _as_json(value).encode()
        padded = plain + b" " * (-len(plain) % STEPS[column.partition(".")[0]])  # JSON ignores spaces at its end
        return FORM + nonce + self.keys.cipher(person).encrypt(nonce, padded, FORM + _place(column, row))

    def unseal(self, person: str, column: str, row: object, body: bytes) -> Json:
        """Return the value given to `seal`; raise SealError if the person has no key, or key, column or row differ."""
        try:
            opened: Json = json.loads(_decrypted(self.keys.cipher(person), body, _place(column, row)).rstrip(b" "))
            return opened
        except (InvalidTag, ValueError):
            raise SealError("A row cannot be opened: it is damaged, or belongs to another column or row.") from None

    def hash_for_audit(self, text: str) -> str:
        """Return a keyed hash for the audit log. Its key is used for nothing else, and no rotation changes it."""
        return self.keys.hash_for_audit(text)


def _decrypted(cipher: AESGCM, body: bytes, place: bytes) -> bytes:
    """Return what was encrypted, padded or not: the nonce of version 0.1 may begin with the byte of the form."""
    if body.startswith(FORM):
        with suppress(InvalidTag):
            sealed = body[len(FORM) :]
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], FORM + place)
    return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place)


def _place(column: str, row: object) -> bytes:
    return f"{column}:{row}".encode()


def open_everything(db: Connection, seal: Seal) -> tuple[int, int]:
    """Try to open every sealed row; return the number of rows, and how many of them do not open."""
    rows, broken = 0, 0
    for table, name in SEALED.items():
        for row in db.execute(f"SELECT person, {name} AS name, body FROM {table} WHERE typeof(body) = 'blob'"):
            rows += 1
            try:
                seal.unseal(row["person"], f"{table}.body", row["name"], row["body"])
            except SealError:
                broken += 1
    return rows, broken


def seal_older_rows(db: Connection, seal: Seal) -> None:
    """Seal what version 0.1 stored without padding, or in clear (text); a row that does not open is left as it is."""
    older = {
        table: f"""SELECT rowid AS number, person, {name} AS name, body FROM {table}
            WHERE typeof(body) = 'text' OR (length(body) - {OVERHEAD}) % {STEPS[table]} <> 0"""
        for table, name in SEALED.items()
    }
    if not any(db.execute(rows).fetchone() for rows in older.values()):
        return
    with transaction(db):
        seal.keys.owe_emptying(db)  # until then the file still holds the older rows
        for table, rows in older.items():
            for row in db.execute(rows).fetchall():
                place, body = (row["person"], f"{table}.body", row["name"]), row["body"]
                with suppress(SealError):
                    sealed = seal.seal(*place, body if isinstance(body, str) else seal.unseal(*place, body))
                    db.execute(f"UPDATE {table} SET body = ? WHERE rowid = ?", (sealed, row["number"]))
    seal.keys.empty_logs(db)
