"""The seals on slips: made with a key that is nobody's, checked with the newest ones, and gone when they have passed.

A seal is a keyed hash, not a signature: whoever has no key can neither make nor check one. That is meant so. Whether an
appointment stands is known to the database alone, and a slip that anybody could check would speak to anybody.
"""

import base64
import hmac
from itertools import pairwise

from bot.storage.database import Connection
from bot.storage.keys.person_keys import Keys

PREFIX = "slip"
BYTES = 10
"""Of a seal: 80 bits, which nobody guesses at 30 tries a minute."""


def sign(db: Connection, keys: Keys, pack: str, code: str, sequence: int) -> tuple[str, str]:
    """The number of the newest key, made here if there is none, and the seal for a slip of this pack."""
    known = _keys(keys)
    if not known:
        create(db, keys)
        known = _keys(keys)
    number = max(known, key=int)
    return number, _seal(known[number][0], pack, code, sequence)


def is_valid(keys: Keys, pack: str, code: str, sequence: int, number: str, seal: str) -> bool:
    """Whether a seal is ours; an unknown number costs the same time as a known one."""
    known = _keys(keys).get(number, [])
    tried = [hmac.compare_digest(_seal(key, pack, code, sequence), seal) for key in known or [b"nobody's"]]
    return any(tried) and bool(known)


def create(db: Connection, keys: Keys) -> None:
    """Seal with a new key from now on; it is named by its number and by the last booking that came before it."""
    last = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'booking'").fetchone()[0]
    number = max(map(int, _keys(keys)), default=0) + 1
    keys.create_shared(f"{PREFIX}:{number}:{last}")


def prune(db: Connection, keys: Keys) -> None:
    """Destroy every key but the newest that no appointment from before its successor needs any more."""
    names = sorted(keys.shared(PREFIX), key=lambda name: int(name.partition(":")[0]))
    for name, successor in pairwise(names):
        last = int(successor.partition(":")[2])
        waits = db.execute("SELECT 1 FROM booking WHERE id <= ? AND state = 'booked'", (last,)).fetchone()
        if waits is None:
            keys.write({}, [f"{PREFIX}:{name}"])


def _keys(keys: Keys) -> dict[str, list[bytes]]:
    """By number; two processes may have made one at the same moment, and then both count."""
    found: dict[str, list[bytes]] = {}
    for name, key in sorted(keys.shared(PREFIX).items()):
        found.setdefault(name.partition(":")[0], []).append(key)
    return found


def _seal(key: bytes, pack: str, code: str, sequence: int) -> str:
    mac = hmac.digest(key, f"{PREFIX}:{pack}:{code}:{sequence}".encode(), "sha256")
    return base64.b32encode(mac[:BYTES]).decode()
