"""Passphrases of staff: a slow hash of each one, from which the passphrase cannot be read."""

import os
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
"""The second recommendation of RFC 9106, for machines with little memory: about a tenth of a second for each try."""
NOBODY = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${'A' * 22}${'A' * 43}"
"""A hash that no passphrase has."""


def digest(passphrase: str) -> str:
    """Return the hash of a passphrase, with its salt and its costs, as text in PHC form."""
    made = Argon2id(salt=os.urandom(16), length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return made.derive_phc_encoded(_bytes(passphrase))


def matches(kept: str | None, passphrase: str) -> bool:
    """Return whether this is the passphrase of a hash; without a hash it is False after the same work."""
    try:
        Argon2id.verify_phc_encoded(_bytes(passphrase), kept or NOBODY)
    except InvalidKey:
        return False
    return kept is not None


def _bytes(passphrase: str) -> bytes:
    """Return the same bytes for the same signs, in whatever way a keyboard puts them together."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
