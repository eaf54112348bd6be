"""The SQLite library of the program; no other file imports one.

With two SQLite libraries in one process, the locks of a file do not hold. A lock belongs to the process, and when one
library closes the file, the system drops every lock that the other one has on it. For the same reason no code may open
a database as a plain file while it is in use. So this is always the library that sqlite-utils uses: pysqlite3 if it is
installed, else the one of Python.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3  # pysqlite3 is the same module with a newer SQLite, and has no types
else:
    from sqlite_utils.utils import sqlite3

Connection = sqlite3.Connection
Row = sqlite3.Row
Error = sqlite3.Error
IntegrityError = sqlite3.IntegrityError
OperationalError = sqlite3.OperationalError
connect = sqlite3.connect

Version = tuple[int, ...]
VERSION: Version = sqlite3.sqlite_version_info
FIXED: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""The first versions of three series in which two connections cannot damage a file; all after the last one are safe.

Other versions have the WAL-reset bug (https://www.sqlite.org/wal.html#walresetbug): if two connections write or
checkpoint at the same moment, a commit can be lost or the file damaged.
"""


def written(version: Version = VERSION) -> str:
    """Return a version as text, such as `3.51.3`."""
    return ".".join(map(str, version))


def why_alone(version: Version = VERSION) -> str:
    """Return why only one connection at a time may have a file open; empty if several may."""
    if version >= FIXED[-1] or any(version >= fixed and version[:2] == fixed[:2] for fixed in FIXED):
        return ""
    return (
        f"SQLite {written(version)} can damage a database that two programs use, so only one may open it at a time. "
        f"Stop the other program, or install a Python with SQLite {written(FIXED[-1])} or newer."
    )
