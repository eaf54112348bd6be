"""The seals on tickets: made with the newest shared key, and checked with any of them that is still needed.

A seal is a keyed hash, not a signature: nobody can make or check a seal without the key. This is intended. Only
the database knows whether an appointment is valid, and a ticket that everyone could check would tell everyone about it.
A key is destroyed when the appointments that need it are past.
"""

import base64
import hmac
from itertools import pairwise

from bot.storage.database import Connection
from bot.storage.keys.person_keys import Keys

PREFIX = "slip"
SEAL_BYTES = 10
"""Length of a seal in bytes: 80 bits cannot be guessed, however often somebody tries."""


def sign(db: Connection, keys: Keys, pack: str, code: str, sequence: int) -> tuple[str, str]:
    """Return the number of the newest key, and the seal for a ticket of this pack; create a key if none exists."""
    known = _keys(keys)
    if not known:
        create(db, keys)
        known = _keys(keys)
    number = max(known, key=int)
    return number, _seal(known[number][0], pack, code, sequence)


def is_valid(keys: Keys, pack: str, code: str, sequence: int, number: str, seal: str) -> bool:
    """Return whether a seal was made here; an unknown key number takes the same time as a known one."""
    known = _keys(keys).get(number, [])
    tried = [hmac.compare_digest(_seal(key, pack, code, sequence), seal) for key in known or [b"nobody's"]]
    return any(tried) and bool(known)


def create(db: Connection, keys: Keys) -> None:
    """Create the key for all new seals; its name holds its number and the id of the last booking before it."""
    last = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'booking'").fetchone()[0]
    number = max(map(int, _keys(keys)), default=0) + 1
    keys.create_shared(f"{PREFIX}:{number}:{last}")


def prune(db: Connection, keys: Keys) -> None:
    """Destroy old keys that no coming appointment needs; the newest key always stays."""
    names = sorted(keys.shared(PREFIX), key=lambda name: int(name.partition(":")[0]))
    for name, successor in pairwise(names):
        last = int(successor.partition(":")[2])
        waits = db.execute("SELECT 1 FROM booking WHERE id <= ? AND state = 'booked'", (last,)).fetchone()
        if waits is None:
            keys.write({}, [f"{PREFIX}:{name}"])


def _keys(keys: Keys) -> dict[str, list[bytes]]:
    """Return the keys by number; if two processes created one at the same moment, both are valid."""
    found: dict[str, list[bytes]] = {}
    for name, key in sorted(keys.shared(PREFIX).items()):
        found.setdefault(name.partition(":")[0], []).append(key)
    return found


def _seal(key: bytes, pack: str, code: str, sequence: int) -> str:
    mac = hmac.digest(key, f"{PREFIX}:{pack}:{code}:{sequence}".encode(), "sha256")
    return base64.b32encode(mac[:SEAL_BYTES]).decode()
