"""The master key: it is in a file that only its owner can read, or in the environment.

It is never in the database and never in the file of keys.
"""

import binascii
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from bot.storage.own_files import check_private

KEY_BYTES = 32
"""Length of every key, in bytes."""


class SealError(Exception):
    """A sealed value cannot be opened: a key is missing, or is not the right one."""


def path_beside(database: Path, ending: str) -> Path:
    """Return the path of a file that belongs to a database: `.key` is the master key, `.keys` the keys of people."""
    return database.with_name(database.name + ending)


def candidate_keys(database: Path, given: str, *, create: bool) -> list[bytes]:
    """Return the master keys to try, the most likely first; an interrupted rotation leaves a second one.

    `given` (RANDEVOU_KEY) replaces the file. With `create`, a missing file is created. Raises SealError if there is no
    key, or if a key cannot be used.
    """
    if given:
        return [_decoded(given.encode(), "RANDEVOU_KEY")]
    path = path_beside(database, ".key")
    check_private(path)
    if create and not path.exists():
        _create(path)
    found = [file for file in (path, path_beside(database, ".key.new")) if file.exists()]
    if not found:
        raise SealError(
            f"{path} is missing, and what people said cannot be read without it. Restore it, or set RANDEVOU_KEY."
        )
    return [_read(file) for file in found]


def create_next(database: Path, given: str) -> bytes:
    """Return the next master key; without `given` (RANDEVOU_KEY_NEW), create it in a file next to the old one."""
    if given:
        return _decoded(given.encode(), "RANDEVOU_KEY_NEW")
    path = path_beside(database, ".key.new")
    path.unlink(missing_ok=True)
    _create(path)
    return _read(path)


def replace_with_next(database: Path) -> None:
    """Replace the master key with the next one, and overwrite the bytes of the old one."""
    path = path_beside(database, ".key")
    descriptor = os.open(path, os.O_WRONLY) if path.exists() else None
    os.replace(path_beside(database, ".key.new"), path)
    _sync_folder(path)
    if descriptor is not None:
        _overwrite(descriptor)


def shred(path: Path) -> None:
    """Overwrite a file and delete it; an SSD or a copy-on-write file system may still keep the old blocks."""
    _overwrite(os.open(path, os.O_WRONLY))
    path.unlink()


def _overwrite(descriptor: int) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    check_private(path)
    try:
        return _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise SealError(f"{path} cannot be read ({error.strerror}). Make the user who runs this its owner.") from error


def _decoded(text: bytes, where: str) -> bytes:
    """Decode base64, standard or URL-safe; raise SealError if the result is not a key."""
    try:
        key = urlsafe_b64decode(text.strip().replace(b"+", b"-").replace(b"/", b"_"))
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise SealError(f"{where} is not a key: it must be {KEY_BYTES} bytes in base64. Restore the right one.")
    return key


def _create(path: Path) -> None:
    """Create a key file; if another process creates it first, keep that one."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    _sync_folder(path)


def _sync_folder(path: Path) -> None:
    """Flush the folder to the disk, so that the new name of a file survives a power cut."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
