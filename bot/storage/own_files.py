"""Checks files before they are opened: only our own, private to their owner, and on a local disk."""

import errno
import os
import shutil
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot.storage import sqlite

MOUNTS = Path("/proc/self/mountinfo")
"""The mounted disks; a system without this file is not checked."""
NETWORK = frozenset(
    {
        "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.ceph", "fuse.davfs2", "fuse.gcsfuse",
        "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs",
        "nfs4", "ocfs2", "smb3", "smbfs",
    }
)  # fmt: skip
"""Kinds of disks on which two machines do not see each other's locks: SQLite loses data there."""
FULL = {errno.ENOSPC, errno.EDQUOT}
LEAST_ROOM = 1 << 20
"""Bytes: with less room than this, an error while SQLite opens a file means that the disk is full."""
MAGIC, NUMBER = b"SQLite format 3\0", slice(68, 72)
"""The first bytes of every SQLite file, and the place of the number of its program."""
COMPANIONS = ("", "-wal", "-shm", "-journal")


class DatabaseError(Exception):
    """A file of the database cannot be used; the message says why and what to do."""


class Kind(NamedTuple):
    """A kind of our files: its name, its number in the header, and a query that says whether an unmarked one is it."""

    name: str
    number: int
    sign: str


DATABASE = Kind(
    "a database",
    int.from_bytes(b"Rndv", "big"),
    "SELECT NOT EXISTS (SELECT 1 FROM _sqlite_migrations WHERE migration_set <> 'randevou')",
)
KEYS = Kind(
    "a file of keys",
    int.from_bytes(b"Rndk", "big"),
    "SELECT NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name <> 'key')",
)


Place = tuple[tuple[int, int], Kind]
"""A file by its disk and its number there, and what it was opened as."""
_open: Counter[Place] = Counter()
_looking = threading.Lock()
"""A file that is open is not looked at: to close a file frees all locks that SQLite in this process has on it."""


def check_or_create(path: Path, kind: Kind) -> Place:
    """Raise DatabaseError for an SQLite file that is not ours or not safe to use, and change nothing of it.

    A missing or empty file is new: it is created so that only its owner can read it. A file without a number is of an
    earlier version, or of another program. The file counts as open until `release`.
    """
    for ending in COMPANIONS:
        check_private(path.with_name(path.name + ending))
    check_local(path)
    wal = _log(path)
    if is_new(path) and wal.exists() and wal.stat().st_size:  # SQLite deletes the log of an empty file
        raise DatabaseError(
            f"{path} is missing or empty, and {wal} holds changes to it. Restore {path} and its log, or a copy."
        )
    with _looking:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        found = path.stat()
        place = (found.st_dev, found.st_ino), kind
        if found.st_size and not _open[place]:
            _look(path, kind)
        _open[place] += 1
    return place


def release(place: Place) -> None:
    """Note that a connection to a file was closed."""
    _open[place] -= 1


def is_new(path: Path) -> bool:
    """Return whether a file is missing or empty."""
    return not path.exists() or path.stat().st_size == 0


def is_full(path: Path, error: sqlite.Error | OSError) -> bool:
    """Return whether an error while a file was opened came from a full disk."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return "full" in str(error) or ("I/O" in str(error) and shutil.disk_usage(path.parent).free < LEAST_ROOM)


def check_number(path: Path, kind: Kind, number: int) -> None:
    """Raise DatabaseError for the number of another program; 0 means that a file has none."""
    if number not in (0, kind.number):
        raise DatabaseError(f"{path} is not {kind.name} of Randevou. Choose another file with --db.")


def check_private(path: Path) -> None:
    """Raise DatabaseError for a link, a file of another user, or one that others may read; it may be missing."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(found.st_mode):
        raise DatabaseError(f"{path} is a symbolic link. Put the file itself in its place.")
    if not stat.S_ISREG(found.st_mode):
        raise DatabaseError(f"{path} is not a file. Choose another one with --db.")
    if found.st_uid != os.geteuid():
        raise DatabaseError(
            f"{path} belongs to another user ({found.st_uid}). Run this as that user, or make it yours: "
            f"chown {os.geteuid()} {path}"
        )
    if found.st_mode & 0o077:
        raise DatabaseError(f"{path} can be read by others. Run: chmod 600 {path}")


def check_local(path: Path, mounts: str | None = None) -> None:
    """Raise DatabaseError for a file on a network disk; `mounts` is the table of mounts, by default that of Linux."""
    if mounts is None:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""
    disk = path.parent.stat().st_dev
    for line in mounts.splitlines():
        place, _, device = line.partition(" - ")
        kind = device.partition(" ")[0]
        if place.split()[2] == f"{os.major(disk)}:{os.minor(disk)}" and kind in NETWORK:
            raise DatabaseError(f"{path} is on a network disk ({kind}), where SQLite loses data. Use a local disk.")


def _look(path: Path, kind: Kind) -> None:
    with path.open("rb") as file:
        header = file.read(NUMBER.stop)
    if not header.startswith(MAGIC):
        raise DatabaseError(f"{path}: file is not a database. Choose another file with --db, or restore a backup.")
    number = int.from_bytes(header[NUMBER], "big")
    check_number(path, kind, number)
    if number == 0 and not _is_unmarked(path, kind):
        raise DatabaseError(f"{path} is not {kind.name} of Randevou. Choose another file with --db.")


def _is_unmarked(path: Path, kind: Kind) -> bool:
    """Return whether a file without a number has no tables, or those of an earlier version."""
    with _looked_at(path) as db:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            return True
        try:
            return bool(db.execute(kind.sign).fetchone()[0])
        except sqlite.OperationalError:
            return False


@contextmanager
def _looked_at(path: Path) -> Iterator[sqlite.Connection]:
    """Open a file so that nothing of it changes: no log is made, none is emptied, and no lock is taken.

    This does not see the log. If a kill left all tables there, open a copy of both.
    """
    wal = _log(path)
    with TemporaryDirectory() as folder, closing(_read_only(path)) as db:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] or not wal.exists():
            yield db
            return
        copy = Path(shutil.copy(path, folder))
        shutil.copy(wal, folder)
        with closing(sqlite.connect(copy)) as whole:
            yield whole


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _read_only(path: Path) -> sqlite.Connection:
    return sqlite.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
