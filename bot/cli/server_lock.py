"""The lock files of the servers of a database: one server for each bot, for the web chat and for the desk."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.settings import SettingsError

WEB = "web"
"""How the lock file names the web chat; a bot is named by its number."""
DESK = "desk"
"""How the lock file names the desk for other devices."""
BY_DEFAULT = "http://127.0.0.1:8080"
"""Where a server without settings listens, if the port is free."""


@contextmanager
def only_one(database: Path, *channels: str) -> Iterator[None]:
    """Hold the lock file of each bot, or of the web, on a database; SettingsError if another server holds one."""
    with ExitStack() as held:
        for channel in channels:
            held.enter_context(_only_one(database, channel))
        yield


@contextmanager
def _only_one(database: Path, channel: str) -> Iterator[None]:
    path = _path(database, channel)
    if not database.parent.is_dir():
        raise SettingsError(f"{database}: there is no folder {database.parent}. Make it, or choose another --db.")
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}. Choose another database with --db.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.truncate(file, 0)
        yield
    except BlockingIOError:
        what = {WEB: "web chat", DESK: "desk"}.get(channel, "bot")
        raise SettingsError(f"Another server runs this {what} on {database} already ({path}).") from None
    finally:
        os.close(file)


def note_address(database: Path, address: str) -> None:
    """Write into the lock file of the web chat, which the caller holds, the address at which this server listens."""
    _path(database, WEB).write_text(address, encoding="ascii")


def noted_address(database: Path) -> str:
    """Return the address of the last server of the web chat on a database; the usual one if none has noted any."""
    path = _path(database, WEB)
    return (path.read_text(encoding="ascii") if path.is_file() else "") or BY_DEFAULT


def _path(database: Path, channel: str) -> Path:
    return database.with_name(f"{database.name}.{channel}.lock")
